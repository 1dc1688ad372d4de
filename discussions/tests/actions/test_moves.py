"""Moving, splitting, merging: words keep their authors, numbers of others stay, old addresses answer."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from communities.models import Community
from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.mail.models import OutgoingMail
from cop_portal.foundation.notifications import digests
from cop_portal.foundation.notifications.models import Notice
from cop_portal.foundation.permissions import Denied
from cop_portal.tests import factories
from discussions.actions import contributions, moves, subscriptions
from discussions.models import Contribution, Discussion, Draft, Follow, Move
from discussions.tests.makers import facilitated, question, said

pytestmark = pytest.mark.django_db
WHY = "It is about vaccines."


@pytest.fixture
def both(community: Any, neighbour: Any, people: Any) -> Any:
    """The facilitator of Water moderates Vaccines too."""
    return factories.joined(neighbour, people.facilitator, "facilitator")


def test_a_discussion_moves_with_all_that_was_said(
    community: Any, neighbour: Any, people: Any, both: Any, dispatched: Any
) -> None:
    talk = question(community, people.expert)
    made = said(talk, people.member)
    factories.joined(neighbour, people.member)
    dispatched()
    before = list(Community.objects.order_by("pk").values_list("discussion_count", flat=True))

    moves.move(discussion=talk, to=neighbour, by=both, reason=WHY)
    dispatched()

    talk.refresh_from_db()
    made.refresh_from_db()
    assert (talk.community, made.community, made.number) == (neighbour, neighbour, 1)
    after = list(Community.objects.order_by("pk").values_list("discussion_count", flat=True))
    assert [after[0] - before[0], after[1] - before[1]] == [-1, 1]
    entry = ActivityEntry.objects.get(verb="discussions.discussion_moved")
    assert entry.facts == {"discussion_id": talk.pk, "from_community_id": community.pk, "reason": WHY}


def test_followers_come_along_as_far_as_they_may_read_and_are_told_once(
    community: Any, neighbour: Any, people: Any, both: Any, dispatched: Any
) -> None:
    talk = question(community, people.expert)
    said(talk, people.member)
    factories.joined(neighbour, people.member)
    dispatched()

    moves.move(discussion=talk, to=neighbour, by=both, reason=WHY)
    dispatched()
    dispatched()

    assert set(Follow.objects.filter(discussion=talk).values_list("user", flat=True)) == {people.member.pk}
    told = Notice.objects.filter(kind="discussions.put_elsewhere")
    assert list(told.values_list("user", flat=True)) == [people.member.pk]


def test_only_who_moderates_both_communities_moves(community: Any, neighbour: Any, people: Any) -> None:
    talk = question(community, people.expert)

    for who in (people.member, people.expert, people.facilitator, people.stranger):
        with pytest.raises(Denied):
            moves.move(discussion=talk, to=neighbour, by=who, reason=WHY)

    talk.refresh_from_db()
    assert talk.community == community


def test_a_reason_is_asked_for(community: Any, neighbour: Any, people: Any, both: Any) -> None:
    with pytest.raises(ValidationError):
        moves.move(discussion=question(community, people.expert), to=neighbour, by=both, reason=" \n")


def test_what_is_split_off_keeps_its_authors_and_the_rest_its_numbers(
    community: Any, people: Any, dispatched: Any
) -> None:
    talk = question(community, people.expert)
    first, second = said(talk, people.member, "One"), said(talk, people.guest, "Two")
    third = said(talk, people.member, "Three", parent=second)
    fourth = said(talk, people.expert, "Four", parent=second)
    contributions.mark_useful(contribution=second, by=people.member)
    dispatched()

    new = moves.split(
        discussion=talk, numbers=[2, 3], title="About two", by=people.facilitator, reason="Another matter."
    )
    dispatched()

    here = list(Contribution.objects.filter(discussion=talk).order_by("number"))
    there = list(Contribution.objects.filter(discussion=new).order_by("number"))
    assert [(row.number, row.body, bool(row.moved_to_id)) for row in here] == [
        (1, "One", False), (2, "", True), (3, "", True), (4, "Four", False),
    ]  # fmt: skip
    assert [(row.number, row.body, row.author) for row in there] == [
        (1, "Two", people.guest), (2, "Three", people.member),
    ]  # fmt: skip
    assert (there[1].pk, there[1].parent_number, there[0].useful_count) == (third.pk, 1, 1)
    talk.refresh_from_db()
    assert (talk.contribution_count, talk.last_number) == (2, 4)
    assert (new.contribution_count, new.last_number) == (2, 2)
    assert said(talk, people.member, "Five").number == 5
    assert {first.pk, fourth.pk} == {row.pk for row in here if row.body}
    told = Notice.objects.filter(kind="discussions.put_elsewhere").values_list("user", flat=True)
    assert sorted(told) == sorted([people.expert.pk, people.member.pk, people.guest.pk])
    assert Follow.objects.filter(discussion=new, user=people.guest).exists()


def test_numbers_that_are_not_there_are_named_and_nothing_moves(community: Any, people: Any) -> None:
    talk = question(community, people.expert)
    said(talk, people.member)

    with pytest.raises(ValidationError, match="7"):
        moves.split(discussion=talk, numbers=[1, 7], title="New", by=people.facilitator, reason=WHY)

    assert not Move.objects.exists()
    assert Discussion.objects.count() == 1


def test_a_draft_from_a_page_opened_before_a_merge_waits_where_the_discussion_went(
    community: Any, people: Any
) -> None:
    old, new = question(community, people.expert, title="Old"), question(community, people.guest, title="New")
    moves.merge(discussion=old, into=new, by=people.facilitator, reason="The same question.")
    place, there = f"discussion:{old.pk}", f"discussion:{new.pk}"
    contributions.save_draft(by=people.guest, place=there, body="Something else")

    for body in ("Beg", "Begun", "Begin"):
        contributions.save_draft(by=people.member, place=place, body=body)
        contributions.save_draft(by=people.guest, place=place, body=body)

    kept = {(row.user, row.place): row.body for row in Draft.objects.select_related("user")}
    assert kept[people.guest, there] == "Something else"
    assert kept[people.guest, place] == "Begin"
    assert kept[people.member, there] == "Begin"
    contributions.save_draft(by=people.guest, place=place, body="")
    assert Draft.objects.get(user=people.guest).body == "Something else"


def test_a_merged_discussion_goes_on_in_the_other_one(community: Any, people: Any, dispatched: Any) -> None:
    old, new = question(community, people.expert, title="Old"), question(community, people.guest, title="New")
    said(new, people.member, "There")
    moved = said(old, people.member, "Here", key="k1")
    contributions.save_draft(by=people.guest, place=f"discussion:{old.pk}", body="Begun")
    dispatched()

    move = moves.merge(discussion=old, into=new, by=people.facilitator, reason="The same question.")
    dispatched()

    rows = list(Contribution.objects.filter(discussion=new).order_by("number"))
    assert [(row.number, row.author) for row in rows] == [
        (1, people.member), (2, people.expert), (3, people.member),
    ]  # fmt: skip
    assert "Old" in rows[1].body_html
    assert rows[2].pk == moved.pk
    assert move.numbers == [[0, 2], [1, 3]]
    old.refresh_from_db()
    assert old.merged_into == new
    assert not old.is_open
    assert old not in Discussion.objects.visible_to(people.member)
    assert Draft.objects.get().place == f"discussion:{new.pk}"
    assert Follow.objects.filter(discussion=new, user=people.expert).exists()
    told = Notice.objects.filter(kind="discussions.put_elsewhere").values_list("user", flat=True)
    assert sorted(told) == sorted([people.expert.pk, people.member.pk])


def test_merging_again_and_into_itself_is_refused_and_chains_are_short(community: Any, people: Any) -> None:
    one, two, three = (question(community, people.expert, title=name) for name in ("One", "Two", "Three"))
    moves.merge(discussion=one, into=two, by=people.facilitator, reason=WHY)

    for talk, into in ((one, three), (three, one), (two, two)):
        with pytest.raises(ValidationError):
            moves.merge(discussion=talk, into=into, by=people.facilitator, reason=WHY)

    moves.merge(discussion=two, into=three, by=people.facilitator, reason=WHY)
    one.refresh_from_db()
    assert one.merged_into == three


def test_an_answer_delivered_again_after_a_split_is_still_one(community: Any, people: Any) -> None:
    talk = question(community, people.expert)
    said(talk, people.member, "Once", key="mail:1")
    moves.split(discussion=talk, numbers=[1], title="New", by=people.facilitator, reason=WHY)

    said(talk, people.member, "Once", key="mail:1")

    assert Contribution.objects.exclude(body="").count() == 1


def test_a_facilitated_discussion_stays_whole_and_members_may_not(community: Any, people: Any) -> None:
    talk, other = facilitated(community, people.facilitator), question(community, people.expert)
    said(talk, people.member)

    with pytest.raises(ValidationError):
        moves.split(discussion=talk, numbers=[1], title="New", by=people.facilitator, reason=WHY)
    with pytest.raises(ValidationError):
        moves.merge(discussion=other, into=talk, by=people.facilitator, reason=WHY)
    for who in (people.member, people.stranger):
        with pytest.raises(Denied):
            moves.split(discussion=other, numbers=[1], title="New", by=who, reason=WHY)


def test_who_muted_it_is_not_told(community: Any, people: Any, dispatched: Any) -> None:
    one, two = question(community, people.expert, title="One"), question(community, people.guest, title="Two")
    dispatched()
    subscriptions.follow(discussion=one, by=people.expert, frequency="never")

    moves.merge(discussion=one, into=two, by=people.facilitator, reason=WHY)
    dispatched()

    assert not Notice.objects.filter(kind="discussions.put_elsewhere").exists()


def test_what_was_told_and_has_not_left_is_taken_back_from_who_may_not_read_there(
    community: Any, neighbour: Any, people: Any, both: Any, dispatched: Any
) -> None:
    """Neither the letter of tomorrow morning nor a mail that waits for the end of quiet hours tells it."""
    talk, other = question(community, people.expert), question(community, people.expert, title="It stays")
    said(talk, people.guest, "Kept inside from now on.")
    factories.joined(neighbour, people.guest)
    dispatched()
    Notice.objects.update(
        frequency="daily", mailed_at=None, created_at=timezone.now() - datetime.timedelta(days=2)
    )
    OutgoingMail.objects.all().delete()

    moves.move(discussion=talk, to=neighbour, by=both, reason=WHY)
    digests.send_due()

    letter = OutgoingMail.objects.get(user=people.member, kind="notifications.digest")
    assert "It stays" in letter.text
    assert "Which pump lasts?" not in letter.text
    assert "Kept inside" not in letter.text
    assert {row.url for row in Notice.objects.filter(user=people.member)} == {other.get_absolute_url()}
    assert Notice.objects.filter(user=people.guest, title__contains="Which pump lasts?").exists()


def test_what_is_moved_before_anybody_was_told_is_told_to_nobody_of_the_old_place(
    community: Any, neighbour: Any, people: Any, both: Any, dispatched: Any
) -> None:
    talk = question(community, people.facilitator, title="Whose dose was spoiled?")
    moves.move(discussion=talk, to=neighbour, by=both, reason=WHY)
    dispatched()

    assert not Notice.objects.filter(user=people.member, title__contains="spoiled").exists()
    assert not OutgoingMail.objects.filter(user=people.member, text__contains="spoiled").exists()
