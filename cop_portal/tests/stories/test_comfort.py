"""Story: a name is picked, a text outlives a broken line, four people go on elsewhere; no script ever runs."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from playwright.sync_api import Browser, Page, expect

from cop_portal.foundation.notifications.actions import choose
from cop_portal.foundation.notifications.models import EVERYTHING
from cop_portal.foundation.uploads import check_upload
from cop_portal.tests import factories
from cop_portal.tests.stack import Stack, wait_for
from cop_portal.tests.stories.steps import answer, deliver, refused, sign_in, signed_in, wait_for_notice
from discussions.actions import contributions, discussions, moves, uses
from discussions.models import Discussion

pytestmark = pytest.mark.browser
HOSTILE = (
    "<script>window.__pwned=1</script>",
    '"><img src=x onerror="window.__pwned=1">',
    "<svg/onload=window.__pwned=1>",
    "[x](javascript:window.__pwned=1)",
    '[x](https://a.example "\\" onmouseover=\\"window.__pwned=1")',
    "<a href='data:text/html,<script>window.__pwned=1</script>'>x</a>",
    '@<img src=x onerror=window.__pwned=1> @Pwned"><svg onload=window.__pwned=1>',
    "</textarea><script>window.__pwned=1</script>",
    "{{ constructor.constructor('window.__pwned=1')() }} ${window.__pwned=1}",
    "<form id=acts><input name=action><base href=//evil.example><iframe srcdoc='<script>top.__pwned=1</script>'>",
    "&lt;script&gt;window.__pwned=1&lt;/script&gt; <!-- --> ]]> \u202e\u2028",
    "```\n</code></pre><script>window.__pwned=1</script>\n```",
)


@pytest.fixture
def comfort(live: Stack) -> dict[str, Any]:
    """A closed community with two members and two questions about the same."""
    place = factories.community_with_roles(f"Story comfort {factories.person().pk}", visibility="closed")
    facilitator = factories.holder(place, "facilitator")
    talk, other = (
        discussions.start(community=place, by=facilitator, title=title, body="Say.", kind="question")
        for title in ("Which seat is best?", "Where to sit?")
    )
    return {
        "facilitator": facilitator, "talk": talk, "other": other, "url": live.url + talk.get_absolute_url(),
        "member": factories.joined(place, factories.person("Mona Comfort")),
        "amina": factories.joined(place, factories.person("Amina Comfort", is_guest=True)),
        "expert": factories.holder(place, "expert"),
    }  # fmt: skip


def test_a_name_is_picked_and_what_is_typed_outlives_a_broken_line(
    live: Stack, page: Page, comfort: dict[str, Any]
) -> None:
    sign_in(page, live, comfort["member"])

    # A few letters after the @ are enough; the list goes by keyboard.
    page.goto(comfort["url"])
    box = page.get_by_label("Your contribution")
    box.press_sequentially("Ask @amin")
    expect(page.get_by_role("option")).to_have_text(["Amina Comfort"])
    box.press("Enter")
    expect(box).to_have_value("Ask @Amina Comfort ")
    box.press_sequentially("about ")
    box.press("Control+b")
    box.press_sequentially("chairs")
    expect(box).to_have_value("Ask @Amina Comfort about **chairs**")

    # The line to the server is down: the browser keeps the text, also over a reload.
    page.route("**/my/drafts/", lambda route: route.abort())
    box.press("End")
    box.press_sequentially(" of wood")
    expect(page.get_by_text("Kept on this device, not yet on the server")).to_be_visible()
    page.reload()
    expect(box).to_have_value("Ask @Amina Comfort about **chairs** of wood")
    page.unroute("**/my/drafts/")
    box.press("End")
    box.press_sequentially("!")
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()

    # Sent over a line that breaks, it is still there; sent well, the browser lets it go.
    page.context.set_offline(True)
    page.get_by_role("button", name="Contribute").click()
    page.context.set_offline(False)
    page.goto(comfort["url"])
    expect(box).to_have_value("Ask @Amina Comfort about **chairs** of wood!")
    page.get_by_role("button", name="Preview").click()
    expect(page.locator(".panel strong")).to_have_text("chairs")
    page.get_by_role("button", name="Contribute").click()
    expect(page.locator("#c1").get_by_role("link", name="@Amina Comfort")).to_be_visible()
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('draft:'))") == []


def test_who_is_named_hears_of_it_says_what_came_of_it_and_the_discussion_goes_on_elsewhere(
    live: Stack, page: Page, browser: Browser, comfort: dict[str, Any], stranger: Any
) -> None:
    expert = comfort["expert"]
    choose(by=expert, frequencies={EVERYTHING: "instant"}, community=comfort["talk"].community)
    sign_in(page, live, comfort["member"])
    page.goto(comfort["url"])
    page.get_by_label("Your contribution").fill("Ask @Amina Comfort about **chairs** of wood!")
    page.get_by_role("button", name="Contribute").click()

    letter = live.wait_for_mail(expert.email, "Which seat is best?")

    # A guest who was named hears of it, says that she used it, and quotes it.
    with signed_in(browser, live, comfort["amina"]) as aminas:
        wait_for_notice(aminas, live, "mentions you")
        aminas.goto(comfort["url"])
        aminas.locator("#c1").get_by_role("link", name="I used this").click()
        aminas.get_by_label("What came of it?").fill("We sit well now.")
        aminas.get_by_role("button", name="I used this").click()
        expect(aminas.locator("#c1")).to_contain_text("You used this")
        aminas.locator("#c1").get_by_role("link", name="Quote").click()
        expect(aminas.get_by_label("Your contribution")).to_have_value(
            "> Ask @Amina Comfort about **chairs** of wood!\n\n"
        )

    # The facilitator puts it where it belongs; the old address leads there.
    with signed_in(browser, live, comfort["facilitator"]) as theirs:
        theirs.goto(comfort["url"])
        theirs.get_by_role("link", name="Move, split or merge").click()
        theirs.get_by_label("Into which discussion?").select_option(label="Where to sit?")
        theirs.locator("#id_merge-reason").fill("The same question.")
        theirs.get_by_role("button", name="Merge it").click()
        expect(theirs.get_by_role("heading", level=1)).to_have_text("Where to sit?")
    page.goto(comfort["url"])
    expect(page.get_by_role("heading", level=1)).to_have_text(comfort["other"].title)
    expect(page.locator("#c2")).to_contain_text("chairs")
    # The expert answers the letter of before: the answer stands where the discussion goes on.
    deliver(live, answer(letter, expert.email, "Beech, oiled twice."))
    wait_for(lambda: comfort["other"].contributions.filter(author=expert).exists(), 20, "no answer by mail")
    page.reload()
    expect(page.locator("#c3")).to_contain_text("Beech, oiled twice.")
    # An old address with a number leads to that contribution, not only to its page.
    page.goto(f"{comfort['url']}#c1")
    expect(page.get_by_role("heading", level=1)).to_have_text(comfort["other"].title)
    expect(page).to_have_url(re.compile(r"#c2$"))
    with signed_in(browser, live, stranger) as theirs:
        assert refused(theirs, comfort["url"])
        assert refused(theirs, live.url + comfort["other"].get_absolute_url())


def test_no_script_runs_from_anything_people_type_in_a_discussion(live: Stack, page: Page) -> None:
    trap = factories.community_with_roles("Story trap")
    member = factories.joined(trap, factories.person("<img src=x onerror=window.__pwned=1> Sly"))
    facilitator = factories.holder(trap, "facilitator")
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("dialog", lambda dialog: said.append(dialog.message))
    sign_in(page, live, facilitator)
    places = _written(trap, member, facilitator)
    said.clear()

    for place in places:
        answer = page.goto(live.url + place)
        assert answer is not None
        assert answer.status == 200, place
        page.mouse.move(300, 300)
        assert page.evaluate("window.__pwned") is None, place
        unsafe = page.eval_on_selector_all(
            "main a, main form, main iframe, main [src]",
            "found => found.map(e => e.href || e.action || e.src || '')"
            ".filter(a => /^(javascript|data|vbscript):/i.test(String(a)))",
        )
        assert unsafe == [], place
        assert page.locator("main :is(script, iframe, svg[onload], img[onerror], base)").count() == 0, place
    assert said == []


def _written(trap: Any, member: Any, facilitator: Any) -> list[str]:
    """Every field of a discussion filled with harm. Returns the pages that show it."""
    talks = []
    for text in HOSTILE:
        talk = discussions.start(community=trap, by=member, title=text, body=text, kind="question")
        for by in (member, facilitator):
            name = f"{text[:60]}.txt"
            file = SimpleUploadedFile(name, b"words")
            made = contributions.add(
                discussion=talk, by=by, body=f"{text} @{member.name}", files=[check_upload(name, file.read())]
            )
        contributions.edit(contribution=made, by=facilitator, body=f"{text} changed")
        uses.say_used(contribution=made, by=member, words=text)
        contributions.save_draft(by=facilitator, place=f"discussion:{talk.pk}", body=text)
        moves.split(discussion=talk, numbers=[1], title=text, by=facilitator, reason=text)
        talks.append(Discussion.objects.select_related("community").get(pk=talk.pk))
    addresses = [f"{trap.get_absolute_url()}discussions/", "/search/?q=pwned", "/", "/my/notices/"]
    for talk in talks:
        base = talk.get_absolute_url()
        addresses += [
            base,
            f"{base}contribute/?reply=2&quote=1",
            f"{base}contributions/2/used/",
            f"{base}tidy/",
        ]
    addresses += [
        one.get_absolute_url() for one in Discussion.objects.filter(community=trap, kind="conversation")
    ]
    return addresses
