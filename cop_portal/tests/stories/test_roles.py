"""Stories of roles: who holds them, what they see, how new ones are found (rows 11 to 17)."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Browser, expect

from communities.actions import reviews
from communities.models import Case
from communities.tests.makers import announced
from cop_portal.tests import factories
from cop_portal.tests.stack import Stack
from cop_portal.tests.stories.steps import refused, signed_in, wait_for_notice

pytestmark = pytest.mark.browser


def test_a_role_of_its_own_is_called_for_taken_and_announced(
    live: Stack, browser: Browser, stranger: Any
) -> None:
    where = factories.community_with_roles("Story gardens", visibility="closed")
    member = factories.joined(where, factories.person("Mina Gardens"))
    pages = f"{live.url}/communities/story-gardens/roles/"

    with signed_in(browser, live, factories.holder(where, "coordinator")) as page:
        page.goto(pages)
        page.get_by_role("link", name="Define a role").click()
        page.locator("#id_name").fill("Gardener")
        page.locator("#id_duties").fill("Weeds the library once a month")
        page.locator("#id_hours_per_month").fill("2")
        page.get_by_role("main").locator("form button.main").click()
        page.goto(pages)
        page.get_by_role("link", name="Open a call").first.click()
        page.get_by_label("Role", exact=True).select_option(label="Gardener")
        page.get_by_label("What the community looks for").fill("Two hours a month, for a year.")
        page.get_by_role("main").locator("form button.main").click()
    with signed_in(browser, live, member) as page:
        wait_for_notice(page, live, "Gardener")
        page.goto(pages)
        page.get_by_label("A word about why").fill("I use the library every week.")
        page.locator("form[action$='/volunteer/'] button").click()
        expect(page.get_by_text("You offered yourself.")).to_be_visible()
    with signed_in(browser, live, factories.holder(where, "coordinator")) as page:
        page.goto(f"{live.url}/my/desk/")
        expect(page.get_by_text("Calls with volunteers")).to_be_visible()
        page.goto(pages)
        page.get_by_role("link", name="Choose and announce").click()
        page.get_by_label("Mina Gardens").check()
        page.get_by_label("Announcement").fill("Mina looks after the library from May on.")
        page.get_by_role("button", name="Give the role and announce it").click()
        expect(page.get_by_text("Mina looks after the library from May on.")).to_be_visible()
    with signed_in(browser, live, member) as page:
        for path in (member.get_absolute_url(), "/my/given/"):  # it counts among what one gave
            page.goto(live.url + path)
            gave = page.locator("section[aria-labelledby=gave] li", has_text="Gardener")
            expect(gave).to_contain_text("Role")
            expect(gave).to_contain_text("Story gardens")
    with signed_in(browser, live, stranger) as page:
        assert refused(page, pages)


def test_the_coordinator_is_named_with_photo_and_a_button_to_write(
    live: Stack, browser: Browser, stranger: Any, tmp_path: Any
) -> None:
    where = factories.community_with_roles("Story faces")
    coordinator = factories.holder(where, "coordinator")
    announced(where, coordinator, title="Faces at the well")
    due = timezone.localdate() + datetime.timedelta(days=30)
    reviews.move_day(community=where, by=coordinator, due_on=due)
    picture = tmp_path / "me.jpg"
    Image.new("RGB", (400, 300), "teal").save(picture)
    with signed_in(browser, live, coordinator) as page:
        page.goto(f"{live.url}/my/profile/")
        page.get_by_label("Photograph").set_input_files(str(picture))
        page.get_by_role("button", name="Save").click()
        page.goto(f"{live.url}/my/desk/")
        row = page.locator("section[aria-labelledby=mc] tr", has_text="Story faces")
        expect(row.get_by_role("link", name="Planning")).to_be_visible()  # the stage, one click away
        calendar = page.locator("section[aria-labelledby=cal]")
        for title, words in (
            ("Faces at the well", "Story faces"),
            ("Newsletter of Story faces", "The next newsletter is composed"),
            ("Review of Story faces", "The review opens with its report"),
        ):
            expect(calendar.locator("li", has_text=title)).to_contain_text(words)

    member = factories.joined(where, factories.person("Mina Faces"))
    with signed_in(browser, live, member) as page:
        page.goto(f"{live.url}/communities/story-faces/")
        face = page.locator(f"img[src^='/people/{coordinator.pk}/photo/']")
        face.scroll_into_view_if_needed()
        assert face.evaluate("image => image.decode().then(() => image.naturalWidth)") == 136
        for path in ("", "about/"):
            page.goto(f"{live.url}/communities/story-faces/{path}")
            write = page.get_by_role("link", name="Write to")
            assert write.first.get_attribute("href") == f"mailto:{coordinator.email}"
    outsider = factories.person("Gus Outside", is_guest=True)
    with signed_in(browser, live, outsider) as page:
        assert refused(page, f"{live.url}/people/{coordinator.pk}/photo/")
        assert refused(page, f"{live.url}/communities/story-faces/")


def test_a_vacancy_is_seen_by_coordinator_and_sponsor(live: Stack, browser: Browser, stranger: Any) -> None:
    where = factories.community_with_roles("Story vacancies")
    sponsor = factories.person("Simon Sponsors", is_sponsor=True)
    Case.objects.create(
        author=sponsor,
        sponsor=sponsor,
        name="x",
        state="approved",
        community=where,
        submitted_at=where.created_at,
    )
    expert, busy = (factories.holder(where, role) for role in ("expert", "facilitator"))
    until = (timezone.localdate() + datetime.timedelta(days=20)).isoformat()
    with signed_in(browser, live, factories.holder(where, "coordinator")) as page:
        page.goto(f"{live.url}/communities/story-vacancies/people/")
        page.get_by_role("link", name=f"Roles {busy.name}").click()
        page.get_by_label("Role", exact=True).select_option(label="Knowledge manager")
        page.get_by_label("Until").fill(until)
        page.get_by_role("button", name="Give this role").click()
        expect(page.get_by_text(f"{busy.name} was told by letter.")).to_be_visible()
        page.goto(f"{live.url}/communities/story-vacancies/people/")
        page.get_by_role("link", name=f"Roles {expert.name}").click()
        page.get_by_label("Hand-over note").fill("Ask Ana about the pumps.")
        page.get_by_role("button", name="End the term as Expert").click()
        page.goto(f"{live.url}/my/desk/")
        expect(page.get_by_text("Story vacancies has no Expert.").first).to_be_visible()
        ends = f"The term of {busy.name} as Knowledge manager in Story vacancies ends."
        expect(page.get_by_text(ends).first).to_be_visible()
    with signed_in(browser, live, sponsor) as page:
        page.goto(f"{live.url}/my/sponsored/")
        expect(page.get_by_text("Vacant", exact=True)).to_be_visible()
        expect(page.get_by_role("link", name="Write to")).to_be_visible()
    with signed_in(browser, live, stranger) as page:
        assert refused(page, f"{live.url}/my/sponsored/")
    with signed_in(browser, live, expert) as page:  # rights are gone at once, and the note is kept
        page.goto(f"{live.url}/communities/story-vacancies/roles/")
        held = page.locator("li[id^=term-]", has_text=busy.name)  # two roles, one of them until a day
        expect(held).to_have_count(2)
        expect(held.filter(has_text="planned until").locator(f"time[datetime^='{until}']")).to_be_visible()
        page.locator("summary", has_text="Hand-over note").click()
        expect(page.get_by_text("Ask Ana about the pumps.")).to_be_visible()


def test_a_connector_ticks_off_whom_they_brought_in(live: Stack, browser: Browser, stranger: Any) -> None:
    where = factories.community_with_roles("Story links made")
    member = factories.joined(where, factories.person("Mina Connects"))
    with signed_in(browser, live, factories.holder(where, "coordinator")) as page:
        page.goto(f"{live.url}/communities/story-links-made/people/")
        page.get_by_role("link", name=f"Roles {member.name}").click()
        page.get_by_label("In the core group").check()
        page.get_by_label("Connector").check()
        page.get_by_role("button", name="Save").click()
    with signed_in(browser, live, member) as page:
        page.goto(f"{live.url}/communities/story-links-made/connections/")
        page.get_by_label("Whom", exact=True).fill("Ana of the north office")
        page.get_by_role("button", name="Put on the list").click()
        page.get_by_role("button", name="Tick off").click()
        expect(page.get_by_text("Done", exact=True)).to_be_visible()
    with signed_in(browser, live, stranger) as page:
        page.goto(f"{live.url}/communities/story-links-made/roles/")
        expect(page.get_by_role("link", name="Mina Connects")).to_be_visible()  # the core group is visible
        assert refused(page, f"{live.url}/communities/story-links-made/connections/")
