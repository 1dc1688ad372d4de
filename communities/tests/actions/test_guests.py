"""The end of a guest's access."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from communities import tasks
from communities.actions import guests, memberships
from communities.models import Membership
from communities.permissions import can_read
from cop_portal.foundation.accounts.models import User
from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.notifications.models import Notice
from cop_portal.foundation.permissions import Denied

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture
def visit(community: Any, people: Any) -> Membership:
    """The guest's membership, with a last day."""
    today = timezone.localdate()
    Membership.objects.filter(user=people.guest).update(
        access_until=today + 30 * DAY, invited_by=people.expert
    )
    return Membership.objects.get(user=people.guest)


def told(kind: str) -> set[str]:
    return set(Notice.objects.filter(kind=f"communities.{kind}").values_list("user__name", flat=True))


def move(visit: Membership, days: int) -> None:
    Membership.objects.filter(pk=visit.pk).update(access_until=timezone.localdate() + days * DAY)


def test_the_last_day_of_a_guest_who_coordinates_is_not_a_facilitator_s(
    community: Any, people: Any, visit: Membership
) -> None:
    today = timezone.localdate()
    memberships.give_role(community=community, user=people.guest, role="coordinator", by=people.coordinator)

    with pytest.raises(Denied):
        guests.change_access(membership=visit, by=people.facilitator, until=today)

    visit.refresh_from_db()
    assert visit.access_until == today + 30 * DAY
    guests.change_access(membership=visit, by=people.coordinator, until=today + DAY)


def test_a_guest_hears_a_week_before_once_and_is_out_after_the_last_day(
    community: Any, people: Any, visit: Membership, dispatched: Any
) -> None:
    assert tasks.end_guests_access() == 0
    assert told("access_ending") == set()
    move(visit, 7)
    for _twice in range(2):
        assert tasks.end_guests_access() == 0
    dispatched()
    assert told("access_ending") == {"Gil Guest", people.expert.name}
    assert ActivityEntry.objects.filter(verb="communities.access_ending").count() == 1
    move(visit, 0)
    assert tasks.end_guests_access() == 0  # the last day is a day of access

    move(visit, -1)
    assert tasks.end_guests_access() == 1
    assert tasks.end_guests_access() == 0

    dispatched()
    assert told("access_ended") == {"Gil Guest", people.expert.name}
    assert not Membership.objects.get(pk=visit.pk).is_active
    community.refresh_from_db()
    assert community.guest_count == 0


def test_an_ended_guest_reads_nothing_of_a_closed_community(
    community: Any, people: Any, visit: Membership
) -> None:
    type(community).objects.filter(pk=community.pk).update(visibility="closed")
    closed = type(community).objects.get(pk=community.pk)
    assert can_read(User.objects.get(pk=people.guest.pk), closed)
    move(visit, -1)

    tasks.end_guests_access()

    assert not can_read(User.objects.get(pk=people.guest.pk), closed)


def test_a_day_that_is_moved_is_told_anew(community: Any, people: Any, visit: Membership) -> None:
    move(visit, 3)
    tasks.end_guests_access()
    until = timezone.localdate() + 60 * DAY

    for _twice in range(2):
        guests.change_access(
            membership=Membership.objects.get(pk=visit.pk), by=people.facilitator, until=until
        )

    row = Membership.objects.get(pk=visit.pk)
    assert (row.access_until, row.access_reminded_at) == (until, None)
    assert ActivityEntry.objects.filter(verb="communities.access_changed").count() == 1


def test_only_guests_have_a_last_day_and_it_lies_ahead(community: Any, people: Any, visit: Any) -> None:
    today = timezone.localdate()
    with pytest.raises(ValidationError, match="Choose a day"):
        guests.change_access(membership=visit, by=people.facilitator, until=today - DAY)
    with pytest.raises(ValidationError, match="Only the access of guests"):
        guests.change_access(
            membership=Membership.objects.get(user=people.member), by=people.facilitator, until=today
        )


@pytest.mark.parametrize("who", ["expert", "member", "guest", "stranger"])
def test_others_neither_move_the_day_nor_pretend(
    who: str, community: Any, neighbour: Any, people: Any, visit: Membership
) -> None:
    person = getattr(people, who)
    before = User.objects.count()

    with pytest.raises(Denied):
        guests.change_access(membership=visit, by=person, until=timezone.localdate() + DAY)
    with pytest.raises(Denied):
        guests.pretend(community=community, by=person)

    assert Membership.objects.get(pk=visit.pk).access_until == visit.access_until
    assert User.objects.count() == before
