"""Calendar files and feeds, as calendars read them."""

from __future__ import annotations

import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from communities.actions import calendar_feeds, events
from communities.models import CalendarFeed
from communities.tests.makers import HOUR, announced, plan

pytestmark = pytest.mark.django_db
BEGINS = datetime.datetime(2027, 6, 1, 10, tzinfo=ZoneInfo("Africa/Nairobi"))


@pytest.fixture
def made(community: Any, people: Any) -> Any:
    return announced(community, people.facilitator, begins_at=BEGINS, title="Pumps; grease, paint")


def entry(content: bytes) -> Any:
    return next(iter(Calendar.from_ical(content).walk("VEVENT")))


def test_an_event_is_a_file_in_the_colours_of_its_community(
    made: Any, community: Any, people: Any, sign_in: Any
) -> None:
    answer = sign_in(people.member).get(f"{made.get_absolute_url()}event.ics")
    assert answer["Content-Type"].startswith("text/calendar")
    found = entry(answer.content)

    assert found["summary"] == "Pumps; grease, paint"
    assert found.decoded("dtstart") == BEGINS
    assert str(found["dtstart"].params["TZID"]) == "Africa/Nairobi"
    assert b"BEGIN:VTIMEZONE" in answer.content
    assert found["categories"].cats == ["Water"]
    assert found["color"] == "slateblue"
    assert found["image"].params["FMTTYPE"] == "image/svg+xml"
    assert community.tagline in found["description"]
    assert "https://meet.example/pumps" in found["description"]
    assert found["status"] == "CONFIRMED"


def test_others_see_no_link_and_a_stranger_no_file_of_a_closed_community(
    made: Any, community: Any, people: Any, sign_in: Any
) -> None:
    address = f"{made.get_absolute_url()}event.ics"
    assert b"meet.example" not in sign_in(people.stranger).get(address).content
    community.visibility = "closed"
    community.save()
    assert sign_in(people.stranger).get(address).status_code == 403
    community.visibility = "secret"
    community.save()
    assert sign_in(people.stranger).get(address).status_code == 404


def test_a_feed_follows_what_moves_and_what_is_cancelled_without_signing_in(
    made: Any, community: Any, people: Any, client: Any
) -> None:
    address = calendar_feeds.address_of(calendar_feeds.renew(by=people.member, community=community))
    path = address.partition("/calendar/")[2]
    first = entry(client.get(f"/calendar/{path}").content)
    events.change(
        event=made, by=people.facilitator, revision=1, plan=plan(begins_at=BEGINS + HOUR, title="Pumps")
    )
    events.cancel(event=made, by=people.facilitator, reason="The speaker is ill")
    answer = client.get(f"/calendar/{path}")
    second = entry(answer.content)

    assert (first["uid"], first["sequence"]) == (second["uid"], 0)
    assert second["sequence"] == 2
    assert second.decoded("dtstart") == BEGINS + HOUR
    assert second["status"] == "CANCELLED"
    assert "The speaker is ill" in second["description"]
    head = Calendar.from_ical(answer.content)
    assert (head["name"], head["color"]) == ("Water", "slateblue")
    assert answer["Referrer-Policy"] == "no-referrer"
    assert client.get("/calendar/aaaaaaaaaaaaaaaaaaaaaaaaaa.ics").status_code == 404


def test_ones_own_calendar_makes_renews_and_takes_back_addresses(
    made: Any, people: Any, sign_in: Any, client: Any
) -> None:
    assert client.get("/my/calendar/").status_code == 302
    browser = sign_in(people.member)
    assert made.title in browser.get("/my/calendar/").content.decode()
    browser.post("/my/calendar/address/", {"community": "water"})
    browser.post("/my/calendar/address/")
    page = browser.get("/my/calendar/").content.decode()
    for feed in CalendarFeed.objects.filter(user=people.member):
        assert calendar_feeds.address_of(feed) in page
    browser.post("/my/calendar/address/", {"withdraw": "1"})
    assert CalendarFeed.objects.filter(user=people.member).count() == 1

    stranger = sign_in(people.stranger)
    assert stranger.post("/my/calendar/address/", {"community": "water"}).status_code == 403
    assert made.title not in stranger.get("/my/calendar/").content.decode()
