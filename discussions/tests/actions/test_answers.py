"""A question whose answer is taken back or hidden waits for an answer again."""

from __future__ import annotations

from typing import Any

import pytest

from cop_portal.foundation.notifications.models import Notice
from cop_portal.foundation.permissions import Denied
from discussions.actions import contributions, discussions, moderation, routings
from discussions.models import Contribution, Discussion, Routing
from discussions.queries.discussions import desk_of
from discussions.queries.traces import contributions_of
from discussions.tests.makers import question, said

pytestmark = pytest.mark.django_db


@pytest.fixture
def answered(community: Any, people: Any) -> Contribution:
    """What the guest said, which the member accepted as the answer; the expert was asked, too."""
    talk = question(community, people.member)
    routings.route(discussion=talk, to=people.expert, by=people.member)
    made = said(talk, people.guest)
    discussions.accept_answer(discussion=talk, contribution=made, by=people.member)
    return made


def answer_of(made: Contribution) -> int | None:
    return Discussion.objects.values_list("answer", flat=True).get(pk=made.discussion_id)


def take_back(made: Contribution, people: Any) -> None:
    contributions.withdraw(contribution=made, by=people.guest)


def hide(made: Contribution, people: Any) -> None:
    moderation.hide(
        discussion=made.discussion, contribution=made, by=people.facilitator, words="Names a patient"
    )


@pytest.mark.parametrize("verb", [take_back, hide])
def test_the_question_has_no_answer_any_more_and_waits_for_those_asked(
    verb: Any, answered: Contribution, people: Any, sign_in: Any, dispatched: Any
) -> None:
    dispatched()
    address = answered.discussion.get_absolute_url()
    assert not Routing.objects.waiting().exists()
    assert Notice.objects.filter(kind="discussions.answer_accepted", user=people.guest).exists()
    assert "Accepted answer" in sign_in(people.member).get(address).content.decode()

    for _again in range(2):
        verb(answered, people)

    assert answer_of(answered) is None
    assert [row.to for row in Routing.objects.waiting()] == [people.expert]
    assert not Notice.objects.filter(kind="discussions.answer_accepted").exists()
    assert "Accepted answer" not in sign_in(people.member).get(address).content.decode()
    for row in contributions_of(people.facilitator, people.guest, 5):
        assert "Accepted as the answer" not in row.became


def test_taken_back_it_leaves_the_question_on_the_desk_of_who_moderates(
    answered: Contribution, people: Any
) -> None:
    assert desk_of(people.facilitator).unanswered == []

    take_back(answered, people)

    assert desk_of(people.facilitator).unanswered == [answered.discussion]


def test_shown_again_it_becomes_the_answer_only_when_it_is_accepted_again(
    answered: Contribution, people: Any
) -> None:
    hide(answered, people)
    moderation.restore(discussion=answered.discussion, contribution=answered, by=people.facilitator)
    assert answer_of(answered) is None

    discussions.accept_answer(discussion=answered.discussion, contribution=answered, by=people.member)

    assert answer_of(answered) == answered.pk


def test_what_else_is_taken_back_or_hidden_leaves_the_answer_as_it_is(
    answered: Contribution, people: Any
) -> None:
    talk = answered.discussion
    take_back(said(talk, people.guest, "Hm"), people)
    hide(said(talk, people.guest, "Hm"), people)
    with pytest.raises(Denied):
        contributions.withdraw(contribution=answered, by=people.stranger)
    with pytest.raises(Denied):
        moderation.hide(discussion=talk, contribution=answered, by=people.stranger, words="x")
    moderation.hide(discussion=talk, by=people.facilitator, words="Advertising")
    moderation.restore(discussion=talk, by=people.facilitator)

    assert answer_of(answered) == answered.pk


@pytest.mark.parametrize(("verb", "words"), [(take_back, "taken back"), (hide, "hidden")])
def test_what_is_gone_is_not_accepted_from_a_page_opened_before(
    verb: Any, words: str, answered: Contribution, people: Any
) -> None:
    before = Contribution.objects.get(pk=answered.pk)
    verb(answered, people)

    with pytest.raises(Denied, match=words):
        discussions.accept_answer(discussion=answered.discussion, contribution=before, by=people.member)

    assert answer_of(answered) is None


def test_an_answer_that_is_taken_back_before_it_is_told_thanks_nobody(
    answered: Contribution, people: Any, dispatched: Any
) -> None:
    take_back(answered, people)

    dispatched()

    assert not Notice.objects.filter(kind="discussions.answer_accepted").exists()
