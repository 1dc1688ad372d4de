"""Story: four people and a synthesis: passages marked, draft asked about and corrected, published, sent on, kept."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from cop_portal.tests import factories
from cop_portal.tests.stack import Stack, wait_for
from cop_portal.tests.stories.steps import refused, sign_in, signed_in, wait_for_notice
from discussions.actions import briefs, contributions, phases
from discussions.models import Discussion, Passage, Synthesis
from knowledge_base.models import ResourcePage

pytestmark = pytest.mark.browser
TITLE = "How do wells stay clean?"


@pytest.fixture
def wells(live: Stack) -> Any:
    return factories.community_with_roles("Story clean wells", visibility="closed")


@pytest.fixture
def people(wells: Any) -> dict[str, Any]:
    return {
        "facilitator": factories.holder(wells, "facilitator"),
        "expert": factories.holder(wells, "expert"),
        "keeper": factories.holder(wells, "knowledge_manager"),
        "member": factories.joined(wells, factories.person("Mona Wells")),
        "guest": factories.joined(
            wells, factories.person("Gus Wells", is_guest=True, organisation="Ministry of wells")
        ),
        "other": factories.joined(wells, factories.person("Otto Wells")),
        "stranger": factories.joined(factories.community("Story nowhere"), factories.person("Sam Wells")),
    }


@pytest.fixture
def talk(wells: Any, people: dict[str, Any]) -> Discussion:
    today = timezone.localdate()
    found = briefs.convene(
        community=wells, by=people["facilitator"], title=TITLE, body="Bring one case.",
        questions=["What did you do?", "What did it cost?"], opens_on=today,
        closes_on=today + datetime.timedelta(days=7), synthesis_on=today + datetime.timedelta(days=9),
        share_on=today + datetime.timedelta(days=12),
    )  # fmt: skip
    phases.open_discussion(discussion=found, by=people["facilitator"])
    found.refresh_from_db()
    for who, body, question in (
        ("member", "We cover each well. Children keep the lid closed.", 1),
        ("expert", "Chlorine every month, measured by two people.", 1),
        ("guest", "The ministry pays for lids, not for chlorine.", 2),
    ):
        contributions.add(discussion=found, by=people[who], body=body, question_number=question)
    return found


def select(page: Page, number: int, words: str) -> None:
    """Select words of a contribution, as with the mouse."""
    page.evaluate(
        """([number, words]) => {
            const walker = document.createTreeWalker(document.querySelector(`#k${number} .said`), NodeFilter.SHOW_TEXT);
            for (let node = walker.nextNode(); node; node = walker.nextNode()) {
                const at = node.data.indexOf(words);
                if (at < 0) continue;
                document.getSelection().setBaseAndExtent(node, at, node, at + words.length);
                return;
            }
        }""",
        [number, words],
    )


def mark_and_compose(page: Page, live: Stack, talk: Discussion) -> None:
    page.goto(f"{live.url}{talk.get_absolute_url()}synthesis/")
    expect(page.get_by_text("0 of 3 people are represented.")).to_be_visible()
    # Selected with the mouse, a passage goes to a theme that is named now.
    select(page, 1, "Children keep the lid closed.")
    first = page.locator("#k1")
    expect(first.get_by_label("or copy other words of it")).to_have_value("Children keep the lid closed.")
    first.get_by_label("Name of the theme").fill("Lids")
    page.get_by_label("In short").fill("Lids and people [1].")
    first.get_by_role("button", name="Mark it").click()
    expect(page.get_by_role("group", name="Lids")).to_contain_text("Children keep the lid closed.")
    # What was typed elsewhere on the page is kept by the same click.
    expect(page.get_by_label("In short")).to_have_value("Lids and people [1].")
    # Without a selection a sentence is chosen.
    second = page.locator("#k2")
    second.get_by_text("Mark a passage").click()
    second.get_by_label("Choose a sentence").select_option("Chlorine every month, measured by two people.")
    second.get_by_label("or a new theme").fill("Chlorine")
    second.get_by_role("button", name="Mark it").click()
    expect(page.get_by_role("group", name="Chlorine")).to_contain_text("measured by two people.")
    for theme in ("Lids", "Chlorine"):
        page.get_by_role("group", name=theme).get_by_role("button", name="Add to the text").click()
        expect(page.get_by_role("group", name=theme)).to_contain_text("In the text")
    expect(page.get_by_text("2 of 3 people are represented.")).to_be_visible()
    expect(page.locator(".coverage")).to_contain_text("Gus Wells")
    page.get_by_label("Conclusions and recommendations").fill("Cover each well [1].\nMeasure in pairs [2].")
    page.get_by_label("Not yet used").check()
    page.get_by_role("button", name="Show these").click()
    expect(page.locator(".source")).to_have_count(1)
    expect(page.get_by_label("Conclusions and recommendations")).to_have_value(
        "Cover each well [1].\nMeasure in pairs [2]."
    )


def test_four_people_bring_a_synthesis_from_passages_to_the_library(
    live: Stack, page: Page, browser: Browser, talk: Discussion, people: dict[str, Any]
) -> None:
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    sign_in(page, live, people["facilitator"])
    mark_and_compose(page, live, talk)
    assert Passage.objects.filter(contribution__discussion=talk).count() == 2
    page.get_by_role("button", name="Ask the contributors").click()
    page.get_by_role("button", name="Ask 3 contributors").click()
    expect(page.get_by_text("3 contributors are asked.")).to_be_visible()
    draft = f"{live.url}{talk.get_absolute_url()}synthesis/draft/"

    with (
        signed_in(browser, live, people["member"]) as member,
        signed_in(browser, live, people["expert"]) as expert,
        signed_in(browser, live, people["guest"]) as guest,
    ):
        # Each is told, and finds their own words marked.
        wait_for_notice(member, live, "represent you well?")
        member.get_by_role("link", name="represent you well?").first.click()
        expect(member.locator("mark", has_text="Children keep the lid closed.").first).to_be_visible()
        member.get_by_role("button", name="I am represented well").click()
        expect(member.get_by_text("You confirmed it.")).to_be_visible()
        guest.goto(draft)
        expect(guest.get_by_text("Nothing in it rests on your words yet.")).to_be_visible()
        guest.get_by_label("Or say what is missing or wrong").fill("Say that the ministry pays for lids.")
        guest.get_by_role("button", name="Send the correction").click()
        expect(guest.get_by_text("You said what to correct.")).to_be_visible()
        expert.goto(draft)
        expect(expert.locator("mark", has_text="Chlorine every month").first).to_be_visible()

        # Nobody else reads the draft.
        with signed_in(browser, live, people["other"]) as other:
            assert refused(other, draft)
            other.goto(live.url + talk.get_absolute_url())
            expect(other.get_by_text("Lids and people")).to_have_count(0)
        with signed_in(browser, live, people["stranger"]) as stranger:
            for address in (
                draft,
                f"{live.url}{talk.get_absolute_url()}synthesis/",
                live.url + talk.get_absolute_url(),
            ):
                assert refused(stranger, address)

        take_over_and_publish(page, live, talk)

        # All read it now; who was silent still may.
        expert.goto(draft)
        expect(expert.get_by_text("Measure in pairs")).to_be_visible()

    send_on(page, live)
    in_the_library(browser, live, talk, people)
    assert errors == []


def take_over_and_publish(page: Page, live: Stack, talk: Discussion) -> None:
    wait_for_notice(page, live, "Gus Wells corrects the draft")
    page.goto(f"{live.url}{talk.get_absolute_url()}synthesis/")
    expect(page.get_by_text("Say that the ministry pays for lids.")).to_be_visible()
    expect(page.get_by_text("Asked: 1 confirmed, 1 corrected, 1 silent.")).to_be_visible()
    page.get_by_role("group", name="Lids").get_by_label("Text").fill(
        "“Children keep the lid closed.” [1]\n\nThe ministry pays for lids [3]."
    )
    page.get_by_role("button", name="Keep as a draft").first.click()
    expect(page.get_by_text("3 of 3 people are represented.")).to_be_visible()
    page.get_by_role("link", name="Note that it is taken over").click()
    page.get_by_role("button", name="It is taken over").click()
    expect(page.get_by_text("Noted: what Gus Wells said is taken over.")).to_be_visible()
    page.get_by_role("link", name="Back to the synthesis").click()
    page.get_by_role("button", name="Publish the synthesis").click()
    expect(page.get_by_text("Asked and silent so far: Story clean wells Expert.")).to_be_visible()
    expect(page.get_by_text("Measure in pairs")).to_be_visible()


def send_on(page: Page, live: Stack) -> None:
    page.get_by_role("link", name="Send it on", exact=True).click()
    page.get_by_label("Addresses of partners").fill("Ministry <wells@ministry.example>")
    page.get_by_role("button", name="Send it to them").click()
    expect(page.get_by_text("It is on its way to 1 partner.")).to_be_visible()
    page.get_by_label("To whom, or where").fill("All offices")
    page.get_by_role("button", name="Note it").click()
    expect(page.locator("main")).to_contain_text("noted by hand")
    letter = live.wait_for_mail("wells@ministry.example", TITLE)
    assert "Cover each well" in letter.get_body(("plain",)).get_content()


def in_the_library(browser: Browser, live: Stack, talk: Discussion, people: dict[str, Any]) -> None:
    """The knowledge manager finds the draft with everybody's credit and the conclusions."""
    wait_for(
        lambda: ResourcePage.objects.filter(synthesis__discussion=talk).first(), 30, "no draft in the library"
    )
    with signed_in(browser, live, people["keeper"]) as keeper:
        keeper.goto(f"{live.url}/cms/")
        keeper.locator(".waiting-panel").get_by_role("link", name=TITLE).click()
        expect(keeper.locator("#id_conclusions")).to_have_value(
            "Cover each well [1].\n\nMeasure in pairs [2].", timeout=30_000
        )
        for name in ("Mona Wells", "Gus Wells", "Story clean wells Expert"):
            expect(keeper.locator(f"input[id^=id_credits-][id$=-name][value='{name}']")).to_have_count(1)
    assert Synthesis.objects.get(discussion=talk).sources.count() == 3
