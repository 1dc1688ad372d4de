"""Story: a discussion is looked after by four people at once, in browsers and by mail; a stranger learns nothing."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from cop_portal.tests import factories
from cop_portal.tests.stack import Stack, wait_for
from cop_portal.tests.stories.steps import answer, deliver, refused, signed_in, wait_for_notice
from discussions.actions import discussions, moderation, subscriptions
from discussions.models import Contribution, HeldPost

pytestmark = pytest.mark.browser


@pytest.fixture
def place(live: Stack) -> dict[str, Any]:
    """A closed community whose first posts wait, with a question in it."""
    cooks = factories.community_with_roles(f"Story stoves {factories.person().pk}", visibility="closed")
    facilitator, expert = factories.holder(cooks, "facilitator"), factories.holder(cooks, "expert")
    member = factories.joined(cooks, factories.person("Mina Stoves"))
    guest = factories.joined(cooks, factories.person("Gus Stoves", is_guest=True, organisation="Ministry"))
    stranger = factories.joined(
        factories.community(f"Story pots {factories.person().pk}"), factories.person("Sam Pots")
    )
    moderation.set_care(community=cooks, by=facilitator, hold_first=1, slow_minutes=0)
    cooks.refresh_from_db()
    talk = discussions.start(
        community=cooks, by=expert, title="Which stove saves wood?", body="In the camps.", kind="question"
    )
    subscriptions.follow(discussion=talk, by=guest, frequency="instant")
    return {
        "talk": talk, "facilitator": facilitator, "expert": expert, "member": member, "guest": guest,
        "stranger": stranger, "url": live.url + talk.get_absolute_url(),
        "queue": f"{live.url}/communities/{cooks.slug}/matters/",
    }  # fmt: skip


def release_the_first(page: Page, place: dict[str, Any], words: str) -> None:
    page.goto(place["queue"])
    page.get_by_role("link", name="Which stove saves wood?").first.click()
    page.get_by_label("In words").fill(words)
    page.get_by_role("button", name="Release it").click()
    expect(page.get_by_text("Released.")).to_be_visible()


def letter_with(live: Stack, person: Any, words: str) -> Any:
    """The letter to a person that says these words; None while there is none."""
    letters = [(mail, mail.get_body(("plain",))) for mail in live.mails(person.email)]
    return next((mail for mail, body in letters if body and words in body.get_content()), None)


def write(page: Page, url: str, text: str) -> None:
    page.goto(url)
    page.get_by_label("Your contribution").fill(text)
    page.get_by_role("button", name="Contribute").click()


def flag_hide_and_restore(
    live: Stack, place: dict[str, Any], member: Page, facilitator: Page, expert: Page
) -> None:
    url = place["url"]
    # The expert flags a number of a telephone; the facilitator hides it, and it is gone for others.
    expert.goto(url)
    expert.locator("#c1").get_by_role("link", name="Flag").click()
    expert.get_by_label("It tells something private or confidential").check()
    expert.get_by_role("button", name="Tell a facilitator").click()
    facilitator.goto(place["queue"])
    facilitator.get_by_role("link", name="Which stove saves wood?").first.click()
    expect(facilitator.get_by_text(place["expert"].name).first).to_be_visible()
    facilitator.get_by_label("In words").fill("It names a telephone")
    facilitator.get_by_role("button", name="Hide it").click()
    expert.goto(url)
    expect(expert.get_by_text("A facilitator has hidden this contribution.")).to_be_visible()
    expect(expert.get_by_text("700 123456")).to_have_count(0)
    wait_for_notice(expert, live, "A facilitator has looked at what you flagged: hidden")

    # Its author reads why, changes it and asks again; it is shown.
    wait_for_notice(member, live, "It names a telephone.")
    member.goto(url)
    expect(member.locator("#c1")).to_contain_text("It names a telephone")
    member.locator("#c1").get_by_role("link", name="Change").click()
    member.get_by_label("Text").fill("Clay ones.")
    member.get_by_role("button", name="Save").click()
    member.locator("#c1").get_by_role("link", name="Ask to look at it again").click()
    member.get_by_label("What should a facilitator know?").fill("I took it out")
    member.get_by_role("button", name="Tell a facilitator").click()
    facilitator.goto(place["queue"])
    facilitator.get_by_role("link", name="Which stove saves wood?").first.click()
    facilitator.get_by_role("button", name="Show it again").click()
    expert.goto(url)
    expect(expert.locator("#c1")).to_contain_text("Clay ones.")


def lock_it(live: Stack, place: dict[str, Any], member: Page, facilitator: Page, letter: Any) -> None:
    url = place["url"]
    # Locked, it takes no word from anybody, by whichever door.
    facilitator.goto(f"{url}moderate/")
    facilitator.get_by_label("In words").fill("Until the visit is over")
    facilitator.get_by_role("button", name="Lock the discussion").click()
    member.goto(url)
    expect(member.get_by_text("Until the visit is over")).to_be_visible()
    expect(member.get_by_label("Your contribution")).to_have_count(0)
    deliver(live, answer(letter, place["guest"].email, "One more thing."))
    said = live.wait_for_mail(place["guest"].email, "was not posted")
    assert "Until the visit is over" in str(said)


def test_first_posts_wait_flags_are_answered_and_what_is_hidden_is_gone(
    live: Stack, browser: Browser, place: dict[str, Any]
) -> None:
    talk, url = place["talk"], place["url"]
    with (
        signed_in(browser, live, place["member"]) as member,
        signed_in(browser, live, place["facilitator"]) as facilitator,
        signed_in(browser, live, place["expert"]) as expert,
        signed_in(browser, live, place["stranger"]) as stranger,
    ):
        # The member's first word waits: she sees it, the expert does not.
        write(member, url, "Clay ones. Ask Lucy, +254 700 123456.")
        expect(member.get_by_text("Your contribution waits for a facilitator since")).to_be_visible()
        expert.goto(url)
        expect(expert.get_by_text("Clay ones")).to_have_count(0)

        # The facilitator releases it; now it is told, and the guest answers the letter by mail.
        release_the_first(facilitator, place, "Welcome")
        letter = wait_for(lambda: letter_with(live, place["guest"], "Clay ones"), 30, "no letter")
        deliver(live, answer(letter, place["guest"].email, "Metal ones rust."))
        wait_for(lambda: HeldPost.objects.filter(author=place["guest"]).exists(), 20, "no post that waits")
        assert not Contribution.objects.filter(discussion=talk, author=place["guest"]).exists()
        release_the_first(facilitator, place, "")
        member.goto(url)
        expect(member.locator("#c2")).to_contain_text("Metal ones rust")

        flag_hide_and_restore(live, place, member, facilitator, expert)
        lock_it(live, place, member, facilitator, letter)

        # The stranger from next door finds nothing of all this.
        assert refused(stranger, url)
        assert refused(stranger, place["queue"])
        assert refused(stranger, f"{url}flag/?number=1")
    assert Contribution.objects.filter(discussion=talk).count() == 2


def test_a_suspended_member_is_out_in_the_next_click_and_back_after_it(
    live: Stack, browser: Browser, place: dict[str, Any]
) -> None:
    with (
        signed_in(browser, live, place["member"]) as member,
        signed_in(browser, live, place["facilitator"]) as facilitator,
    ):
        facilitator.goto(f"{live.url}/communities/{place['talk'].community.slug}/people/")
        facilitator.get_by_role("link", name="Suspend Mina Stoves").click()
        facilitator.get_by_label("Why?").fill("Advertising again")
        facilitator.get_by_role("button", name="Suspend").click()
        expect(facilitator.get_by_text("Mina Stoves is suspended.")).to_be_visible()

        assert refused(member, place["url"])
        wait_for_notice(member, live, "Advertising again.")

        facilitator.get_by_role("button", name="Lift it").click()
        member.goto(place["url"])
        expect(member.get_by_role("heading", name="Which stove saves wood?")).to_be_visible()
