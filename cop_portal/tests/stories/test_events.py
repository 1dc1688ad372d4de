"""Stories of events: two time zones, a waiting list, a guest and a stranger next door (rows 9, 23, 37)."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, expect

from communities.models import Event
from cop_portal.tests import factories
from cop_portal.tests.stack import Stack
from cop_portal.tests.stories.steps import answer, deliver, refused, signed_in

pytestmark = pytest.mark.browser


def test_an_event_is_planned_in_one_zone_and_answered_in_another_on_the_web_and_by_mail(
    live: Stack, browser: Browser, stranger: Any
) -> None:
    where = factories.community_with_roles("Story meetings", visibility="closed")
    host = factories.holder(where, "facilitator")
    type(host).objects.filter(pk=host.pk).update(time_zone="Africa/Nairobi")
    member = factories.joined(where, factories.person("Mina Meets", time_zone="Asia/Kolkata"))
    guest = factories.joined(where, factories.person("Gil Meets", is_guest=True, organisation="Ministry"))
    pages = f"{live.url}/communities/story-meetings/events/"
    day = (timezone.localdate() + datetime.timedelta(days=9)).isoformat()

    with signed_in(browser, live, host) as page:
        page.goto(pages)
        page.get_by_role("link", name="Plan an event").click()
        expect(page.get_by_label("Time zone")).to_have_value("Africa/Nairobi")
        page.get_by_label("Title").fill("Three short cases of pumps")
        page.get_by_label("What it is for").fill("So that pumps last.")
        page.get_by_label("Begins").fill(f"{day}T10:00")
        page.get_by_label("Ends").fill(f"{day}T11:30")
        page.get_by_label("Place", exact=False).first.fill("Room 4")
        page.get_by_label("Places").fill("1")
        page.get_by_role("button", name="Announce it to the members").click()
        expect(page.get_by_role("heading", name="Three short cases of pumps")).to_be_visible()
        address = page.url
    letter = live.wait_for_mail(member.email, "Three short cases of pumps")
    with signed_in(browser, live, member) as page:
        page.goto(pages)
        expect(page.get_by_text("12:30–14:00").first).to_be_visible()
        expect(page.get_by_text("10:00–11:30 (Africa/Nairobi)").first).to_be_visible()
        page.get_by_role("button", name="Yes, I come").click()
        expect(page.get_by_text("You have a place.").first).to_be_visible()
    with signed_in(browser, live, guest) as page:
        page.goto(address)
        page.get_by_role("button", name="put me on the waiting list").click()
        expect(page.get_by_text("You are number 1 on the waiting list").first).to_be_visible()

    deliver(live, answer(letter, member.email, "No"))
    live.wait_for_mail(guest.email, "You have a place")
    with signed_in(browser, live, guest) as page:
        page.goto(address)
        expect(page.get_by_text("You have a place.").first).to_be_visible()
        with page.expect_download() as download:
            page.get_by_role("link", name="Calendar file").click()
        text = download.value.path().read_text()
        assert "TZID=Africa/Nairobi" in text
        assert "Story meetings" in text
    with signed_in(browser, live, stranger) as page:
        assert refused(page, pages)
        assert refused(page, address)
        assert refused(page, f"{address}event.ics")
    assert Event.objects.get(community=where).going_count == 1
