"""Story: a mail server refuses, an administrator sees why, pauses, sends again and lets all leave."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from cop_portal.foundation.mail.models import OutgoingMail, Suppression
from cop_portal.foundation.mail.tests.makers import mail
from cop_portal.tests import factories
from cop_portal.tests.stack import Stack, wait_for
from cop_portal.tests.stories.steps import refused, sign_in, signed_in

pytestmark = pytest.mark.browser


def state(row: OutgoingMail) -> str:
    return OutgoingMail.objects.values_list("state", flat=True).get(pk=row.pk)


def test_an_operator_looks_after_the_mail(live: Stack, page: Page, browser: Browser) -> None:
    water = factories.community_with_roles("Mail story")
    ada = factories.person("Ada Operates", is_superuser=True, is_staff=True)
    bo = factories.person("Bo Bounces")
    failed = mail(
        bo, kind="story.mail", state="failed", error="550 5.1.1 No such person", subject="Wells in May"
    )
    unsure = mail(bo, kind="story.mail", state="uncertain", subject="Wells in June")
    sign_in(page, live, ada)
    page.get_by_role("button", name=ada.name).click()
    page.get_by_role("link", name="Outgoing mail").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Outgoing mail")

    # Sending is paused, with a reason that the next who looks can read.
    page.get_by_text("Pause sending").first.click()
    page.get_by_label("Why").fill("The server is moved")
    page.get_by_role("button", name="Pause sending").click()
    expect(page.get_by_text("Sending is paused", exact=True)).to_be_visible()
    expect(page.locator(".notice.wait").first).to_contain_text("The server is moved")

    # What failed is found by address, with the server's words, and sent again: it waits.
    page.goto(f"{live.url}/administration/mail/?shelf=failed")
    page.get_by_label("Address").fill(bo.email)
    page.locator("main").get_by_role("button", name="Search").click()
    expect(page.locator("main")).to_contain_text("550 5.1.1 No such person")
    page.get_by_label(bo.email).check()
    page.get_by_role("button", name="Send the chosen again").click()
    expect(page.locator("main")).to_contain_text("1 mail is sent again.")
    assert state(failed) == "queued"

    # Somebody who must not sees nothing of it.
    with signed_in(browser, live, factories.holder(water, "coordinator")) as other:
        assert refused(other, f"{live.url}/administration/mail/")

    # Mail leaves again, once.
    page.get_by_role("button", name="Let mail leave again").click()
    letter = live.wait_for_mail(bo.email, "Wells in May")
    assert str(letter["Message-ID"]) == failed.message_id
    wait_for(lambda: state(failed) == "sent", 20, "the mail is not noted as sent")
    assert len(live.mails(bo.email)) == 1

    # The uncertain one arrived, says the log of the server.
    page.goto(f"{live.url}/administration/mail/?shelf=uncertain&q={bo.email}")
    page.get_by_role("button", name="It arrived").click()
    expect(page.locator("main")).to_contain_text("It counts as sent.")
    assert state(unsure) == "sent"
    expect(page.locator("main")).to_contain_text("paused sending: The server is moved")

    # An address that was set aside is written to again.
    Suppression.objects.create(address="story@example.org", reason="bounced three times")
    page.goto(f"{live.url}/administration/mail/silent/?aside=1")
    expect(page.locator("main")).to_contain_text("bounced three times")
    row = page.locator("li", has_text="story@example.org")
    row.get_by_role("button", name="Write to it again").click()
    expect(page.locator("main")).to_contain_text("Mail goes to story@example.org again.")
