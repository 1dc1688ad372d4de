"""What people of bad will type, everywhere at once: no script runs, and no page breaks its own rules.

Some hundreds of strings go through the real actions and the real mail door into one community, and a
browser with a trap opens its pages, its letters and the administration.
"""

from __future__ import annotations

import datetime
import re
from decimal import Decimal
from email.message import EmailMessage
from typing import Any
from urllib.parse import quote

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page

from communities.actions import (
    cases,
    charters,
    goals,
    invitations,
    lifecycle,
    links,
    needs,
    proposals,
    reflections,
    roles,
    terms,
)
from communities.models import Membership
from cop_portal.foundation.accounts import actions as accounts
from cop_portal.foundation.mail import actions as operators
from cop_portal.foundation.mail import addresses, inbound
from cop_portal.foundation.mail.models import Letter, OutgoingMail, Suppression
from cop_portal.foundation.mail.tests.makers import mail
from cop_portal.foundation.uploads import check_upload
from cop_portal.newsletters import actions as newsletters
from cop_portal.newsletters import sections
from cop_portal.tests import factories
from cop_portal.tests.hostile import Tap, strings
from cop_portal.tests.stack import DATABASE, Stack, on_database, wait_for
from cop_portal.tests.stories.steps import sign_in
from discussions.actions import contributions, discussions, subscriptions, syntheses
from discussions.enums import REPLY_KIND
from discussions.models import Contribution, Discussion
from knowledge_base.actions import resources
from knowledge_base.tests.makers import published

pytestmark = pytest.mark.browser
SLUG = "hostile"
AT = f"/communities/{SLUG}/"
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
          && /^(javascript|vbscript|data:text)/.test(value)) bad.push(`${attribute.name}=${value.slice(0, 60)}`);
      if (/^(id|name)$/.test(attribute.name) && /^(__pwned|cookie|getelementbyid|documentelement)$/.test(value))
        bad.push(`${attribute.name}=${value}`);
    }
  }
  for (const node of document.querySelectorAll('iframe, object, embed, base, main style, main link, main meta, main math'))
    bad.push(node.outerHTML.slice(0, 100));
  return bad;
}"""


class Ground:
    """One community in which every field says something hostile."""

    def __init__(self) -> None:
        self.tap = Tap()
        self.paths: list[str] = []
        self.said: list[str] = []
        self.people()
        self.discuss()
        self.govern()
        self.keep()
        self.write_letters()
        self.upset_the_operator()

    def people(self) -> None:
        tap = self.tap
        self.home = factories.community_with_roles("Hostile", tagline=tap.line(120), visibility="public")
        type(self.home).objects.filter(pk=self.home.pk).update(name=tap.line(60))
        self.home.refresh_from_db()
        self.lead, self.coordinator = (
            factories.holder(self.home, role) for role in ("facilitator", "coordinator")
        )
        self.member = factories.joined(self.home, factories.person("Hosta Tile"), wants_newsletter=True)
        for person in (self.member, self.lead):
            accounts.update_profile(
                user=person, by=person, name=tap.line(100), about=tap.text(6, 900),
                expertise=[tap.line(60) for _ in range(3)],
            )  # fmt: skip
        type(self.member).objects.filter(pk=self.member.pk).update(organisation=tap.line(100))
        self.member.refresh_from_db()
        self.lead.refresh_from_db()
        self.admin = factories.person("Ada Hostile", is_superuser=True, is_staff=True)
        self.paths += [
            AT,
            f"{AT}about/",
            f"{AT}people/",
            "/people/",
            self.member.get_absolute_url(),
            "/communities/",
        ]

    def discuss(self) -> None:
        tap, today = self.tap, timezone.localdate()
        days = [today + datetime.timedelta(days=n) for n in (9, 10, 12)]
        talk = discussions.convene(
            community=self.home, by=self.lead, title=tap.line(120), body=tap.text(), opens_on=today,
            questions=[tap.line(150), tap.line(150)], closes_on=days[0], synthesis_on=days[1], share_on=days[2],
        )  # fmt: skip
        discussions.open_discussion(discussion=talk, by=self.lead)
        talk.refresh_from_db()
        subscriptions.follow(discussion=talk, by=self.member, frequency="instant")
        everything = [text.replace("\0", "") for text in strings()]
        for start in range(0, len(everything), 20):
            contributions.add(
                discussion=talk, by=self.lead if start % 40 else self.member, body="\n\n".join(everything[start : start + 20]),
                quoted=tap.line(200), files=[check_upload(tap.line(140), b"words")] if start % 60 == 0 else [],
            )  # fmt: skip
        syntheses.pin_summary(discussion=talk, by=self.lead, body=tap.text())
        syntheses.save_synthesis(discussion=talk, by=self.lead, in_short=tap.text(6, 400), body=tap.text())
        contributions.save_draft(
            by=self.member, place=f"discussion:{talk.pk}", body=tap.text(), title=tap.line()
        )
        for _ in range(12):
            discussions.start(
                community=self.home, by=self.member, title=tap.line(120), body=tap.text(4), kind="question"
            )
        self.talk = talk
        at = talk.get_absolute_url()
        self.said.append(at)
        self.paths += [
            at,
            f"{at}contribute/",
            f"{at}synthesis/",
            f"{at}summary/",
            f"{AT}discussions/",
            f"{at}contribute/?reply=1",
        ]

    def answer_by_mail(self) -> list[EmailMessage]:
        """Mails with something hostile in every header, in both bodies and in a file's name."""
        found = []
        to = addresses.reply_address(self.member.pk, REPLY_KIND, self.talk.pk)
        for number in range(6):
            message = EmailMessage()
            message["From"] = f'"{self.tap.line(60).translate(BARE)}" <{self.member.email}>'
            message["To"], message["Subject"] = to, self.tap.line(100).translate(BARE)
            message["Message-ID"] = f"<hostile-{number}@example.org>"
            text = self.tap.text(15)
            message.set_content(f"By mail {number}.\n\n{text}\n")
            if number % 2:
                message.add_alternative(f"<p>By mail {number}.</p>{text}", subtype="html")
            message.add_attachment(b"words", "text", "plain", filename=self.tap.line(60).translate(BARE))
            found.append(message)
            inbound.receive(message.as_bytes(), envelope_to=to, envelope_from=self.member.email)
        return found

    def govern(self) -> None:
        tap, lead, coordinator = self.tap, self.lead, self.coordinator
        day = timezone.localdate() + datetime.timedelta(days=20)
        charters.save_draft(
            community=self.home, by=lead, revision=1, mission=tap.text(), vision=tap.text(), goals=tap.text(), rules=tap.text()
        )  # fmt: skip
        charters.publish(community=self.home, by=lead, changes=tap.line(200))
        charters.save_draft(community=self.home, by=lead, revision=None, mission=tap.text())
        charters.show_draft(community=self.home, by=coordinator, shown=True)
        charters.comment(community=self.home, by=self.member, text=tap.text(5, 900))
        terms.save_draft(
            community=self.home, by=coordinator, revision=1, needs=tap.text(), results=tap.text()
        )
        terms.publish(community=self.home, by=coordinator, changes=tap.line(200))
        own = roles.define_role(community=self.home, by=coordinator, name=tap.line(55), duties=tap.line(200))
        call = roles.open_call(
            community=self.home, by=coordinator, own_role=own, text=tap.text(5, 500), closes_on=day
        )
        roles.volunteer(call=call, by=self.member, words=tap.line(200))
        roles.note_connection(community=self.home, by=coordinator, who=tap.line(100), why=tap.line(200))
        goal = goals.set_goal(
            community=self.home, by=coordinator, title=tap.line(120), why=tap.text(5, 500), due_date=day
        )
        goals.add_step(goal=goal, by=coordinator, what=tap.line(150), owner=self.member, due_date=day)
        goals.name_indicator(
            community=self.home, by=coordinator, name=tap.line(100), definition=tap.line(200), goal=goal, target=Decimal(9)
        )  # fmt: skip
        need = needs.add(community=self.home, by=self.member, text=tap.line(190))
        needs.answer(need=need, by=lead, state="set_aside", outcome=tap.line(200))
        for _ in range(5):
            needs.add(community=self.home, by=self.member, text=tap.line(190))
        proposal = proposals.propose(
            community=self.home, by=self.member, title=tap.line(120), text=tap.text(), about="activity", method="consent", days=7
        )  # fmt: skip
        proposals.cast(proposal=proposal, by=lead, choice="objection", reason=tap.line(200))
        opened = reflections.open_round(community=self.home, by=coordinator, words=tap.line(200))
        reflections.note(reflection=opened, by=self.member, heading="culture", text=tap.text(5, 500))
        reflections.note_change(reflection=opened, by=coordinator, text=tap.line(200))
        invitations.ask(
            community=self.home, by=lead, address="hostile@ministry.example", name=tap.line(100), organisation=tap.line(100),
            reason=tap.line(200), access_until=day, send_now=True,
        )  # fmt: skip
        links.make_link(community=self.home, by=lead, label=tap.line(70), max_uses=20, expires_on=day)
        lifecycle.add_step(community=self.home, stage=self.home.stage, label=tap.line(100), by=coordinator)
        case = cases.begin(by=coordinator, name=tap.line(70), tagline=tap.line(110))
        asked = Membership.objects.create(
            community=self.home, user=factories.person("Rea Hostile"), state="requested", requested_at=timezone.now(),
            brings=tap.line(190), seeks=tap.line(190),
        )  # fmt: skip
        self.paths += [
            f"{AT}charter/", f"{AT}charter/draft/", f"{AT}charter/comments/", f"{AT}charter/people/", f"{AT}terms/", f"{AT}roles/",
            f"{AT}roles/calls/{call.pk}/choose/", f"{AT}connections/", f"{AT}goals/", f"{AT}needs/", f"{AT}needs/?answered=1",
            f"{AT}proposals/", proposal.get_absolute_url(), f"{AT}how-are-we-doing/", f"{AT}people/invitations/", f"{AT}stage/",
            f"/cases/{case.pk}/edit/", f"{AT}requests/{asked.pk}/", f"{AT}people/newcomers/", f"{AT}me/",
        ]  # fmt: skip

    def keep(self) -> None:
        tap = self.tap
        for kind in ("good_practice", "lesson"):
            page = published(
                self.home, title=tap.line(150), summary=tap.line(250), kind=kind, sharing="public"
            )
            self.paths.append(page.url)
        resources.note_reuse(
            resource=page, by=self.member, where=tap.line(100), changed=tap.line(200), result=tap.line(200)
        )
        draft = resources.draft(
            community=self.home, by=self.member, kind="good_practice", title=tap.line(150), summary=tap.line(250), context=tap.text()
        )  # fmt: skip
        resources.submit(resource=draft, by=self.member)
        self.paths += [f"{AT}library/", "/library/", "/my/desk/", "/my/notices/"]

    def write_letters(self) -> None:
        tap = self.tap
        issue = sections.compose(community=self.home, week="2026-W40", by=self.lead)
        issue = newsletters.save_draft(
            issue=issue,
            by=self.lead,
            revision=issue.revision,
            subject=tap.line(110),
            intro=tap.text(),
            items={},
        )
        newsletters.send_issue(issue=issue, by=self.lead)
        sections.compose(community=self.home, week="2026-W41", by=self.lead)
        self.paths += [
            f"{AT}newsletter/",
            f"{AT}newsletter/1/",
            f"{AT}newsletter/2/edit/",
            f"{AT}newsletter/2/send/",
        ]

    def upset_the_operator(self) -> None:
        tap = self.tap
        for state in ("failed", "uncertain", "queued"):
            later = timezone.now() + datetime.timedelta(hours=1)
            mail(
                self.member,
                state=state,
                subject=tap.line(200),
                error=tap.line(250),
                due_at=later,
                kind=tap.line(40)[:40],
            )
        Suppression.objects.create(address="hostile@example.org", reason=tap.line(190))
        operators.pause(by=self.admin, reason=tap.line(200))
        operators.resume(by=self.admin)


BARE = {ord(char): "'" for char in '\r\n"\\<>@\0'} | dict.fromkeys(map(ord, "\u2028\u2029\x0b"), " ")
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
    for number in (1, 21):
        page.goto(f"{live.url}{ground.talk.get_absolute_url()}?from={number}")
        seen += page.inner_text("main")
    marks = {mark for text in strings() for mark in re.findall(r"h\d+z", text)}

    missing = {mark for mark in marks if mark not in seen}

    # A mark within an address (not shown) or a comment of Markdown is not text.
    assert len(missing) < len(marks) * 0.05, sorted(missing)
    context.close()


def test_what_came_by_mail_is_as_harmless(live: Stack, browser: Browser, ground: Ground) -> None:
    sent = ground.answer_by_mail()
    live.manage("shell", "-c", "from cop_portal.foundation.mail.tasks import route_pending; route_pending()")
    posted = Contribution.objects.filter(discussion=ground.talk, channel="email")
    wait_for(lambda: posted.count() == len(sent), 30, "the mails were not posted")
    last = Discussion.objects.get(pk=ground.talk.pk).last_number
    context = trapped(browser)

    at = ground.talk.get_absolute_url()
    found = open_all(context, live, [f"{at}?from={last - 5}", at])

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
    live.manage(
        "shell", "-c", "from cop_portal.foundation.activity.tasks import dispatch_pending; dispatch_pending()"
    )
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
    assert len(kinds) >= 4
