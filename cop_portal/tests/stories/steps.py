"""Steps that stories share."""

from __future__ import annotations

import smtplib
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from typing import Any

from playwright.sync_api import Browser, Page, expect

from communities.actions import charters
from communities.queries.charters import draft_of
from cop_portal.tests import factories
from cop_portal.tests.stack import Stack, wait_for

# A machine that does several things at once still shows the page, only later.
expect.set_options(timeout=15_000)


def sign_in(page: Page, live: Stack, person: Any) -> None:
    """Through the form, as people do."""
    page.goto(f"{live.url}/accounts/login/")
    page.get_by_label("Email").fill(person.email)
    page.get_by_label("Password").fill(factories.PASSWORD)
    page.get_by_role("button", name="Sign In").first.click()
    expect(page.get_by_role("button", name=person.name)).to_be_visible()


@contextmanager
def signed_in(browser: Browser, live: Stack, person: Any) -> Iterator[Page]:
    """A browser of that person's own."""
    context = browser.new_context()
    page = context.new_page()
    page.set_default_timeout(15_000)
    sign_in(page, live, person)
    yield page
    context.close()


def charter_of(where: Any) -> None:
    """What a newcomer reads and agrees to."""
    who = factories.holder(where, "coordinator")
    draft = charters.save_draft(
        community=where, by=who, revision=draft_of(where).revision, mission="We link.", rules="Be kind."
    )
    charters.publish(community=where, by=who, revision=draft.revision, quiet=True)


def refused(page: Page, url: str) -> bool:
    """Whether a page is not for this person, or not there for them."""
    answer = page.goto(url)
    assert answer is not None
    return answer.status in (403, 404)


def wait_for_notice(page: Page, live: Stack, words: str) -> None:
    """The worker has told the person of something, on their page of notices."""

    def told() -> bool:
        page.goto(f"{live.url}/my/notices/")
        return words in page.inner_text("main")

    wait_for(told, 30, f"no notice with {words!r}")


def ring(live: Stack) -> None:
    """What the test did itself is told now: its own bell does not reach the worker of the portal."""
    done = live.manage(
        "shell", "-c", "from cop_portal.foundation.activity.tasks import dispatch_pending as go; go()"
    )
    assert done.returncode == 0, done.stderr


def answer(mail: Any, sender: str, text: str) -> EmailMessage:
    """A person's answer to a letter, as their mail program writes it."""
    reply = EmailMessage()
    reply["From"], reply["To"] = sender, str(mail["Reply-To"])
    reply["Subject"], reply["In-Reply-To"] = f"Re: {mail['Subject']}", str(mail["Message-ID"])
    reply["Message-ID"] = f"<{abs(hash((sender, text)))}@example.org>"
    reply.set_content(
        text + "\n\nOn Mon, 23 Nov 2026 at 10:00, Mona <letter@example.org> wrote:\n> quoted text\n"
    )
    return reply


def deliver(live: Stack, message: EmailMessage) -> None:
    """Hand a mail to the mail server."""
    with smtplib.SMTP("127.0.0.1", live.mail_port) as server:
        server.send_message(message)
