"""The phases of a facilitated discussion: on their days, once, and what is late."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from communities.actions import memberships
from communities.models import Case
from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.notifications.models import Notice
from cop_portal.foundation.permissions import Denied
from discussions.actions import invited, phases, subscriptions, syntheses
from discussions.enums import Phase
from discussions.models import Discussion, OverdueStep
from discussions.queries.phases import is_late
from discussions.tests.makers import facilitated, question, said

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def recorded(verb: str) -> int:
    return ActivityEntry.objects.filter(verb=f"discussions.{verb}").count()


def test_phases_move_on_their_days_each_once(community: Any, people: Any) -> None:
    today = timezone.localdate()
    talk = facilitated(community, people.facilitator, opened=False, opens_on=today + DAY)

    assert phases.move_phases(today) == 0
    assert phases.move_phases(today + DAY) == 1
    assert phases.move_phases(today + DAY) == 0
    talk.refresh_from_db()
    assert talk.phase == Phase.CONTRIBUTIONS
    assert phases.move_phases(today + 8 * DAY) == 1
    talk.refresh_from_db()
    assert talk.phase == Phase.SUMMARY
    told = phases.move_phases(today + 11 * DAY)
    assert told == 1
    assert phases.move_phases(today + 11 * DAY) == 0
    assert recorded("phase_overdue") == 1


def test_a_brief_whose_last_day_has_passed_is_late_and_does_not_open_to_end_at_once(
    community: Any, people: Any, sign_in: Any
) -> None:
    today = timezone.localdate()
    talk = facilitated(community, people.facilitator, opened=False)
    past = {"opens_on": today - 9 * DAY, "closes_on": today - DAY}
    Discussion.objects.filter(pk=talk.pk).update(**past)

    phases.move_phases()
    answer = sign_in(people.facilitator).post(
        f"{talk.get_absolute_url()}move/", {"step": "open"}, follow=True
    )

    talk.refresh_from_db()
    assert talk.phase == Phase.BRIEF
    assert "The last day of contributions has passed" in answer.content.decode()
    assert answer.request["PATH_INFO"] == f"{talk.get_absolute_url()}brief/"
    assert (recorded("discussion_opened"), recorded("contributions_closed")) == (0, 0)
    assert recorded("phase_overdue") > 0

    Discussion.objects.filter(pk=talk.pk).update(closes_on=today)
    phases.move_phases()
    talk.refresh_from_db()
    assert talk.phase == Phase.CONTRIBUTIONS


@pytest.mark.parametrize(
    ("zone", "opens"), [("Pacific/Auckland", "2026-05-10T12:00"), ("America/Lima", "2026-05-11T05:00")]
)
def test_a_day_begins_and_ends_where_the_community_is_whoever_reads(
    zone: str, opens: str, community: Any, people: Any, monkeypatch: Any
) -> None:
    type(community).objects.filter(pk=community.pk).update(time_zone=zone)
    talk = facilitated(community, people.facilitator, opened=False)
    day = datetime.date(2026, 5, 11)
    Discussion.objects.filter(pk=talk.pk).update(opens_on=day, closes_on=day + DAY)
    midnight = datetime.datetime.fromisoformat(f"{opens}+00:00")  # there

    def phase_at(moment: datetime.datetime) -> str:
        monkeypatch.setattr(timezone, "now", lambda: moment)
        for reader in ("Pacific/Kiritimati", "Pacific/Honolulu", "UTC"):
            with timezone.override(reader):
                phases.move_phases()
        talk.refresh_from_db()
        return talk.phase

    minute = datetime.timedelta(minutes=1)
    assert phase_at(midnight - minute) == Phase.BRIEF
    assert phase_at(midnight) == Phase.CONTRIBUTIONS
    assert talk.opens_on == day
    assert phase_at(midnight + 2 * DAY - minute) == Phase.CONTRIBUTIONS
    assert phase_at(midnight + 2 * DAY) == Phase.SUMMARY
    assert talk.closes_on == day + DAY


@pytest.mark.parametrize(
    ("zone", "over"), [("Pacific/Auckland", "2026-05-11T12:00"), ("America/Lima", "2026-05-12T05:00")]
)
def test_a_phase_is_overdue_when_its_day_is_over_where_the_community_is(
    zone: str, over: str, community: Any, people: Any, monkeypatch: Any, sign_in: Any
) -> None:
    type(community).objects.filter(pk=community.pk).update(time_zone=zone)
    talk = facilitated(community, people.facilitator)
    day = datetime.date(2026, 5, 11)
    Discussion.objects.filter(pk=talk.pk).update(phase="summary", closes_on=day - DAY, synthesis_on=day)
    over_at = datetime.datetime.fromisoformat(f"{over}+00:00")  # midnight there

    def steps_at(moment: datetime.datetime) -> int:
        monkeypatch.setattr(timezone, "now", lambda: moment)
        pages = []
        for reader in ("Pacific/Kiritimati", "Pacific/Honolulu"):
            type(people.facilitator).objects.filter(pk=people.facilitator.pk).update(time_zone=reader)
            with timezone.override(reader):
                phases.move_phases()
                late = Discussion.objects.select_related("community").get(pk=talk.pk)
                pages.append(is_late(late))
                address = late.get_absolute_url()
                for found in (address, address.removesuffix(f"{late.pk}/"), "/my/desk/"):
                    said = sign_in(people.facilitator).get(found, headers={"accept-language": "en"})
                    pages.append("overdue" in said.content.decode())
        assert len(set(pages)) == 1  # every page says the same, whoever reads
        steps = OverdueStep.objects.filter(discussion=talk).count()
        assert pages[0] == bool(steps)
        return steps

    minute = datetime.timedelta(minutes=1)
    assert steps_at(over_at - minute) == 0
    assert steps_at(over_at) == 1
    assert steps_at(over_at + 6 * DAY - minute) == 1
    assert steps_at(over_at + 6 * DAY) == 2
    assert steps_at(over_at + 13 * DAY) == 3


def in_phase(community: Any, people: Any, phase: str) -> Discussion:
    talk = facilitated(community, people.facilitator, opened=phase != "brief")
    if phase in ("summary", "synthesis", "shared"):
        said(talk, people.member)
        phases.close_contributions(discussion=talk, by=people.facilitator)
    if phase in ("synthesis", "shared"):
        syntheses.save_synthesis(discussion=talk, by=people.facilitator, in_short="So [1].", body="So [1].")
        syntheses.publish_synthesis(discussion=talk, by=people.facilitator)
    if phase == "shared":
        syntheses.note_dissemination(discussion=talk, by=people.facilitator, where="All")
    return Discussion.objects.select_related("community").get(pk=talk.pk)


def new_dates(talk: Discussion, by: Any, **fields: Any) -> None:
    fields = {
        "closes_on": talk.closes_on,
        "synthesis_on": talk.synthesis_on,
        "share_on": talk.share_on,
        "reason": "The rains came late.",
        **fields,
    }
    phases.change_dates(discussion=talk, by=by, **fields)


def test_lateness_climbs_from_the_facilitator_to_the_coordinators_to_those_above_each_step_once(
    community: Any, people: Any, dispatched: Any
) -> None:
    talk = in_phase(community, people, "summary")
    heard: list[tuple[int, str]] = []
    for day in range(1, 17):
        phases.move_phases(talk.synthesis_on + day * DAY)
        phases.move_phases(talk.synthesis_on + day * DAY)
        dispatched()
        found = Notice.objects.filter(kind__startswith="discussions.overdue").order_by("user__name")
        heard += [(day, notice.user.name) for notice in found]
        found.delete()

    holder, above = people.facilitator.name, people.administrator.name
    assert heard == [
        (1, holder),
        *[(7, name) for name in sorted([holder, people.coordinator.name])],
        (14, above),
    ]
    assert OverdueStep.objects.count() == 3


def test_the_sponsor_hears_instead_of_the_administrators_and_reads_no_title(
    community: Any, people: Any, dispatched: Any
) -> None:
    Case.objects.create(
        author=people.sponsor, sponsor=people.sponsor, name="Water", state="approved", community=community,
        submitted_at=timezone.now(),
    )  # fmt: skip
    talk = in_phase(community, people, "summary")
    phases.move_phases(talk.synthesis_on + 14 * DAY)
    dispatched()

    notice = Notice.objects.get(kind="discussions.overdue_above")
    assert notice.user == people.sponsor
    assert talk.title not in notice.title + notice.detail


def test_what_was_done_in_time_is_not_told(community: Any, people: Any, dispatched: Any) -> None:
    talk = in_phase(community, people, "summary")
    phases.move_phases(talk.synthesis_on + DAY)
    syntheses.save_synthesis(discussion=talk, by=people.facilitator, in_short="So [1].", body="So [1].")
    syntheses.publish_synthesis(discussion=talk, by=people.facilitator)
    dispatched()

    assert not Notice.objects.filter(kind="discussions.overdue").exists()


def test_sharing_is_late_too_and_what_was_sent_on_never_is(community: Any, people: Any) -> None:
    talk = in_phase(community, people, "synthesis")
    assert phases.move_phases(talk.share_on) == 0
    assert phases.move_phases(talk.share_on + DAY) == 1
    syntheses.note_dissemination(discussion=talk, by=people.facilitator, where="All")
    assert phases.move_phases(talk.share_on + 30 * DAY) == 0


def test_a_brief_that_nobody_holds_does_not_open_and_is_late_until_somebody_takes_it_over(
    community: Any, people: Any, dispatched: Any
) -> None:
    today = timezone.localdate()
    talk = facilitated(community, people.facilitator, opened=False, opens_on=today)
    memberships.leave(community=community, by=people.facilitator)

    assert phases.move_phases(today) == 0
    assert phases.move_phases(today + DAY) == 1
    dispatched()
    assert Notice.objects.get(kind="discussions.overdue").user == people.coordinator

    with pytest.raises(Denied):
        phases.take_over(discussion=talk, by=people.member)
    for _again in range(2):
        phases.take_over(discussion=talk, by=people.coordinator)
    assert recorded("discussion_taken_over") == 1
    assert phases.move_phases(today) == 1
    talk.refresh_from_db()
    assert (talk.phase, talk.facilitator) == ("contributions", people.coordinator)


def test_an_archived_community_opens_and_owes_nothing(community: Any, people: Any) -> None:
    today = timezone.localdate()
    facilitated(community, people.facilitator, opened=False)
    type(community).objects.filter(pk=community.pk).update(archived_at=timezone.now())

    assert phases.move_phases(today + 30 * DAY) == 0


def test_ending_early_notes_the_day(community: Any, people: Any) -> None:
    talk = in_phase(community, people, "summary")

    assert talk.closes_on == timezone.localdate()


def test_more_time_is_told_to_followers_and_the_asked_with_its_reason(
    community: Any, people: Any, dispatched: Any
) -> None:
    talk = facilitated(community, people.facilitator)
    invited.ask(discussion=talk, by=people.facilitator, people=[people.member.pk])
    subscriptions.follow(discussion=talk, by=people.guest, frequency="never")
    said(talk, people.expert)
    dispatched()

    new_dates(talk, people.facilitator, closes_on=talk.closes_on + DAY)
    dispatched()

    talk.refresh_from_db()
    assert talk.dates_reason == "The rains came late."
    told = Notice.objects.filter(kind="discussions.dates_changed")
    assert {notice.user for notice in told} == {people.member, people.expert}


@pytest.mark.parametrize(
    ("phase", "fields"),
    [
        ("brief", {"closes_on": 1}),
        ("shared", {"share_on": 1}),
        ("contributions", {}),
        ("contributions", {"reason": "  "}),
        ("contributions", {"closes_on": -30}),
        ("contributions", {"closes_on": 9}),
        ("summary", {"synthesis_on": -30}),
        ("synthesis", {"closes_on": 1}),
        ("synthesis", {"synthesis_on": 1}),
    ],
)
def test_dates_that_cannot_be_are_refused_with_a_sentence(
    phase: str, fields: dict[str, Any], community: Any, people: Any
) -> None:
    talk = in_phase(community, people, phase)
    moved = {
        name: getattr(talk, name) + value * DAY if isinstance(value, int) else value
        for name, value in fields.items()
    }
    with pytest.raises(ValidationError):
        new_dates(talk, people.facilitator, **moved)
    assert recorded("dates_changed") == 0


def test_a_last_day_that_lies_ahead_opens_the_contributions_again(community: Any, people: Any) -> None:
    talk = in_phase(community, people, "summary")

    new_dates(talk, people.facilitator, closes_on=timezone.localdate() + DAY)

    assert said(Discussion.objects.get(pk=talk.pk), people.guest).number == 2
    assert phases.move_phases(timezone.localdate()) == 0


def test_sharing_can_be_moved_after_the_synthesis(community: Any, people: Any) -> None:
    talk = in_phase(community, people, "synthesis")

    new_dates(talk, people.facilitator, share_on=talk.share_on + DAY)

    assert Discussion.objects.get(pk=talk.pk).phase == "synthesis"


def test_dates_are_for_those_who_hold_it(community: Any, people: Any) -> None:
    talk = facilitated(community, people.facilitator)
    for who in (people.member, people.expert, people.guest, people.stranger):
        with pytest.raises(Denied):
            new_dates(talk, who, closes_on=talk.closes_on + DAY)
    with pytest.raises(Denied):
        new_dates(question(community, people.member), people.facilitator, closes_on=talk.closes_on)
