"""Story: four people in one discussion, by mail and in the browser; the stranger learns nothing."""

from __future__ import annotations

import re
from email.message import EmailMessage
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from communities.models import CharterAgreement
from cop_portal.tests import factories
from cop_portal.tests.stack import Stack, wait_for
from cop_portal.tests.stories.steps import answer, deliver, ring, sign_in, signed_in
from discussions.models import Contribution, Discussion

pytestmark = pytest.mark.browser


def letter(sender: str, to: str, subject: str, text: str, **headers: str) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, to, subject
    message["Message-ID"] = f"<{abs(hash((sender, to, subject, text)))}@example.org>"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message


def _refused(live: Stack, wells: Any, member: Any, stranger: Any) -> None:
    """The stranger writes to the address, and forges an answer: a sentence that tells nothing, and no post."""
    deliver(live, letter(stranger.email, wells.mail_address, "Let me in", "Hello?"))
    refused = live.wait_for_mail(stranger.email, "was not posted")
    assert "There is no community at this address that you can write to." in str(refused)
    assert "wells" not in re.sub(r"[Ss]tan|Away", "", str(refused.get_body(("plain",)).get_content())).lower()
    deliver(live, answer(live.wait_for_mail(member.email, "Which lining"), stranger.email, "Forged by Stan."))


def test_four_people_by_mail_and_in_the_browser(live: Stack, page: Page, browser: Browser) -> None:
    wells = factories.community_with_roles("Story lined wells", visibility="secret")
    member = factories.joined(wells, factories.person("Mara Wells"))
    guest = factories.joined(wells, factories.person("Gus Wells", is_guest=True))
    expert, facilitator = factories.holder(wells, "expert"), factories.holder(wells, "facilitator")
    stranger = factories.person("Stan Away")

    # The member finds the address on the community's page and starts a question by mail.
    sign_in(page, live, member)
    page.goto(f"{live.url}{wells.get_absolute_url()}")
    address = page.locator("a[href^='mailto:']", has_text=wells.mail_address).first
    expect(address).to_be_visible()
    opening = letter(
        member.email, wells.mail_address, "Which lining keeps a well clean?", "We tried brick.\n\nOn Mon, 23 Nov 2026 at "
        "10:00, Ann <ann@example.org> wrote:\n> older words\n",
    )  # fmt: skip
    deliver(live, opening)
    talk = wait_for(
        lambda: Discussion.objects.filter(community=wells, author=member).first(), 20, "no discussion by mail"
    )
    assert (talk.kind, talk.channel) == ("question", "email")

    # The facilitator answers in the browser, sees what the mail quoted, and follows.
    with signed_in(browser, live, facilitator) as theirs:
        theirs.goto(live.url + talk.get_absolute_url())
        theirs.get_by_role("link", name="What the mail quoted").click()
        expect(theirs.get_by_text("older words")).to_be_visible()
        theirs.get_by_role("link", name="Back to the discussion").click()
        theirs.get_by_label("Your contribution").fill("Concrete rings, if they are **sealed**.")
        theirs.get_by_role("button", name="Contribute").click()
        expect(theirs.locator("#c1 strong")).to_have_text("sealed")

    # The member hears of it and answers the letter; the guest answers the member's own mail; the expert types.
    deliver(live, answer(live.wait_for_mail(member.email, "Which lining"), member.email, "Sealed with what?"))
    wait_for(lambda: Contribution.objects.filter(discussion=talk, number=2).first(), 20, "no answer by mail")
    deliver(
        live,
        letter(
            guest.email, wells.mail_address, "Re: Which lining keeps a well clean?", "Clay did well here.",
            In_Reply_To=str(opening["Message-ID"]),
        ),
    )  # fmt: skip
    wait_for(
        lambda: Contribution.objects.filter(discussion=talk, number=3).first(), 20, "no answer to the list"
    )
    with signed_in(browser, live, expert) as theirs:
        theirs.goto(live.url + talk.get_absolute_url())
        theirs.get_by_label("Your contribution").fill("Bentonite.")
        theirs.get_by_role("button", name="Contribute").click()
        expect(theirs.locator("#c4")).to_contain_text("Bentonite.")

    _refused(live, wells, member, stranger)
    page.goto(live.url + talk.get_absolute_url())
    for number, words in enumerate(
        ("Concrete rings", "Sealed with what?", "Clay did well", "Bentonite."), start=1
    ):
        expect(page.locator(f"#c{number}")).to_contain_text(words)
    assert Discussion.objects.filter(community=wells).count() == 1
    assert not Contribution.objects.filter(body__contains="Forged").exists()


def test_a_charter_is_agreed_to_by_two_words_in_a_letter(live: Stack, page: Page) -> None:
    from communities.actions import charters  # needs the stack's database
    from communities.queries.charters import draft_of

    wells = factories.community_with_roles("Story agreed springs")
    member = factories.joined(wells, factories.person("Sana Springs"))
    coordinator = factories.holder(wells, "coordinator")
    charters.save_draft(
        community=wells,
        by=coordinator,
        revision=draft_of(wells).revision,
        mission="Springs.",
        rules="Be kind.",
    )
    version = charters.publish(community=wells, by=coordinator)
    ring(live)

    asked = live.wait_for_mail(member.email, "asks for your agreement")
    deliver(live, answer(asked, member.email, "I agree"))
    wait_for(
        lambda: CharterAgreement.objects.filter(version=version, user=member).first(),
        20,
        "no agreement by mail",
    )

    sign_in(page, live, member)
    page.goto(f"{live.url}{wells.get_absolute_url()}charter/")
    expect(page.get_by_text("You agreed", exact=False).first).to_be_visible()
