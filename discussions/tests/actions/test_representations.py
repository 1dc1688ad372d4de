"""Contributors are asked once a round, answer by web or mail, and corrections are taken over."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.mail import addresses
from cop_portal.foundation.mail.models import OutgoingMail
from cop_portal.foundation.mail.tests.test_inbound import arrives, mail
from cop_portal.foundation.notifications.models import Notice
from cop_portal.foundation.permissions import Denied, can
from cop_portal.tests import factories
from cop_portal.tests.races import at_once
from discussions.actions import representations, syntheses
from discussions.enums import REPRESENTATION_KIND
from discussions.models import Discussion, Representation, Synthesis
from discussions.permissions import check_read_synthesis
from discussions.tests.makers import facilitated, said


@pytest.fixture
def talk(community: Any, people: Any) -> Any:
    found = facilitated(community, people.facilitator)
    for who, body in (
        (people.member, "Grease."), (people.member, "Oil."), (people.expert, "Train."), (people.guest, "Buy."),
        (people.facilitator, "Thank you."),
    ):  # fmt: skip
        said(found, who, body)
    syntheses.save_synthesis(
        discussion=found, by=people.facilitator, in_short="Care [1].", body="Grease [1]."
    )
    return found


def synthesis() -> Synthesis:
    return Synthesis.objects.select_related("discussion__community").get()


@pytest.mark.django_db
def test_each_contributor_cited_or_not_is_told_once_a_round(talk: Any, people: Any, dispatched: Any) -> None:
    asked = [representations.ask(discussion=talk, by=people.facilitator) for _twice in range(2)]
    dispatched()

    told = Notice.objects.filter(kind="discussions.represented")
    assert asked == [3, 0]
    assert {notice.user for notice in told} == {people.member, people.expert, people.guest}
    assert told.first().url == f"{talk.get_absolute_url()}synthesis/draft/"
    assert OutgoingMail.objects.filter(kind="discussions.represented").count() == 3
    # A new revision is a new round.
    syntheses.save_synthesis(discussion=talk, by=people.facilitator, in_short="Care [1].", body="Oil [2].")
    assert representations.ask(discussion=talk, by=people.facilitator) == 3


@pytest.mark.django_db
def test_who_came_later_is_asked_alone_and_who_left_is_not(
    talk: Any, people: Any, dispatched: Any, community: Any
) -> None:
    representations.ask(discussion=talk, by=people.facilitator)
    dispatched()
    Discussion.objects.filter(pk=talk.pk).update(phase="contributions")
    talk.refresh_from_db()
    said(talk, people.knowledge_manager, "Late.")
    community.memberships.filter(user=people.expert).update(state="left", roles=[])

    assert representations.ask(discussion=talk, by=people.facilitator) == 1
    dispatched()

    assert Notice.objects.filter(kind="discussions.represented", user=people.member).count() == 1
    assert Notice.objects.filter(kind="discussions.represented", user=people.knowledge_manager).count() == 1


@pytest.mark.django_db
def test_the_draft_is_read_by_those_asked_and_by_nobody_else(talk: Any, people: Any) -> None:
    everybody = (
        people.member,
        people.expert,
        people.guest,
        people.knowledge_manager,
        people.stranger,
        people.sponsor,
    )
    assert not any(can(check_read_synthesis, who, synthesis()) for who in everybody)

    representations.ask(discussion=talk, by=people.facilitator)

    assert [can(check_read_synthesis, who, synthesis()) for who in everybody] == [True] * 3 + [False] * 3
    for who in everybody[3:]:
        with pytest.raises(Denied):
            representations.answer(synthesis=synthesis(), by=who, confirm=True)
    with pytest.raises(Denied):
        representations.ask(discussion=talk, by=people.member)


@pytest.mark.django_db
def test_an_answer_may_change_until_the_synthesis_is_published(
    talk: Any, people: Any, dispatched: Any
) -> None:
    representations.ask(discussion=talk, by=people.facilitator)
    with pytest.raises(ValidationError):
        representations.answer(synthesis=synthesis(), by=people.member, words=" ")

    representations.answer(synthesis=synthesis(), by=people.member, words="Oil is missing")
    row = representations.answer(synthesis=synthesis(), by=people.member, words="Oil is missing")
    dispatched()

    assert (row.answer, row.words) == ("corrected", "Oil is missing")
    assert Notice.objects.get(kind="discussions.corrected").user == people.facilitator
    assert ActivityEntry.objects.filter(verb="discussions.representation_answered").count() == 1
    with pytest.raises(Denied):
        representations.take_over(representation=row, by=people.expert)
    for _twice in range(2):
        representations.take_over(representation=row, by=people.coordinator)
    row.refresh_from_db()
    assert row.taken_over_by == people.coordinator
    assert representations.answer(synthesis=synthesis(), by=people.member, confirm=True).taken_over_at is None

    syntheses.publish_synthesis(discussion=talk, by=people.facilitator)
    with pytest.raises(ValidationError):
        representations.answer(synthesis=synthesis(), by=people.member, words="Too late")
    with pytest.raises(ValidationError):
        representations.ask(discussion=talk, by=people.facilitator)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("said_by_mail", "answer"),
    [
        ("Yes.", "confirmed"),
        ("OK", "confirmed"),
        ("Yes, thank you!", "confirmed"),
        ("Yes\n\nBest regards,\nMEMBER", "confirmed"),
        ("Oui\n\nMerci", "confirmed"),
        ("نعم، شكرا", "confirmed"),
        ("Yes, but oil is missing", "corrected"),
        ("Yes\n\nOnly the oil is missing.", "corrected"),
        ("Thank you", "corrected"),
    ],
)
def test_an_answer_by_mail_is_one_on_the_page(
    said_by_mail: str, answer: str, talk: Any, people: Any, settings: Any
) -> None:
    settings.MAIL_TRUSTED_AUTHSERV = "mx.example.org"
    representations.ask(discussion=talk, by=people.facilitator)
    to = addresses.reply_address(people.member.pk, REPRESENTATION_KIND, synthesis().pk)
    said_by_mail = said_by_mail.replace("MEMBER", people.member.name)

    done = arrives(mail(people.member, to, said_by_mail), to)

    assert done.state == "posted"
    row = Representation.objects.get(user=people.member)
    assert (row.answer, row.words) == (answer, "" if answer == "confirmed" else said_by_mail)
    assert talk.contributions.count() == 5


@pytest.mark.django_db
def test_by_mail_the_stranger_and_those_not_asked_learn_nothing(
    talk: Any, people: Any, settings: Any
) -> None:
    settings.MAIL_TRUSTED_AUTHSERV = "mx.example.org"
    for who in (people.stranger, people.knowledge_manager):
        to = addresses.reply_address(who.pk, REPRESENTATION_KIND, synthesis().pk)
        assert arrives(mail(who, to, "Yes"), to).state == "refused"
    assert not Representation.objects.exists()


def test_asked_by_two_at_once_each_contributor_has_one_question(apart: str) -> None:
    pumps = factories.community_with_roles("Askers")
    by = factories.holder(pumps, "facilitator")
    talk = facilitated(pumps, by)
    for role in ("expert", "coordinator", "knowledge_manager"):
        said(talk, factories.holder(pumps, role), "Grease.")
    syntheses.save_synthesis(discussion=talk, by=by, in_short="S", body="Grease [1].")

    def ask() -> int:
        own = Discussion.objects.select_related("community").get(pk=talk.pk)
        return representations.ask(discussion=own, by=by)

    assert sorted(at_once(*(partial(ask) for _n in range(4)))) == [0, 0, 0, 3]
    assert Representation.objects.count() == 3
    assert ActivityEntry.objects.filter(verb="discussions.contributors_asked").count() == 1
