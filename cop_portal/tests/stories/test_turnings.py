"""Stories of two communities that become one, and of one that becomes two (row 3)."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from communities.models import Community, Membership, Transformation
from cop_portal.tests import factories
from cop_portal.tests.stack import Stack, wait_for
from cop_portal.tests.stories.steps import refused, signed_in, wait_for_notice
from discussions.actions import discussions
from knowledge_base.models import ResourcePage
from knowledge_base.tests.makers import published

pytestmark = pytest.mark.browser
CARRY_OUT = "from communities.tasks import carry_out_transformations as go; print('DONE', go())"


def let_the_day_come(live: Stack, where: Any) -> None:
    """The announced day is today, and the timetable does its work."""
    Transformation.objects.filter(community=where, state="announced").update(on_date=timezone.localdate())
    done = live.manage("shell", "-c", CARRY_OUT)
    assert "DONE 1" in done.stdout, done.stderr


def begin(page: Page, home: str, kind: str) -> None:
    """The guided way from the community's stage to the plan."""
    page.goto(f"{home}stage/")
    page.get_by_role("link", name="Close, merge, split or hand over").click()
    page.locator(f"a[href$='/{kind}/']").first.click()
    expect(page.get_by_role("heading", name="What happens")).to_be_visible()


def wait_for_owner(resource: Any, who: Any) -> None:
    """The library follows once the worker has read the record."""
    wait_for(lambda: ResourcePage.objects.get(pk=resource.pk).owner == who, 30, f"not owned by {who}")


def asks_to_merge(page: Page, home: str, keeper: Any) -> str:
    """The coordinator fills the guided form; the address of the step."""
    begin(page, home, "merge")
    page.get_by_label("Into which community").select_option(label="Story rivers")
    page.get_by_label("Why", exact=True).fill("Brooks run into rivers.")
    page.get_by_label("Who answers for the library afterwards").select_option(label=keeper.name)
    page.get_by_label("What we learned").fill("Begin with one question.")
    page.get_by_role("button", name="Ask the other community").click()
    expect(page.get_by_text("It waits for an answer").first).to_be_visible()
    return page.url


def talks_about_it(page: Page, step: str) -> None:
    """A member begins a conversation from the announced step; its title is there."""
    page.goto(step)
    page.get_by_role("link", name="Start a conversation").click()
    title = page.get_by_label("Title")
    expect(title).to_have_value(re.compile("Story brooks"))
    about = title.input_value()
    page.locator("#id_body").fill("Will our logs be kept?")
    page.get_by_role("button", name="Post it").click()
    expect(page.get_by_role("heading", name=about).first).to_be_visible()
    expect(page.get_by_text("Will our logs be kept?")).to_be_visible()


def old_addresses_answer(page: Page, live: Stack, home: str, addresses: list[str]) -> None:
    """All stays readable, with what was learned, and nothing can be added."""
    for address in addresses:
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 200, address
    page.goto(f"{home}learned/")
    expect(page.get_by_text("Begin with one question.")).to_be_visible()
    page.goto(f"{home}discussions/")
    assert page.get_by_role("link", name="Ask or start").count() == 0


def accepts(page: Page, live: Stack, slug: str, who: str) -> None:
    """Nobody is moved: who is invited decides."""
    page.goto(f"{live.url}/communities/{slug}/")
    page.get_by_role("link", name="Accept the invitation").click()
    page.get_by_role("main").locator("form button.main").click()
    page.goto(f"{live.url}/communities/{slug}/people/")
    expect(page.get_by_text(who).first).to_be_visible()


def test_two_communities_become_one_and_two_again(live: Stack, browser: Browser, stranger: Any) -> None:
    old = factories.community_with_roles("Story brooks")
    new = factories.community_with_roles("Story rivers", visibility="closed")
    member = factories.joined(old, factories.person("Mina Brooks"))
    keeper = factories.holder(old, "knowledge_manager")
    coordinator, other = factories.holder(old, "coordinator"), factories.holder(new, "coordinator")
    talk = discussions.start(
        community=old, by=member, title="Where does it rise?", body="Uphill.", kind="question", quiet=True
    )
    sheet = published(old, title="Brook sheet", by=coordinator)
    home = f"{live.url}/communities/story-brooks/"
    addresses = [home, f"{home}about/", f"{live.url}{talk.get_absolute_url()}", f"{live.url}{sheet.url}"]
    # The other community is closed and known to who is invited or belongs there.
    factories.joined(new, coordinator)

    with signed_in(browser, live, coordinator) as page:
        step = asks_to_merge(page, home, keeper)
    with signed_in(browser, live, member) as page:
        page.goto(home)
        assert "merge" not in page.inner_text("main").lower()  # nothing is told before the yes
    with signed_in(browser, live, other) as page:
        wait_for_notice(page, live, "Story brooks")
        page.goto(step)
        page.get_by_role("button", name="Yes, they are welcome").click()
        expect(page.get_by_text("It happens on")).to_be_visible()
    with signed_in(browser, live, member) as page:
        wait_for_notice(page, live, "Story brooks")
        page.goto(home)
        expect(page.get_by_text("Story brooks will").or_(page.get_by_text("merge")).first).to_be_visible()
        talks_about_it(page, step)
    with signed_in(browser, live, stranger) as page:
        page.goto(step)
        assert page.get_by_role("button", name="Withdraw it").count() == 0

    let_the_day_come(live, old)
    wait_for_owner(sheet, keeper)
    with signed_in(browser, live, member) as page:
        old_addresses_answer(page, live, home, addresses)
        page.goto(live.url + sheet.url)
        expect(page.get_by_text(f"{keeper.name} answers for it")).to_be_visible()
        assert not Membership.objects.active().filter(community=new, user=member).exists()
        accepts(page, live, "story-rivers", "Mina Brooks")

    with signed_in(browser, live, coordinator) as page:
        page.goto(step)
        page.get_by_role("textbox", name="Why").fill("The river is too wide.")
        page.get_by_role("button", name="Undo it").click()
        expect(page.get_by_text("Undone. Everything is as it was")).to_be_visible()
    assert not Community.objects.get(pk=old.pk).is_archived
    wait_for_owner(sheet, coordinator)
    # Who accepted stays where they went; invitations that nobody answered are gone.
    assert Membership.objects.active().filter(community=new, user=member).exists()
    assert not Membership.objects.filter(community=new, user=keeper, state="invited").exists()


def test_one_community_becomes_two_and_one_again(live: Stack, browser: Browser, stranger: Any) -> None:
    where = factories.community_with_roles("Story delta")
    member, rest = (factories.joined(where, factories.person(f"{name} Delta")) for name in ("Mina", "Otto"))
    coordinator = factories.holder(where, "coordinator")
    home = f"{live.url}/communities/story-delta/"
    with signed_in(browser, live, coordinator) as page:
        begin(page, home, "split")
        page.get_by_label("Name", exact=True).first.fill("Story delta east")
        page.get_by_label("What it is for").first.fill("Eastern arms")
        page.locator("summary", has_text="Or choose whom to invite").first.click()
        page.get_by_role("group", name="Members to invite").first.get_by_label("Mina Delta").check()
        page.get_by_label("Why", exact=True).fill("East and west have other rains.")
        page.get_by_role("button", name="Announce it to the members").click()
        expect(page.get_by_role("heading", name="Story delta splits")).to_be_visible()
        step = page.url
    with signed_in(browser, live, rest) as page:
        wait_for_notice(page, live, "Story delta")
        page.goto(step)
        expect(page.get_by_text("Story delta east: Eastern arms")).to_be_visible()
        assert page.get_by_role("button", name="Withdraw it").count() == 0

    let_the_day_come(live, where)
    part = Community.objects.get(name="Story delta east")
    assert part.stage == "planning"
    with signed_in(browser, live, member) as page:
        accepts(page, live, part.slug, coordinator.name)
        page.goto(home)  # the old one stays open beside it
        assert "archived" not in page.inner_text("main").lower()
    assert not Membership.objects.filter(community=part, user=rest).exists()
    with signed_in(browser, live, stranger) as page:
        assert refused(page, f"{live.url}/communities/{part.slug}/modules/")

    with signed_in(browser, live, coordinator) as page:
        page.goto(step)
        page.get_by_role("textbox", name="Why").fill("The rains are alike after all.")
        page.get_by_role("button", name="Undo it").click()
    part.refresh_from_db()
    assert part.is_archived
    with signed_in(browser, live, member) as page:
        answer = page.goto(f"{live.url}/communities/{part.slug}/")
        assert answer is not None
        assert answer.status == 200


def test_a_community_is_handed_over_and_handed_back(live: Stack, browser: Browser, stranger: Any) -> None:
    where = factories.community_with_roles("Story ferries", visibility="closed")
    heir = factories.joined(where, factories.person("Hana Ferries"))
    coordinator = factories.holder(where, "coordinator")
    home = f"{live.url}/communities/story-ferries/"
    with signed_in(browser, live, coordinator) as page:
        begin(page, home, "hand_over")
        page.get_by_label("Who will coordinate").select_option(label=heir.name)
        page.get_by_label("On which day").fill(timezone.localdate().isoformat())
        page.get_by_label("Why", exact=True).fill("I move to another office.")
        page.get_by_label("Hand-over note").fill("The ferry master is Ana.")
        page.get_by_role("button", name="Ask this member").click()
        expect(page.get_by_text("It waits for an answer").first).to_be_visible()
        step = page.url
    with signed_in(browser, live, stranger) as page:
        assert refused(page, step)
    with signed_in(browser, live, heir) as page:
        assert refused(page, f"{home}identity/")  # nothing before the yes
        wait_for_notice(page, live, "You are asked to coordinate Story ferries")
        page.goto(step)
        expect(page.get_by_text("The ferry master is Ana.")).to_be_visible()
        page.get_by_role("button", name="Yes, I will coordinate").click()
        expect(page.get_by_text("It is done. Members are told")).to_be_visible()
        assert not refused(page, f"{home}identity/")
    with signed_in(browser, live, coordinator) as page:
        assert refused(page, f"{home}identity/")
        page.goto(step)
        page.get_by_role("textbox", name="Why").fill("The post was given to nobody.")
        page.get_by_role("button", name="Undo it").click()
        expect(page.get_by_text("Undone. Everything is as it was")).to_be_visible()
        assert not refused(page, f"{home}identity/")
