"""Story: a guest comes by a letter, sees one community, and goes on the last day; a colleague by a link."""

from __future__ import annotations

import datetime
import re
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Locator, Page, expect

from communities.models import Membership
from cop_portal.tests import factories
from cop_portal.tests.stack import Stack
from cop_portal.tests.stories.steps import charter_of, sign_in, signed_in

pytestmark = pytest.mark.browser
GRO, DAN = "gro@springs.example", "dan@springs.example"
FIRST_STEPS = [
    "Dire ce que vous apportez et ce que vous recherchez",
    "Lire la charte et donner votre accord",
    "Répondre ou poser une question dans une discussion",
]
END = "from communities.tasks import end_guests_access; print('ENDED', end_guests_access())"


def body_of(mail: Any) -> str:
    part = mail.get_body(preferencelist=("plain",))
    return str(part.get_content())


def invites_gro(page: Page, live: Stack) -> None:
    """A facilitator asks her from outside, and is told what is missing on the way."""
    # A list with a fault asks nobody; the fault is shown by its line.
    page.goto(f"{live.url}/communities/story-springs/people/invitations/")
    page.get_by_role("link", name="Invite a list").click()
    page.get_by_label("Or paste the list").fill(f"{GRO}\nnobody")
    page.get_by_role("button", name="Invite all").click()
    expect(page.get_by_role("alert")).to_contain_text("Line 2: “nobody” is not an e-mail address.")
    page.goto(f"{live.url}/communities/story-springs/people/invitations/")
    expect(page.get_by_text("Nobody here")).to_be_visible()

    # One person by address, from outside, with a reason and a last day.
    page.get_by_role("link", name="Invite somebody").click()
    page.get_by_label("E-mail address").fill(GRO)
    page.get_by_label("Name").fill("Gro Guest")
    page.get_by_role("button", name="Send the invitation").click()
    expect(page.locator("#errors, .error").first).to_be_visible()
    says_why(page, "She drills wells")
    page.get_by_role("button", name="Send the invitation").click()
    expect(page.get_by_text("Gro Guest gets a letter")).to_be_visible()
    for words in ("invited", "Ministry of water", "She drills wells"):
        expect(row_of(page, "Gro Guest")).to_contain_text(words)


def says_why(page: Page, reason: str) -> None:
    page.get_by_label("Organisation").fill("Ministry of water")
    page.get_by_label("Why we ask them").fill(reason)
    until = timezone.localdate() + datetime.timedelta(days=30)
    page.get_by_label("Access until").fill(until.isoformat())


def row_of(page: Page, name: str) -> Locator:
    """Somebody in the list of those who were asked, or are to be."""
    return page.locator("section[aria-labelledby=list] li", has_text=name)


def asks_dan_later(page: Page, live: Stack, browser: Browser) -> None:
    """He is noted first, asked from the list, and says no."""
    page.get_by_role("link", name="Invite somebody").click()
    page.get_by_label("E-mail address").fill(DAN)
    page.get_by_label("Name").fill("Dan Declines")
    says_why(page, "He measures rain")
    page.get_by_role("button", name="Note only, ask later").click()
    expect(row_of(page, "Dan Declines")).to_contain_text("to ask")
    row_of(page, "Dan Declines").get_by_role("button", name="Ask now").click()
    expect(row_of(page, "Dan Declines")).to_contain_text("invited")
    his = browser.new_context().new_page()
    his.goto(live.url + link_in(live.wait_for_mail(DAN, "You are invited to Story springs")))
    his.get_by_role("button", name="No, thank you").click()
    expect(his.get_by_text("Thank you for the answer.")).to_be_visible()
    his.context.close()


def link_in(letter: Any) -> str:
    found = re.search(r"https?://\S+(/invitations/\S+)", body_of(letter))
    assert found is not None
    return found.group(1)


def accepts(hers: Page, live: Stack) -> None:
    """The letter says what she will see; from it she opens an account and joins."""
    letter = live.wait_for_mail(GRO, "You are invited to Story springs")
    assert "She drills wells" in body_of(letter)
    hers.goto(live.url + link_in(letter))
    expect(hers.get_by_text("Nothing of other communities")).to_be_visible()
    hers.get_by_role("link", name="Open an account and accept").click()
    expect(hers.get_by_label("Email")).to_have_value(GRO)
    hers.get_by_label("Password").first.fill(factories.PASSWORD)
    hers.get_by_role("button", name="Sign Up").click()
    hers.get_by_label("What do you bring?").fill("Forty wells")
    hers.get_by_role("button", name="Accept and join").click()
    expect(hers.get_by_text("Welcome. You are a member of Story springs.")).to_be_visible()
    expect(hers.get_by_role("heading", name="First steps")).to_be_visible()
    live.wait_for_mail(GRO, "Welcome to Story springs")


def test_a_guest_comes_by_a_letter_and_goes_on_the_last_day(
    live: Stack, page: Page, browser: Browser
) -> None:
    wells = factories.community_with_roles("Story springs", visibility="closed")
    other = factories.community("Story ropes")
    sign_in(page, live, factories.holder(wells, "facilitator"))
    invites_gro(page, live)
    asks_dan_later(page, live, browser)
    hers = browser.new_context().new_page()
    accepts(hers, live)

    # She sees her community and nothing else of the directory.
    hers.goto(f"{live.url}/communities/story-springs/people/")
    expect(hers.get_by_role("link", name="Gro Guest", exact=True)).to_be_visible()
    hers.goto(f"{live.url}/communities/")
    assert "Story ropes" not in hers.content()
    answer = hers.goto(live.url + other.get_absolute_url())
    assert answer is not None
    assert answer.status == 404

    # The facilitator sees the portal as she does.
    page.goto(f"{live.url}/communities/story-springs/people/invitations/")
    expect(row_of(page, "Gro Guest")).to_contain_text("accepted")
    expect(row_of(page, "Dan Declines")).to_contain_text("declined")
    page.get_by_role("button", name="See the portal as a guest").click()
    expect(page.get_by_text("You see the portal as a guest of Story springs does.")).to_be_visible()
    page.goto(f"{live.url}/communities/")
    assert "Story ropes" not in page.content()
    page.get_by_role("button", name="Back to yourself").click()
    page.goto(f"{live.url}/communities/?q=story+ropes")
    assert "Story ropes" in page.content()

    # After the last day she is out.
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    Membership.objects.filter(user__email=GRO).update(access_until=yesterday)
    ended = live.manage("shell", "-c", END)
    assert "ENDED 1" in ended.stdout, ended.stderr
    refused = hers.goto(f"{live.url}/communities/story-springs/people/")
    assert refused is not None
    assert refused.status in (403, 404)
    live.wait_for_mail(GRO, "has ended")


def comes_by_a_link_with_a_limit(leads: Page, live: Stack, browser: Browser) -> None:
    """One person may use it; she is welcomed in her own language with three first steps. The next is told why."""
    leads.get_by_role("link", name="Make a link").click()
    leads.get_by_label("Where it is used").fill("Workshop in Dakar")
    leads.locator("#id_max_uses").fill("1")
    leads.get_by_role("button", name="Make the link").click()
    row = leads.locator("section[aria-labelledby=links] li", has_text="Workshop in Dakar")
    expect(row).to_contain_text("0 of 1 came")
    address = re.sub(r"^https?://[^/]+", "", row.locator("p.hint").inner_text())
    fleur = factories.person("Fleur Links", language="fr")
    with signed_in(browser, live, fleur) as page:
        page.goto(live.url + address)
        page.locator("main form button.main").click()
        steps = page.locator("section[aria-labelledby=first]")
        expect(page.get_by_text("Bienvenue ! Vous êtes membre de la communauté Story links")).to_be_visible()
        expect(steps.get_by_role("heading", name="Premiers pas")).to_be_visible()
        expect(steps.locator("li")).to_contain_text(FIRST_STEPS)
    letter = body_of(live.wait_for_mail(fleur.email, "Bienvenue dans Story links"))
    assert all(step in letter for step in FIRST_STEPS)
    leads.reload()
    expect(row).to_contain_text("1 of 1 came")
    expect(row).to_contain_text("used up")
    with signed_in(browser, live, factories.person("Ferdi Links")) as page:
        page.goto(live.url + address)
        expect(page.get_by_text("This link is not valid any more.")).to_be_visible()
        assert page.locator("main form").count() == 0


def test_a_colleague_comes_by_a_members_link(live: Stack, page: Page, browser: Browser) -> None:
    where = factories.community_with_roles("Story links")
    charter_of(where)
    member = factories.joined(where, factories.person("Mara Links"))
    colleague = factories.person("Cleo Links")
    sign_in(page, live, member)
    page.goto(f"{live.url}/communities/story-links/people/")
    page.get_by_role("link", name="Invite a colleague").click()
    page.get_by_role("button", name="Make my link").click()
    url = page.get_by_label("Give it to colleagues").input_value()
    share = page.get_by_label("Change them as you like").input_value()
    assert "I am a member of Story links." in share
    assert url in share
    page.get_by_role("link", name="A poster to print").click()
    expect(page.locator("svg.code")).to_be_visible()

    theirs = browser.new_context().new_page()
    sign_in(theirs, live, colleague)
    theirs.goto(live.url + re.sub(r"^https?://[^/]+", "", url))
    expect(theirs.get_by_text("Mara Links invites you")).to_be_visible()
    theirs.get_by_role("button", name="Join").click()
    expect(theirs.get_by_text("Welcome. You are a member of Story links.")).to_be_visible()

    page.goto(f"{live.url}/communities/story-links/invite/")
    expect(page.get_by_text("1 person came by it, 1 is a member today.")).to_be_visible()
    page.get_by_role("link", name="What brings people").click()
    page.get_by_label("What worked, or what could be tried?").fill("I told Cleo over lunch.")
    page.get_by_role("button", name="Open the topic").click()
    expect(page.get_by_role("heading", name="What brings people to Story links?").first).to_be_visible()
    with signed_in(browser, live, factories.holder(where, "coordinator")) as leads:
        leads.goto(f"{live.url}/communities/story-links/people/invitations/")
        brought = leads.locator("section[aria-labelledby=links]")
        expect(brought).to_contain_text("1 by a link")
        expect(brought.locator("li", has_text="Mara Links")).to_contain_text("1 is a member today")
        comes_by_a_link_with_a_limit(leads, live, browser)
        leads.get_by_role("link", name="What brings people").click()  # the topic that stands
        expect(leads.get_by_text("I told Cleo over lunch.")).to_be_visible()
