"""Stories of announcements and of how notices reach people (row 32)."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from communities.actions import announcements
from communities.queries.announcements import KIND
from cop_portal.foundation.activity.dispatch import dispatch_all
from cop_portal.foundation.mail.models import OutgoingMail
from cop_portal.foundation.notifications.actions import choose
from cop_portal.foundation.notifications.models import EVERYTHING, Preference, Timing
from cop_portal.tests import factories
from cop_portal.tests.stack import Stack, wait_for
from cop_portal.tests.stories.steps import refused, signed_in, wait_for_notice
from discussions.actions import discussions

pytestmark = pytest.mark.browser


def test_an_announcement_says_whom_it_reaches_and_reaches_them(
    live: Stack, browser: Browser, stranger: Any
) -> None:
    where = factories.community_with_roles("Story news")
    base = f"{live.url}/communities/story-news/"
    reader = factories.joined(where, factories.person("Ana News", is_guest=True))
    gatherer, muted = factories.joined(where, factories.person("Ben News")), factories.holder(where, "expert")
    choose(by=gatherer, frequencies={KIND: "weekly"})
    choose(by=muted, frequencies={EVERYTHING: "never"}, community=where)
    with signed_in(browser, live, factories.holder(where, "facilitator")) as page:
        page.goto(base)
        page.get_by_role("link", name="Write an announcement").click()
        page.get_by_label("Title").fill("We meet on Monday")
        page.get_by_label("What members should know").fill("In the **blue** room at ten.")
        page.get_by_role("button", name="Keep it and see whom it reaches").click()
        total = where.memberships.active().count() - 1
        expect(
            page.get_by_text(
                f"Reaches {total} people: {total - 2} by e-mail now, 1 in their digest, 1 muted."
            )
        ).to_be_visible()
        expect(page.locator("pre.mail-text")).to_contain_text("In the blue room at ten.")
        page.get_by_role("button", name=f"Send it to {total} people").click()
        expect(page.get_by_text("It is on its way to the members.")).to_be_visible()
        address = page.url
    for who in (reader, gatherer, muted):
        with signed_in(browser, live, who) as page:
            wait_for_notice(page, live, "We meet on Monday")
            page.goto(base)
            page.get_by_role("link", name="We meet on Monday").click()
            expect(page.get_by_text("blue", exact=True)).to_be_visible()
            assert refused(page, f"{address}edit/")
    mails = OutgoingMail.objects.filter(kind=KIND, user__in=[reader, gatherer, muted])
    wait_for(lambda: mails.filter(state="sent").count() == 1, 30, "the mail did not leave")
    assert [mail.user_id for mail in mails] == [reader.pk]
    with signed_in(browser, live, factories.holder(where, "coordinator")) as page:
        page.goto(address)
        expect(page.get_by_text("4 opened it in the portal.", exact=False)).to_be_visible()
        page.get_by_role("link", name="Correct it").click()
        page.get_by_label("What members should know").fill("In the green room at ten.")
        page.get_by_role("button", name="Save the correction").click()
        expect(page.get_by_text("No second mail goes out.", exact=False)).to_be_visible()
        page.get_by_role("button", name="Withdraw it").click()
        expect(page.get_by_text("Members do not see it any more.", exact=False)).to_be_visible()
    assert OutgoingMail.objects.filter(kind=KIND, user=reader).count() == 1
    with signed_in(browser, live, reader) as page:
        assert refused(page, address)
    with signed_in(browser, live, stranger) as page:
        assert refused(page, f"{base}announcements/new/")
        page.goto(f"{live.url}/my/notices/")
        assert "We meet on Monday" not in page.inner_text("main")


def test_a_member_chooses_how_often_where_and_when(live: Stack, browser: Browser, stranger: Any) -> None:
    where = factories.community_with_roles("Story choices")
    host = factories.holder(where, "facilitator")
    member = factories.joined(where, factories.person("Mina Choices"))
    with signed_in(browser, live, member) as page:
        page.set_viewport_size({"width": 360, "height": 740})
        page.goto(f"{live.url}/my/preferences/")
        page.get_by_label("Everything that is not chosen below").select_option("weekly")
        page.get_by_role("button", name="Save the choices").click()
        expect(page.get_by_text("Saved.", exact=False)).to_be_visible()
        page.get_by_label("Quiet from").fill("22:00")
        page.get_by_role("button", name="Save the times").click()
        expect(page.get_by_text("Say when they end, or leave both empty.").first).to_be_visible()
        expect(page.get_by_label("Quiet from")).to_have_value("22:00")
        page.get_by_label("Quiet until").fill("06:30")
        page.get_by_label("The weekly letter comes on").select_option(label="Friday")
        page.get_by_role("button", name="Save the times").click()
        expect(page.get_by_text("Saved.", exact=False)).to_be_visible()
        page.get_by_role("link", name="Story choices").click()
        page.locator("summary", has_text="Communities").click()
        page.get_by_label("An announcement in my communities").select_option("never")
        page.get_by_role("button", name="Save the choices").click()
        expect(page.get_by_text("Saved.", exact=False)).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert set(Preference.objects.filter(user=member).values_list("kind", "community", "frequency")) == {
        (EVERYTHING, None, "weekly"),
        (KIND, where.pk, "never"),
    }
    assert Timing.objects.get(user=member).weekday == 4
    told = announcements.draft(community=where, by=host, title="Muted news", body="B")
    announcements.send(announcement=told, by=host, revision=1)
    discussions.start(community=where, by=host, title="How do ropes last?", body="B")
    dispatch_all()
    with signed_in(browser, live, member) as page:
        wait_for_notice(page, live, "Muted news")
        wait_for_notice(page, live, "How do ropes last?")
        page.goto(f"{live.url}/my/preferences/last-week/")
        expect(page.get_by_role("heading", name="What you would have received last week")).to_be_visible()
        expect(page.get_by_text("1 notice would not have been mailed.", exact=False)).to_be_visible()
    assert not OutgoingMail.objects.filter(user=member).exists()
    with signed_in(browser, live, stranger) as page:
        assert refused(page, f"{live.url}/communities/story-choices/notices/")
