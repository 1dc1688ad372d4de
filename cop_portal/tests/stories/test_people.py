"""Story of a profile: office, hour, subjects; and the directory that finds it (rows 4, 5)."""

from __future__ import annotations

import datetime
import zoneinfo
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, expect

from cop_portal.foundation.accounts.models import Office, Post
from cop_portal.tests import factories
from cop_portal.tests.stack import Stack
from cop_portal.tests.stories.steps import refused, signed_in

pytestmark = pytest.mark.browser
KATHMANDU = zoneinfo.ZoneInfo("Asia/Kathmandu")


def works_in(person: Any, name: str, city: str, title: str, since: int, until: int | None = None) -> None:
    """A post from so many days ago."""
    office, _new = Office.objects.get_or_create(
        name=name, defaults={"city": city, "level": "field", "time_zone": "Asia/Kathmandu"}
    )
    today = timezone.localdate()
    ended = today - datetime.timedelta(days=until) if until is not None else None
    Post.objects.create(
        user=person,
        office=office,
        title=title,
        from_date=today - datetime.timedelta(days=since),
        until_date=ended,
    )


def test_a_person_is_found_without_accents_with_office_subjects_and_hour(
    live: Stack, browser: Browser, stranger: Any
) -> None:
    person = factories.person("Žofie Müller-Štěpán", email="zofie.mueller@example.org")
    works_in(person, "Story office, Surkhet", "Surkhet", "Well digger", 900, 200)
    works_in(person, "Story office, Dhangadhi", "Dhangadhi", "Keeper of pumps", 200)
    factories.person("Zoltan Mullerson")
    with signed_in(browser, live, person) as page:
        page.goto(f"{live.url}/my/profile/")
        page.get_by_label("Ask me about").fill("story boreholes, story handpumps")
        page.get_by_label("In a few sentences").fill("I kept four hundred pumps at work.")
        page.get_by_label("French").check()
        page.get_by_label("Time zone").select_option("Asia/Kathmandu")
        page.get_by_role("button", name="Save").click()
    with signed_in(browser, live, stranger) as page:  # a colleague of another community
        for words in ("zofie muller-stepan", "Stepan", "zof"):
            page.goto(f"{live.url}/people/?q={words}")
            expect(page.locator("main .rows a.title").first).to_have_text("Žofie Müller-Štěpán")
        page.goto(f"{live.url}/people/?about=story+handpumps")
        page.get_by_role("link", name="Žofie Müller-Štěpán").click()
        expect(page.get_by_text("Keeper of pumps, Dhangadhi")).to_be_visible()
        expect(page.get_by_role("link", name="story boreholes")).to_be_visible()
        expect(page.get_by_text("French", exact=True)).to_be_visible()
        hours = {
            (timezone.now() - datetime.timedelta(minutes=ago)).astimezone(KATHMANDU).strftime("%H:%M")
            for ago in (0, 1)
        }
        said = page.get_by_text("there now (Asia/Kathmandu)").inner_text()
        assert said.split()[0] in hours
        expect(page.get_by_text("Well digger, ")).to_be_visible()  # where she was before
    with signed_in(browser, live, factories.person("Gus Pumps", is_guest=True)) as page:
        assert refused(page, f"{live.url}{person.get_absolute_url()}")
        page.goto(f"{live.url}/people/?q=stepan")
        assert "Žofie" not in page.content()
