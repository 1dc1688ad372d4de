"""The calendar on the desk of those who look after communities."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.utils import timezone

from communities.actions import reviews
from communities.queries import desk
from communities.tests.makers import announced
from cop_portal.portal import calendar
from cop_portal.tests.factories import community_with_roles, joined

pytestmark = pytest.mark.django_db


def test_it_names_events_the_next_newsletter_and_the_report_of_the_review(
    community: Any, people: Any, sign_in: Any
) -> None:
    made = announced(community, people.facilitator)
    reviews.move_day(
        community=community, by=people.coordinator, due_on=timezone.localdate() + datetime.timedelta(days=9)
    )

    mine = desk.with_roles(people.coordinator)
    found = [entry.title for entry in calendar.entries(people.coordinator, mine)]
    assert sorted(found) == sorted([made.title, "Newsletter of Water", "Review of Water"])
    page = sign_in(people.coordinator).get("/my/desk/").content.decode()
    for title in found:
        assert title in page
    assert made.title not in sign_in(people.stranger).get("/my/desk/").content.decode()
    assert calendar.entries(people.member, desk.with_roles(people.member)) == []


@pytest.mark.parametrize("more", [0, 2])
def test_it_asks_as_often_for_three_communities_as_for_one(
    more: int, community: Any, people: Any, django_assert_num_queries: Any
) -> None:
    for number in range(more):
        where = community_with_roles(f"Wells {number}")
        joined(where, people.coordinator, "coordinator")
        announced(where, people.coordinator)
    announced(community, people.coordinator)
    mine = desk.with_roles(people.coordinator)

    with django_assert_num_queries(3):
        assert len(calendar.entries(people.coordinator, mine)) == 2 * (1 + more)


def test_the_next_newsletter_is_on_thursday_by_the_communitys_clock(community: Any) -> None:
    community.time_zone = "Asia/Tokyo"
    late = datetime.datetime(2026, 11, 25, 20, tzinfo=datetime.UTC)  # Thursday in Tokyo
    assert calendar.next_thursday(community, late) == datetime.date(2026, 12, 3)
    assert calendar.next_thursday(community, late - datetime.timedelta(days=1)) == datetime.date(2026, 11, 26)
