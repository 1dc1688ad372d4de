"""Closing, merging, splitting, handing over: proposed, answered, done on the day, undone."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from communities.actions import memberships, transformations
from communities.models import Community, Membership, RoleTerm, StageChange, Transformation
from communities.permissions import forget_standing
from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.permissions import Denied
from cop_portal.tests import factories

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def propose(community: Any, by: Any, kind: str = "close", days: int = 14, **plan: Any) -> Transformation:
    plan = {"reason": "The work is done", "on_date": timezone.localdate() + days * DAY, **plan}
    if kind in ("close", "merge"):
        plan = {"lessons": "Listen first", "library_owner": by, **plan}
    return transformations.propose(community=community, kind=kind, by=by, **plan)


def on_its_day(step: Transformation) -> Transformation:
    transformations.carry_out_due(step.on_date)
    step.refresh_from_db()
    step.community.refresh_from_db()
    return step


def state_of(community: Any) -> tuple[str, bool]:
    community.refresh_from_db()
    return community.stage, community.is_archived


def test_closing_is_announced_first_and_happens_on_its_day_once(community: Any, people: Any) -> None:
    step = propose(community, people.coordinator)
    assert (step.state, state_of(community)) == ("announced", ("planning", False))
    assert community.transformation == step

    early = transformations.carry_out_due(step.on_date - DAY)
    done = transformations.carry_out_due(step.on_date)
    again = transformations.carry_out_due(step.on_date + DAY)

    assert (early, done, again) == (0, 1, 0)
    assert state_of(community) == ("transforming", True)
    step.refresh_from_db()
    assert step.undo_until == step.done_at + 30 * DAY
    change = StageChange.objects.filter(community=community).first()
    assert (change.to_stage, change.reason, change.by) == (
        "transforming", "The work is done", people.coordinator,
    )  # fmt: skip
    assert ActivityEntry.objects.filter(verb="communities.community_transformed").count() == 1


def test_roles_and_memberships_stay_when_a_community_closes(community: Any, people: Any) -> None:
    before = set(Membership.objects.values_list("user", "state", "community").order_by("pk"))

    on_its_day(propose(community, people.coordinator))

    assert set(Membership.objects.values_list("user", "state", "community").order_by("pk")) == before
    assert RoleTerm.objects.filter(community=community, ended_at=None).count() == 4


@pytest.mark.parametrize(
    ("plan", "field"),
    [
        ({"reason": " "}, "reason"),
        ({"days": 3}, "on_date"),
        ({"lessons": ""}, "lessons"),
        ({"library_owner": None}, "library_owner"),
    ],
)
def test_a_plan_with_a_gap_says_which(plan: dict[str, Any], field: str, community: Any, people: Any) -> None:
    with pytest.raises(ValidationError) as refusal:
        propose(community, people.coordinator, **plan)

    assert list(refusal.value.error_dict) == [field]
    assert not Transformation.objects.exists()


def test_the_library_goes_to_a_member_and_no_guest(community: Any, people: Any) -> None:
    for owner in (people.guest, people.stranger):
        with pytest.raises(ValidationError):
            propose(community, people.coordinator, library_owner=owner)

    assert not Transformation.objects.exists()


def test_a_second_step_waits_for_the_first(community: Any, people: Any) -> None:
    first = propose(community, people.coordinator)

    with pytest.raises(ValidationError):
        propose(community, people.coordinator)

    assert list(Transformation.objects.all()) == [first]
    with pytest.raises(IntegrityError), transaction.atomic():
        Transformation.objects.create(
            community=community, kind="split", state="proposed", closes=False, on_date=first.on_date
        )


@pytest.mark.parametrize("who", ["facilitator", "expert", "member", "guest", "stranger", "sponsor"])
def test_only_coordinators_propose(who: str, community: Any, people: Any) -> None:
    with pytest.raises(Denied):
        propose(community, getattr(people, who))

    assert not Transformation.objects.exists()


def test_an_administrator_may_choose_today_and_then_it_happens_at_once(community: Any, people: Any) -> None:
    step = propose(community, people.administrator, days=0, library_owner=people.member)

    assert step.state == "done"
    assert state_of(community) == ("transforming", True)


def test_what_is_announced_can_be_withdrawn_with_a_reason(community: Any, people: Any) -> None:
    step = propose(community, people.coordinator)

    with pytest.raises(ValidationError):
        transformations.withdraw(step=step, by=people.coordinator, reason=" ")
    transformations.withdraw(step=step, by=people.coordinator, reason="We found money")

    assert transformations.carry_out_due(step.on_date) == 0
    assert state_of(community) == ("planning", False)
    assert community.transformation is None
    with pytest.raises(ValidationError):
        transformations.withdraw(step=step, by=people.coordinator, reason="Again")


@pytest.mark.parametrize("who", ["facilitator", "member", "stranger"])
def test_others_withdraw_and_undo_nothing(who: str, community: Any, people: Any) -> None:
    step = propose(community, people.coordinator)
    with pytest.raises(Denied):
        transformations.withdraw(step=step, by=getattr(people, who), reason="I say")
    on_its_day(step)

    with pytest.raises(Denied):
        transformations.undo(step=step, by=getattr(people, who), reason="I say")

    assert state_of(community) == ("transforming", True)


@pytest.mark.parametrize("who", ["coordinator", "administrator"])
def test_undoing_brings_everything_back(who: str, community: Any, people: Any) -> None:
    since = Community.objects.get(pk=community.pk).stage_since
    step = on_its_day(propose(community, people.coordinator))

    transformations.undo(step=step, by=getattr(people, who), reason="The donors came back")

    assert state_of(community) == ("planning", False)
    assert (community.stage_since, community.transformation) == (since, None)
    assert StageChange.objects.filter(community=community).first().reason == "The donors came back"
    with pytest.raises(ValidationError):
        transformations.undo(step=step, by=people.coordinator, reason="Again")


def test_after_thirty_days_nothing_is_undone(community: Any, people: Any) -> None:
    step = on_its_day(propose(community, people.coordinator))
    Transformation.objects.update(undo_until=timezone.now() - DAY)

    with pytest.raises(ValidationError):
        transformations.undo(step=step, by=people.coordinator, reason="Too late")

    assert state_of(community) == ("transforming", True)


def test_a_merge_waits_for_the_other_coordinator(neighbour: Any, community: Any, people: Any) -> None:
    other = factories.community_with_roles("Health")
    step = propose(community, people.coordinator, "merge", into=other)

    assert step.state == "proposed"
    assert transformations.carry_out_due(step.on_date) == 0
    for nobody in (people.coordinator, people.stranger, factories.holder(neighbour, "coordinator")):
        with pytest.raises(Denied):
            transformations.answer(step=step, by=nobody, yes=True)
    transformations.answer(step=step, by=factories.holder(other, "coordinator"), yes=True)

    on_its_day(step)
    assert state_of(community) == ("transforming", True)


def merged(community: Any, people: Any) -> tuple[Transformation, Community]:
    other = factories.community_with_roles("Health")
    step = propose(community, people.coordinator, "merge", into=other)
    transformations.answer(step=step, by=factories.holder(other, "coordinator"), yes=True)
    return step, other


def test_a_merge_invites_and_moves_nobody(neighbour: Any, community: Any, people: Any) -> None:
    step, other = merged(community, people)
    factories.joined(other, people.expert)
    Membership.objects.create(community=other, user=people.facilitator, state="declined")

    on_its_day(step)

    states = dict(Membership.objects.filter(community=other).values_list("user", "state"))
    assert states[people.member.pk] == states[people.coordinator.pk] == "invited"
    assert (states[people.expert.pk], states[people.facilitator.pk]) == ("active", "declined")
    assert people.stranger.pk not in states


def test_undoing_a_merge_withdraws_only_what_nobody_accepted(community: Any, people: Any) -> None:
    step, other = merged(community, people)
    on_its_day(step)
    forget_standing(other, people.expert)
    memberships.join(community=other, by=people.expert)

    transformations.undo(step=step, by=people.coordinator, reason="We stay")

    states = dict(Membership.objects.filter(community=other).values_list("user", "state"))
    assert (states[people.member.pk], states[people.expert.pk]) == ("left", "active")
    assert state_of(community) == ("planning", False)


def test_a_merge_into_itself_or_into_nothing_is_refused(community: Any, people: Any) -> None:
    secret = factories.community("Hidden", visibility="secret")
    for into in (None, community, secret):
        with pytest.raises(ValidationError):
            propose(community, people.coordinator, "merge", into=into)

    assert not Transformation.objects.exists()


def test_a_merge_into_what_closed_meanwhile_is_withdrawn_in_words(community: Any, people: Any) -> None:
    step, other = merged(community, people)
    Community.objects.filter(pk=other.pk).update(archived_at=timezone.now())

    on_its_day(step)

    assert (step.state, state_of(community)) == ("withdrawn", ("planning", False))
    assert "closed" in step.end_reason


def test_a_late_yes_leaves_members_their_week(community: Any, people: Any) -> None:
    other = factories.community_with_roles("Health")
    step = propose(community, people.coordinator, "merge", into=other)
    Transformation.objects.update(on_date=timezone.localdate() - DAY)

    step = transformations.answer(step=step, by=factories.holder(other, "coordinator"), yes=True)

    assert step.on_date == timezone.localdate() + 7 * DAY


def hand_over(community: Any, people: Any, **plan: Any) -> Transformation:
    plan = {"outgoing": people.coordinator, "successor": people.member, "handover_note": "Mind X", **plan}
    return propose(community, people.coordinator, "hand_over", days=0, **plan)


def coordinators(community: Any) -> set[Any]:
    return {row.user for row in Membership.objects.with_role("coordinator").filter(community=community)}


def test_a_hand_over_waits_for_the_successor_s_yes(community: Any, people: Any) -> None:
    step = hand_over(community, people)
    assert (step.state, coordinators(community)) == ("proposed", {people.coordinator})
    for nobody in (people.coordinator, people.administrator, people.stranger):
        with pytest.raises(Denied):
            transformations.answer(step=step, by=nobody, yes=True)

    step = transformations.answer(step=step, by=people.member, yes=True)

    assert (step.state, coordinators(community)) == ("done", {people.member})
    term = RoleTerm.objects.get(community=community, user=people.coordinator)
    assert (term.handover_note, term.ended_at is not None) == ("Mind X", True)
    assert state_of(community) == ("planning", False)


def test_a_no_changes_nothing(community: Any, people: Any) -> None:
    step = hand_over(community, people)

    step = transformations.answer(step=step, by=people.member, yes=False, reason="No time")

    assert (step.state, step.end_reason, coordinators(community)) == (
        "declined", "No time", {people.coordinator},
    )  # fmt: skip
    with pytest.raises(ValidationError):
        transformations.answer(step=step, by=people.member, yes=True)


def test_undoing_a_hand_over_gives_the_role_back(community: Any, people: Any) -> None:
    step = transformations.answer(step=hand_over(community, people), by=people.member, yes=True)

    transformations.undo(step=step, by=people.coordinator, reason="It was too early")

    assert coordinators(community) == {people.coordinator}


def test_a_successor_who_left_takes_nothing(community: Any, people: Any) -> None:
    step = propose(
        community,
        people.coordinator,
        "hand_over",
        outgoing=people.coordinator,
        successor=people.member,
    )
    transformations.answer(step=step, by=people.member, yes=True)
    memberships.leave(community=community, by=people.member)

    on_its_day(step)

    assert (step.state, coordinators(community)) == ("withdrawn", {people.coordinator})


def test_a_hand_over_goes_to_another_member(community: Any, people: Any) -> None:
    for plan in (
        {"successor": people.coordinator},
        {"successor": people.stranger},
        {"successor": people.guest},
        {"outgoing": people.member},
    ):
        with pytest.raises(ValidationError):
            hand_over(community, people, **plan)

    assert not Transformation.objects.exists()
