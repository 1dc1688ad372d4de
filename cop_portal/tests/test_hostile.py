"""What people of bad will type, everywhere at once: no script runs, and no page breaks its own rules.

Some hundreds of strings go through the real actions and the real mail door into one community, and a
browser with a trap opens its pages, its letters and the administration.
"""

from __future__ import annotations

import itertools
import re
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from cop_portal.foundation.activity.dispatch import dispatch_all
from cop_portal.foundation.mail import inbound
from cop_portal.foundation.mail.models import Letter, OutgoingMail
from cop_portal.foundation.tests.test_hostile_text import disguised
from cop_portal.tests import factories
from cop_portal.tests.ground import AT, Ground
from cop_portal.tests.ground_talk import gather
from cop_portal.tests.hostile import Tap, strings
from cop_portal.tests.stack import DATABASE, Stack, on_database, wait_for
from cop_portal.tests.stories.steps import sign_in
from discussions.actions import contributions
from discussions.models import Contribution
from discussions.tests.makers import question

pytestmark = pytest.mark.browser
TRAP = """
window.__pwned = 0; window.__broken = [];
document.addEventListener('securitypolicyviolation', event =>
  window.__broken.push(`${event.violatedDirective}: ${event.blockedURI} ${event.sample}`));
"""
# What must not be in any page, whether or not it would run.
FOUND = """() => {
  const bad = [];
  for (const node of document.querySelectorAll('*')) {
    for (const attribute of node.attributes) {
      const value = attribute.value.replace(/[\\s\\x00-\\x20]/g, '').toLowerCase();
      if (/^on/.test(attribute.name)) bad.push(`${node.localName} ${attribute.name}`);
      if (/^(href|src|action|formaction|data|xlink:href|poster|srcdoc)$/.test(attribute.name)
          && /^(javascript:|vbscript:|data:text)/.test(value)) bad.push(`${attribute.name}=${value.slice(0, 60)}`);
      if (/^(id|name)$/.test(attribute.name) && /^(__pwned|cookie|getelementbyid|documentelement)$/.test(value))
        bad.push(`${attribute.name}=${value}`);
    }
  }
  for (const node of document.querySelectorAll('iframe, object, embed, base, main style, main link, main meta, main math'))
    bad.push(node.outerHTML.slice(0, 100));
  return bad;
}"""


ADMIN = (
    "/administration/mail/?shelf=failed", "/administration/mail/?shelf=uncertain", "/administration/mail/?shelf=waiting",
    "/administration/mail/silent/?aside=1", "/admin/communities/membership/", "/admin/communities/joinrequest/",
    "/admin/communities/community/", "/admin/communities/invitation/", "/admin/activity/activityentry/", "/admin/mail/outgoingmail/",
    "/admin/mail/inboundmail/", "/admin/accounts/user/", "/cms/", "/cms/pages/",
)  # fmt: skip


@pytest.fixture(scope="module")
def ground(stack: Stack, django_db_blocker: Any) -> Any:
    with django_db_blocker.unblock(), on_database(DATABASE):
        yield Ground()


def trapped(browser: Browser) -> BrowserContext:
    context = browser.new_context()
    context.add_init_script(TRAP)
    context.on("dialog", lambda dialog: dialog.dismiss())
    return context


def harm(page: Page, where: str) -> list[str]:
    """What ran, what the policy had to stop, and what stands in the page that must not."""
    page.mouse.move(300, 300)
    page.mouse.move(400, 500)
    page.keyboard.press("Tab")
    found = page.evaluate("[window.__pwned ? 'a script ran' : '', ...window.__broken].filter(Boolean)")
    return [f"{where}: {text}" for text in [*found, *page.evaluate(FOUND)]]


def open_all(context: BrowserContext, live: Stack, paths: list[str]) -> list[str]:
    page = context.new_page()
    found = []
    for path in paths:
        answer = page.goto(live.url + path)
        assert answer is not None
        if answer.status >= 400:
            found.append(f"{path}: {answer.status}")
        found += harm(page, path)
    page.close()
    return found


@pytest.mark.parametrize("who", ["visitor", "member", "lead", "coordinator"])
def test_no_page_of_the_community_runs_or_blocks_anything(
    who: str, live: Stack, browser: Browser, ground: Ground
) -> None:
    context = trapped(browser)
    if who != "visitor":
        page = context.new_page()
        sign_in_by_form(page, live, getattr(ground, who))
        page.close()
    allowed = [path for path in ground.paths if may_open(context, live, path)]

    found = open_all(context, live, allowed)

    context.close()
    assert found == []
    assert len(allowed) > {"visitor": 8, "member": 25, "lead": 35, "coordinator": 35}[who]


def sign_in_by_form(page: Page, live: Stack, person: Any) -> None:
    page.goto(f"{live.url}/accounts/login/")
    page.get_by_label("Email").fill(person.email)
    page.get_by_label("Password").fill(factories.PASSWORD)
    page.get_by_role("button", name="Sign In").first.click()
    page.wait_for_url(lambda url: "login" not in url)


def may_open(context: BrowserContext, live: Stack, path: str) -> bool:
    answer = context.request.get(live.url + path, max_redirects=0)
    assert answer.status < 500, f"{path}: {answer.status}"
    return answer.status == 200


def test_everything_that_was_said_can_be_read(live: Stack, browser: Browser, ground: Ground) -> None:
    context = trapped(browser)
    page = context.new_page()
    seen = ""
    for number in (1, 2):
        page.goto(f"{live.url}{ground.talk.get_absolute_url()}?page={number}")
        seen += page.inner_text("main")
    marks = {mark for text in strings() for mark in re.findall(r"h\d+z", text)}

    missing = {mark for mark in marks if mark not in seen}

    # A mark within an address (not shown) or a comment of Markdown is not text.
    assert len(missing) < len(marks) * 0.05, sorted(missing)
    context.close()


def test_what_came_by_mail_is_as_harmless(live: Stack, browser: Browser, ground: Ground) -> None:
    sent = ground.answer_by_mail()
    inbound.route_all()
    posted = Contribution.objects.filter(discussion=ground.question, channel="email")
    assert wait_for(lambda: posted.count() == len(sent), 30, "the mails were not posted")
    context = trapped(browser)

    found = open_all(context, live, [ground.question.get_absolute_url()])

    context.close()
    assert found == []


def test_the_administration_runs_nothing(live: Stack, browser: Browser, ground: Ground) -> None:
    context = trapped(browser)
    page = context.new_page()
    sign_in(page, live, ground.admin)
    page.close()

    found = open_all(
        context, live, [*ADMIN, *(path for path in ground.paths if may_open(context, live, path))]
    )

    context.close()
    assert found == []


def test_addresses_with_hostile_parameters_show_them_as_text(
    live: Stack, browser: Browser, ground: Ground
) -> None:
    context = trapped(browser)
    page = context.new_page()
    sign_in_by_form(page, live, ground.member)
    page.close()
    tap = Tap()
    paths = [
        f"{path}{quote(tap.line(120))}"
        for path in ("/search/?q=", f"{AT}people/?q=", "/people/?q=", "/library/?q=", f"{AT}discussions/?kind=", "/communities/?q=",
                     "/accounts/login/?next=", "/search/?q=pump&kind=", "/never/was/")
        for _ in range(4)
    ]  # fmt: skip

    found = [text for text in open_all(context, live, paths) if ": 40" not in text]

    context.close()
    assert found == []


def test_no_letter_runs_anything_in_a_mail_program_without_a_policy(
    live: Stack, browser: Browser, ground: Ground
) -> None:
    dispatch_all()
    assert gather(ground.home, ground.member) > 0
    kinds: dict[str, list[str]] = {}
    for kind, html in Letter.objects.order_by("-pk").values_list("kind", "html"):
        kinds.setdefault(kind, []).append(html)
    for kind, html in OutgoingMail.objects.exclude(html="").values_list("kind", "html"):
        kinds.setdefault(kind, []).append(html)
    context = trapped(browser)
    page = context.new_page()
    found = []
    for kind, letters in kinds.items():
        for html in letters[:6]:
            page.goto("about:blank")
            page.set_content(html, wait_until="domcontentloaded")
            page.mouse.move(200, 200)
            if page.evaluate("window.__pwned"):
                found.append(f"{kind}: a script ran")
            found += [f"{kind}: {text}" for text in page.evaluate(FOUND) if "meta" not in text]

    context.close()
    assert found == []
    assert len(kinds) >= 20, sorted(kinds)


def test_mail_that_was_caught_runs_nothing_on_the_page_that_shows_it(
    live: Stack, browser: Browser, ground: Ground
) -> None:
    dispatch_all()
    sent = live.manage("shell", "-c", "from cop_portal.foundation.mail.tasks import send_due; send_due()")
    assert sent.returncode == 0, sent.stderr
    caught = re.compile(r'href="(/development/mail/[^"]+/)"')
    context = trapped(browser)
    page = context.new_page()

    def keys() -> list[str]:
        page.goto(f"{live.url}/development/mail/")
        return list(dict.fromkeys(caught.findall(page.content())))

    wait_for(lambda: len(keys()) > 30, 60, "no mail was caught")
    paths = keys()[:40]

    found = open_all(context, live, ["/development/mail/", "/development/letters/", *paths])
    for path in paths:
        page.goto(f"{live.url}{path}?part=html")
        found += [text for text in page.evaluate(FOUND) if "meta" not in text and "style" not in text]
        found += [f"{path}: a script ran"] if page.evaluate("window.__pwned") else []

    context.close()
    assert found == []


def test_what_is_found_is_shown_as_text(live: Stack, browser: Browser, ground: Ground) -> None:
    context = trapped(browser)
    page = context.new_page()
    sign_in_by_form(page, live, ground.member)
    paths = [
        f"/search/?q={word}{kind}"
        for word in ("script", "window", "onerror", "h30z", "javascript", "img")
        for kind in ("", "&kind=discussions", "&kind=files")
    ]

    found = open_all(context, live, paths)
    page.goto(f"{live.url}/search/?q=script")

    assert found == []
    assert page.locator("main mark").count() > 3
    context.close()


def test_thousands_of_disguises_are_shown_as_text_by_a_real_browser(
    live: Stack, browser: Browser, ground: Ground
) -> None:
    """All strings of foundation/tests/test_hostile_text.py but the deep ones, some hundreds in a contribution."""
    talk = question(ground.home, ground.member, title="Disguised")
    every = [said.replace("\0", "\x01") for said in disguised() if not said.startswith("<blockquote>")]
    bodies, channels = [[""]], itertools.cycle(("web", "email"))
    for said in every:
        if sum(map(len, bodies[-1])) + len(said) > 15_000:
            bodies.append([])
        bodies[-1].append(said)
    for body, channel in zip(bodies, channels, strict=False):
        joined = "\n\n".join(body)
        contributions.add(
            discussion=talk, by=ground.lead, body=joined, quoted=joined, channel=channel, quiet=True
        )
    context = trapped(browser)
    at = talk.get_absolute_url()

    found = open_all(
        context,
        live,
        [*(f"{at}?page={number}" for number in range(1, len(bodies) // 20 + 2)),
         *(f"{at}contributions/{number}/quoted/" for number in range(2, len(bodies) + 1, 2))],
    )  # fmt: skip

    context.close()
    assert found == []
    assert len(every) > 5_000
