"""Stories of self-government: needs, proposals, and the community that looks at itself (rows 9, 10, 52)."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from communities.actions import proposals
from communities.enums import Role
from communities.models import Community, Proposal
from cop_portal.tests import factories
from cop_portal.tests.stack import Stack
from cop_portal.tests.stories.steps import refused, signed_in
from discussions.tests.makers import question, said
from metrics.actions import rollups

pytestmark = pytest.mark.browser
DAY = datetime.timedelta(days=1)
CLOSE = "from communities.tasks import close_proposals; print('CLOSED', close_proposals())"


TALKED, MET, SOUGHT = NEEDS = (
    "How to read a borehole log", "Seals that last in sand", "A list of spare parts",
)  # fmt: skip


def takes_up(page: Page, board: str, need: str, button: str) -> None:
    """The facilitator, in one click from the need's page."""
    page.goto(board)
    page.locator("ul.rows > li", has_text=need).get_by_role("link", name="Take it up").click()
    page.get_by_role("button", name=button).or_(page.get_by_role("link", name=button)).click()


def test_a_need_is_named_supported_and_taken_up(live: Stack, browser: Browser, stranger: Any) -> None:
    where = factories.community_with_roles("Story needs", visibility="closed")
    asks, supports = (
        factories.joined(where, factories.person(name)) for name in ("Ada Asks", "Sol Supports")
    )
    board = f"{live.url}/communities/story-needs/needs/"

    with signed_in(browser, live, asks) as page:
        page.goto(board)
        for need in NEEDS:
            page.get_by_label("I want to learn, or do better:").fill(need)
            page.get_by_role("button", name="Put it on the board").click()
            expect(page.locator("li p.title", has_text=need)).to_be_visible()
    with signed_in(browser, live, supports) as page:
        page.goto(board)
        for need in NEEDS:
            row = page.locator("ul.rows > li", has_text=need)
            row.get_by_role("button", name="I want it too").click()
            expect(row).to_contain_text("2 want it")
        assert page.get_by_role("link", name="Take it up").count() == 0
    with signed_in(browser, live, factories.holder(where, "facilitator")) as page:
        takes_up(page, board, TALKED, "Turn it into a discussion")
        expect(page.get_by_text("It takes up a need of 2 members, who are told.")).to_be_visible()
        page.get_by_label("What do you want to know").fill("Bring one log that you could not read.")
        page.get_by_role("button", name="Post it").click()
        expect(page.get_by_role("heading", name=TALKED).first).to_be_visible()

        takes_up(page, board, MET, "Turn it into an event")
        expect(page.get_by_text("It takes up a need of 2 members, who are told once it is")).to_be_visible()
        expect(page.get_by_label("Title")).to_have_value(MET)
        day = (timezone.localdate() + 9 * DAY).isoformat()
        page.get_by_label("Begins").fill(f"{day}T10:00")
        page.get_by_label("Ends").fill(f"{day}T11:00")
        page.get_by_label("Place", exact=False).first.fill("Room 4")
        page.get_by_role("button", name="Announce it to the members").click()
        expect(page.get_by_role("heading", name=MET)).to_be_visible()
        meeting = page.url

        takes_up(page, board, SOUGHT, "Turn it into a request")
        expect(page.get_by_text("Saved. Those who want it are told.")).to_be_visible()
    for who in (asks, supports):
        live.wait_for_mail(who.email, "borehole log")
        live.wait_for_mail(who.email, f"“{MET}” is taken up")
        live.wait_for_mail(who.email, f"“{SOUGHT}” is asked of the members")
    with signed_in(browser, live, supports) as page:
        page.goto(f"{board}?answered=1")
        expect(page.get_by_role("link", name=TALKED)).to_be_visible()
        assert page.get_by_role("link", name=MET).get_attribute("href") == meeting.removeprefix(live.url)
        page.get_by_role("link", name="A request to the members").click()
        row = page.locator("ul.rows > li", has_text=SOUGHT)  # the library lists it as missing
        expect(row).to_contain_text("2 want it")
        row.get_by_role("button", name="I take it").click()
        expect(page.get_by_role("main")).to_contain_text("Sol Supports, until")
    with signed_in(browser, live, stranger) as page:
        assert refused(page, board)
        assert refused(page, meeting)


def test_members_propose_a_change_and_find_its_result(live: Stack, browser: Browser, stranger: Any) -> None:
    where = factories.community_with_roles("Story proposals", visibility="closed")
    author, other = (factories.joined(where, factories.person(name)) for name in ("Ada Author", "Omar Other"))
    pages = f"{live.url}/communities/story-proposals/proposals/"

    with signed_in(browser, live, author) as page:
        page.goto(pages)
        page.get_by_role("link", name="Propose a change").first.click()
        page.locator("#id_title").fill("Meet on the first Tuesday")
        page.locator("#id_text").fill("A fixed day is easier to keep free.")
        page.get_by_label("About", exact=True).select_option(label="an activity")
        page.get_by_role("button", name="Put it to the members").click()
        expect(page.get_by_role("heading", name="Meet on the first Tuesday")).to_be_visible()
        address = page.url
    with signed_in(browser, live, other) as page:
        page.goto(address)
        page.get_by_role("radio").first.check()
        page.get_by_role("button", name="Send the answer").click()
        expect(page.get_by_text("1 member took part.")).to_be_visible()
    with signed_in(browser, live, stranger) as page:
        assert refused(page, address)

    Proposal.objects.filter(title="Meet on the first Tuesday").update(
        opened_at=timezone.now() - 8 * DAY, closes_at=timezone.now() - DAY
    )
    closed = live.manage("shell", "-c", CLOSE)
    assert "CLOSED 1" in closed.stdout, closed.stderr
    with signed_in(browser, live, factories.holder(where, "facilitator")) as page:
        page.goto(address)
        page.get_by_role("textbox", name="What follows from it").fill("We meet on Tuesdays from May on.")
        page.get_by_role("button", name="Save").click()
    with signed_in(browser, live, other) as page:
        page.goto(pages)
        page.get_by_role("link", name="Meet on the first Tuesday").click()
        expect(page.get_by_text("We meet on Tuesdays from May on.")).to_be_visible()


def test_a_community_asks_how_it_is_doing(live: Stack, browser: Browser, stranger: Any) -> None:
    where = factories.community_with_roles("Story rounds")
    member = factories.joined(where, factories.person("Mina Rounds"))
    pages = f"{live.url}/communities/story-rounds/how-are-we-doing/"
    factories.joined(where, factories.person("Lars Listens"))
    talk = question(where, member, title="What holds a round together?")
    for who in (member, *(factories.holder(where, role) for role in Role)):
        said(talk, who, "Somebody who asks.")
    rollups.fill(through=timezone.localdate(), communities=[where.pk])
    Community.objects.filter(pk=where.pk).update(created_at=timezone.now() - 200 * DAY)

    with signed_in(browser, live, factories.holder(where, "facilitator")) as page:
        page.goto(f"{live.url}/my/desk/")  # it comes there twice a year
        asked = page.locator("section[aria-labelledby=pile-reflections] li", has_text="Story rounds")
        asked.get_by_role("link", name="Open a round").click()
        page.get_by_label("Why now?").fill("A year is over.")
        page.get_by_role("button", name="Open the round").click()
        expect(page.get_by_text("A year is over.")).to_be_visible()
    with signed_in(browser, live, member) as page:
        page.goto(pages)
        for heading in ("Culture and processes", "Practice", "Technology", "Motivation"):
            expect(page.get_by_role("heading", name=heading)).to_be_visible()
        figures = page.locator("section[aria-labelledby=figures]")  # five of six contributed
        expect(figures).to_contain_text("Contributors: 83.33 %")
        part = page.locator("section", has=page.locator("#technology"))
        part.locator("summary").click()
        part.locator("textarea").fill("Mails in the field, please.")
        part.get_by_role("button", name="Keep it").click()
        expect(page.get_by_text("Mails in the field, please.").first).to_be_visible()
    with signed_in(browser, live, factories.holder(where, "facilitator")) as page:
        page.goto(pages)
        page.get_by_label("What was changed?").fill("Notices come by mail by default.")
        page.get_by_role("button", name="Note the change").click()
    with signed_in(browser, live, member) as page:
        page.goto(pages)
        expect(page.get_by_text("Notices come by mail by default.")).to_be_visible()
    with signed_in(browser, live, stranger) as page:  # may read the community, and not this
        assert not refused(page, f"{live.url}/communities/story-rounds/")
        assert refused(page, pages)


def test_a_question_is_asked_without_a_name_where_the_charter_allows_it(
    live: Stack, browser: Browser, stranger: Any
) -> None:
    where = factories.community_with_roles("Story whispers", visibility="closed")
    member = factories.joined(where, factories.person("Mina Whispers"))
    start = f"{live.url}/communities/story-whispers/discussions/start/"
    with signed_in(browser, live, member) as page:
        page.goto(start)
        assert page.get_by_label("Ask without my name").count() == 0
    with signed_in(browser, live, factories.holder(where, "coordinator")) as page:
        page.goto(f"{live.url}/communities/story-whispers/charter/draft/")
        page.get_by_label("Mission").fill("We say what is so.")
        page.get_by_label("Rules and agreements").fill("Nobody is laughed at.")
        page.get_by_label("Members may ask a question without their name").check()
        page.get_by_role("button", name="Save the draft").click()
        page.get_by_role("button", name="Put the draft to the members").click()
    with signed_in(browser, live, member) as page:
        page.goto(start)
        page.get_by_label("Title").fill("May one say no to one's office?")
        page.get_by_label("What do you want to know").fill("Ours insists.")
        page.get_by_label("Ask without my name").check()
        expect(page.get_by_text("Who sees this:")).to_be_visible()
        page.get_by_role("button", name="Post it").click()
        expect(page.get_by_text("Asked without a name")).to_be_visible()
        address = page.url
    with signed_in(browser, live, factories.holder(where, "facilitator")) as page:
        page.goto(address)
        expect(page.get_by_text("Asked without a name")).to_be_visible()
        assert "Mina Whispers" not in page.content()
        page.get_by_label("Your contribution").fill("One may, with a reason.")
        page.get_by_role("button", name="Contribute").click()
    mail = live.wait_for_mail(member.email, "May one say no")  # the asker hears of the answer alone
    assert "One may, with a reason." in str(mail.get_body(preferencelist=("plain",)).get_content())
    with signed_in(browser, live, stranger) as page:
        assert refused(page, address)


def test_members_vote_and_find_the_result_its_reason_and_when_it_is_looked_at_again(
    live: Stack, browser: Browser, stranger: Any
) -> None:
    where = factories.community_with_roles("Story votes", visibility="closed")
    author, last = (factories.joined(where, factories.person(f"{name} Votes")) for name in ("Ada", "Omar"))
    pages = f"{live.url}/communities/story-votes/proposals/"
    with signed_in(browser, live, author) as page:
        page.goto(f"{pages}new/")
        page.locator("#id_title").fill("Call on Mondays")
        page.locator("#id_text").fill("Most are free then.")
        page.get_by_label("About", exact=True).select_option(label="an activity")
        page.locator("#id_method").select_option("vote")
        page.get_by_role("button", name="Put it to the members").click()
        expect(page.get_by_text("Vote: adopted when more say yes than no.")).to_be_visible()
        address = page.url
    made = Proposal.objects.get(community=where)
    for role, choice in (("coordinator", "yes"), ("facilitator", "yes"), ("expert", "abstain")):
        proposals.cast(proposal=made, by=factories.holder(where, role), choice=choice)
    with signed_in(browser, live, last) as page:
        page.goto(address)
        page.get_by_role("radio", name="No", exact=True).check()
        page.get_by_role("textbox", name="Why").fill("I travel on Mondays.")
        page.get_by_role("button", name="Send the answer").click()
        expect(page.get_by_text("4 members took part.")).to_be_visible()

    Proposal.objects.filter(pk=made.pk).update(
        opened_at=timezone.now() - 8 * DAY, closes_at=timezone.now() - DAY
    )
    closed = live.manage("shell", "-c", CLOSE)
    assert "CLOSED 1" in closed.stdout, closed.stderr
    again = timezone.localdate() + 90 * DAY
    with signed_in(browser, live, factories.holder(where, "facilitator")) as page:
        page.goto(f"{live.url}/my/desk/")
        expect(page.get_by_role("heading", name="Proposals to conclude")).to_be_visible()
        page.goto(address)
        page.get_by_role("textbox", name="What follows from it").fill("Mondays, since most are free.")
        page.get_by_label("Looked at again on").fill(again.isoformat())
        page.get_by_role("button", name="Save").click()
    with signed_in(browser, live, last) as page:
        page.goto(pages)
        expect(page.locator("section[aria-labelledby=past] li")).to_contain_text(["adopted"])
        page.get_by_role("link", name="Call on Mondays").click()
        result = page.locator("section[aria-labelledby=result]")
        assert [item.inner_text() for item in result.locator("dd").all()] == ["2", "1", "1"]
        expect(result).to_contain_text("Mondays, since most are free.")
        expect(result.locator(f"time[datetime='{again.isoformat()}']")).to_be_visible()
    with signed_in(browser, live, stranger) as page:
        assert refused(page, address)
