"""Every page as a browser shows it: axe finds nothing, nothing overflows, nothing is said in the console."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from communities.actions import (
    announcements,
    cases,
    charters,
    goals,
    invitations,
    links,
    needs,
    proposals,
    reflections,
    roles,
    suspensions,
    terms,
)
from communities.models import Membership
from cop_portal.foundation.mail.models import Suppression
from cop_portal.foundation.mail.tests.makers import mail
from cop_portal.newsletters import actions as newsletters
from cop_portal.newsletters import sections
from cop_portal.tests import factories
from cop_portal.tests.stack import DATABASE, Stack, on_database
from cop_portal.tests.stories.steps import sign_in
from discussions.actions import (
    briefs,
    contributions,
    discussions,
    flags,
    ideas,
    invited,
    moderation,
    passages,
    phases,
    representations,
    routings,
    syntheses,
    turnings,
)
from discussions.tests.makers import facilitated, said
from knowledge_base.tests.makers import published
from metrics.actions import rollups

pytestmark = pytest.mark.browser
PUBLIC = (
    "/",
    "/communities/",
    "/library/",
    "/help/",
    "/privacy/",
    "/accounts/login/",
    "/accounts/password/reset/",
    "/search/?q=pump",
    "/never/was/",
)
MEMBER = (
    "/", "/communities/", "/library/", "/people/", "/search/?q=pump", "/my/desk/", "/my/security/", "/accounts/email/",
    "/communities/show/", "/communities/show/about/", "/communities/show/people/", "/communities/show/charter/",
    "/communities/show/discussions/", "/communities/show/discussions/start/", "/communities/show/library/",
    "/communities/show/library/submit/", "/communities/show/newsletter/", "/communities/show/newsletter/1/",
    "/communities/show/health/", "{talk}", "{talk}contribute/", "{draft}synthesis/draft/", "{resource}",
    "{talk}contribute/?reply=1&quote=1", "{talk}contributions/1/used/",
    "/my/address/", "/my/held-mail/", "{mailed}quoted/", "{mailed}",
    "/cases/", "/cases/new/", "/communities/show/stage/", "/communities/show/roles/", "/communities/show/goals/",
    "/communities/show/terms/", "/communities/show/needs/", "/communities/show/proposals/", "{proposal}",
    "/communities/show/proposals/new/", "/communities/show/charter/people/", "/communities/show/charter/comments/",
    "{profile}", "/communities/show/how-are-we-doing/", "/communities/show/me/", "/communities/show/set-up/me/", "/communities/show/invite/",
    "/communities/show/invite/poster/", "/communities/show/promotion/", "{letter}", "{link}", "/my/notices/", "/my/preferences/",
    "/my/preferences/last-week/", "/communities/show/notices/", "/communities/show/announcements/", "{announced}",
    "/communities/show/rights/", "/communities/show/posts-that-wait/", "{talk}flag/", "{held}",
)  # fmt: skip
FACILITATOR = (
    "/my/desk/",
    "/communities/show/discussions/convene/",
    "/communities/show/discussions/convene/?template=experience",
    "{talk}asked/",
    "{talk}dates/",
    "{brief}",
    "{brief}brief/",
    "{brief}asked/",
    "{turned}",
    "{asked}turn/",
    "/communities/show/discussions/fetch/",
    "{talk}pass/",
    "{asked}",
    "{idea}",
    "{idea}take-up/",
    "{trial}",
    "/communities/show/discussions/similar/?title=Who+knows+ropes",
    "{asked}experts/",
    "{asked}not-me/",
    "{asked}ask-back/",
    "{talk}tidy/",
    "/communities/show/how-are-we-doing/",
    "/communities/show/how-are-we-doing/open/",
    "{draft}synthesis/",
    "{draft}synthesis/contributors/",
    "{draft}sent/",
    "{talk}summary/",
    "{talk}moderate/",
    "{talk}moderate/?number=2",
    "/communities/show/matters/",
    "/communities/show/matters/?decided=1",
    "{matter}",
    "{held_matter}",
    "/communities/show/care/",
    "/communities/show/people/suspensions/",
    "{suspend}",
    "/communities/show/newsletter/2/edit/",
    "/communities/show/newsletter/2/send/",
    "/communities/show/people/",
    "/communities/show/charter/draft/",
    "/communities/show/terms/draft/",
    "/communities/show/goals/",
    "/communities/show/goals/new/",
    "/communities/show/indicators/new/",
    "/communities/show/connections/",
    "/communities/show/people/invitations/",
    "/communities/show/people/invitations/new/",
    "/communities/show/people/invitations/list/",
    "/communities/show/people/links/new/",
    "/communities/show/people/newcomers/",
    "/communities/show/announcements/new/",
    "{announced}",
    "{announced}edit/",
    "{to_announce}send/",
    "{guest}",
    "{request}",
    "{need}",
)
COORDINATOR = (
    "/my/desk/", "/communities/show/stage/", "/communities/show/roles/", "/communities/show/roles/new/",
    "/communities/show/roles/call/", "{choose}", "/communities/show/modules/", "/communities/show/identity/", "/communities/show/identity/emblem/", "{case}",
    "/my/sponsored/", "/my/profile/", "/communities/show/set-up/", "/admin/", "/admin/communities/membership/", "/admin/communities/joinrequest/",
    "/admin/communities/invitation/", "/admin/communities/invitation/add/", "/admin/communities/invitation/import/",
    "{history}", "{subjects}",
)  # fmt: skip
ADMINISTRATOR = (
    "/administration/mail/", "/administration/mail/?shelf=failed", "/administration/mail/?shelf=uncertain",
    "/administration/mail/silent/", "/administration/mail/silent/?aside=1",
)  # fmt: skip


@pytest.fixture(scope="module")
def show(stack: Stack, django_db_blocker: Any) -> Any:
    """A community with something on every page."""
    with django_db_blocker.unblock(), on_database(DATABASE):
        yield _furnish()


def _furnish() -> dict[str, Any]:
    show = factories.community_with_roles("Show", visibility="public")
    facilitator, keeper = factories.holder(show, "facilitator"), factories.holder(show, "knowledge_manager")
    member = factories.joined(show, factories.person("Mina Show"), wants_newsletter=True)
    today = timezone.localdate()
    charters.save_draft(
        community=show, by=facilitator, revision=1, mission="To pump.", vision="", goals="", rules="Be kind."
    )
    version = charters.publish(community=show, by=facilitator, quiet=True)
    charters.agree(version=version, by=member, quiet=True)
    talk = briefs.convene(
        community=show, by=facilitator, title="How do pumps last?", body="Bring **one** case.", questions=["Where?", "What?"],
        opens_on=today, closes_on=today + datetime.timedelta(days=9), synthesis_on=today + datetime.timedelta(days=10),
        share_on=today + datetime.timedelta(days=12), quiet=True,
    )  # fmt: skip
    phases.open_discussion(discussion=talk, by=facilitator, quiet=True)
    talk.refresh_from_db()
    first = contributions.add(discussion=talk, by=member, body="> quoted\n\nGrease, and `code`.", quiet=True)
    contributions.add(
        discussion=talk, by=keeper, body="Paint.\n\n| a | b |\n|---|---|\n| 1 | 2 |", parent=first, quiet=True
    )
    syntheses.pin_summary(discussion=talk, by=facilitator, body="Grease [1].", quiet=True)
    asked = discussions.start(
        community=show,
        by=member,
        title="Who knows ropes?",
        body="Long ones.",
        kind="question",
        subjects=["Ropes"],
    )
    for who in (facilitator, factories.holder(show, "expert")):
        routings.route(discussion=asked, to=who, by=member, words="You climbed.")
    idea = discussions.start(
        community=show, by=member, title="Bottles as meters", body="Half a thought.", kind="idea", quiet=True
    )
    trial = ideas.take_up(discussion=idea, by=facilitator, what="Ten of them", due_on=today)
    resource = published(show, title="Pump sheet", context="Hard water.", sharing="public")
    issue = sections.compose(community=show, week="2026-W40", by=facilitator, quiet=True)
    newsletters.send_issue(issue=issue, by=facilitator, quiet=True)
    sections.compose(community=show, week="2026-W41", by=facilitator, quiet=True)
    rollups.fill(through=today - datetime.timedelta(days=1))
    rollups.fill(through=today, communities=[show.pk])
    return {
        "administrator": _mail_in_every_state(),
        "draft": _draft_of_a_synthesis(show, member),
        **_announce(show),
        **_govern(show, member),
        **_prepare(show, talk, member),
        **_ask_people_in(show, member),
        **_look_after(show, member, talk),
        "member": member,
        "facilitator": facilitator,
        "talk": talk.get_absolute_url(),
        "idea": idea.get_absolute_url(),
        "trial": f"{idea.get_absolute_url()}trials/{trial.pk}/",
        "asked": asked.get_absolute_url(),
        "subjects": f"/communities/show/experts/{factories.holder(show, 'expert').pk}/subjects/",
        "resource": resource.url,
    }


def _mail_in_every_state() -> Any:
    """Mail for the operator's page, and addresses that get none."""
    administrator = factories.person("Ada Show", is_superuser=True, is_staff=True)
    silent = factories.person("Bo Show", mail_state="bounces")
    Suppression.objects.get_or_create(address="asked@example.org", defaults={"reason": "asked for it"})
    for state in ("failed", "failed", "uncertain", "suppressed", "sent"):
        mail(silent, state=state, error="550 5.1.1 No such person", attempts=1, tried_at=timezone.now())
    return administrator


def _prepare(show: Any, talk: Any, member: Any) -> dict[str, Any]:
    """People asked to speak, a brief, and a conversation that became a facilitated discussion."""
    host, expert = factories.holder(show, "facilitator"), factories.holder(show, "expert")
    member.expertise.set(["pumps", "ropes"])
    invited.ask(discussion=talk, by=host, people=[member.pk], experts=[expert.pk], quiet=True)
    day = timezone.localdate() + datetime.timedelta(days=9)
    words = {"title": "Which valves hold?", "body": "We buy forty.", "questions": ["Where?"]}
    days = {"closes_on": day, "synthesis_on": day, "share_on": day}
    brief = briefs.convene(community=show, by=host, opens_on=day, quiet=True, **words, **days)
    invited.ask(discussion=brief, by=host, people=[member.pk], quiet=True)
    chat = discussions.start(community=show, by=member, title="Valves", body="They leak.", quiet=True)
    turned = turnings.turn(discussion=chat, by=host, quiet=True, **words, **days)
    return {"brief": brief.get_absolute_url(), "turned": turned.get_absolute_url()}


def _draft_of_a_synthesis(show: Any, member: Any) -> str:
    """A facilitated discussion whose contributors are asked whether the draft represents them."""
    facilitator = factories.holder(show, "facilitator")
    talk = facilitated(show, facilitator, title="How do filters last?")
    said(talk, member, "Rinse them.", question_number=1)
    passages.mark(discussion=talk, by=facilitator, number=1, quote="Rinse them.", title="Care")
    syntheses.save_synthesis(
        discussion=talk,
        by=facilitator,
        in_short="Care.",
        body="### Care\n\nRinse [1].",
        conclusions="Rinse [1].",
    )
    representations.ask(discussion=talk, by=facilitator)
    return talk.get_absolute_url()


def _announce(show: Any) -> dict[str, Any]:
    """One announcement that was sent and one that was not."""
    host, words = (
        factories.holder(show, "facilitator"),
        {"title": "We meet on Monday", "body": "In **ten** days."},
    )
    sent, draft = (announcements.draft(community=show, by=host, **words) for _ in "ab")
    announcements.send(announcement=sent, by=host, revision=1, quiet=True)
    return {
        "announced": sent.get_absolute_url(),
        "to_announce": draft.get_absolute_url(),
    }


def _look_after(show: Any, member: Any, talk: Any) -> dict[str, Any]:
    """A discussion of its own with a flag, a hidden and a held text, locked and slow; somebody suspended."""
    facilitator, keeper = factories.holder(show, "facilitator"), factories.holder(show, "knowledge_manager")
    other = discussions.start(
        community=show, by=keeper, title="Who knows wells?", body="Deep ones.", kind="question", quiet=True
    )
    hidden = contributions.add(discussion=other, by=member, body="Call +254 700 123456", quiet=True)
    moderation.hide(discussion=other, contribution=hidden, by=facilitator, words="Names a telephone")
    said = contributions.add(discussion=talk, by=keeper, body="Oil.", quiet=True)
    flagged = flags.flag(discussion=talk, contribution=said, by=member, reason="other", words="Not the oil")
    moderation.set_care(community=show, by=facilitator, hold_first=1, slow_minutes=0)
    newcomer, out = (factories.joined(show, factories.person(name)) for name in ("Nia Show", "Otto Show"))
    held = contributions.add(discussion=other, by=newcomer, body="My first word.")
    moderation.set_care(community=show, by=facilitator, hold_first=0, slow_minutes=0)
    moderation.slow_down(discussion=other, by=facilitator, minutes=15)
    suspensions.suspend(user=out, community=show, by=facilitator, reason="Advertising")
    return {
        "held": other.get_absolute_url(),
        "matter": flagged.matter.get_absolute_url(),
        "held_matter": held.matter.get_absolute_url(),
        "suspend": f"/communities/show/people/{newcomer.pk}/suspend/",
    }


def _ask_people_in(show: Any, member: Any) -> dict[str, Any]:
    """Somebody to ask, somebody asked, a guest, links, and a request."""
    host = factories.holder(show, "facilitator")
    day = timezone.localdate() + datetime.timedelta(days=60)
    outside = {"organisation": "Ministry", "reason": "She drills wells", "access_until": day}
    invitations.ask(community=show, by=host, address="ina@ministry.example", send_now=False, **outside)
    asked = invitations.ask(community=show, by=host, address="gro@ministry.example", name="Gro", **outside)
    own = links.personal_link(community=show, by=member)
    links.make_link(community=show, by=host, label="Workshop in Nairobi", max_uses=20, expires_on=day)
    guest = factories.joined(show, factories.person("Gus Show", is_guest=True, organisation="Ministry"))
    waits = Membership.objects.create(
        community=show, user=factories.person("Rea Show"), state="requested", requested_at=timezone.now()
    )
    mailed = discussions.start(
        community=show,
        by=member,
        title="By mail",
        body="A pump.",
        quoted="Ann: an older pump",
        channel="email",
    )
    return {
        "mailed": mailed.get_absolute_url(),
        "letter": invitations.invitation_url(asked).removeprefix(settings.PORTAL_URL),
        "link": links.link_url(own).removeprefix(settings.PORTAL_URL),
        "guest": f"/communities/show/people/guests/{Membership.objects.get(user=guest).pk}/",
        "request": f"/communities/show/requests/{waits.pk}/",
    }


def _govern(show: Any, member: Any) -> dict[str, Any]:
    """Roles and calls, goals and terms, needs and proposals, and a case for another community."""
    coordinator = factories.holder(show, "coordinator")
    type(coordinator).objects.filter(pk=coordinator.pk).update(is_sponsor=True)
    own = roles.define_role(community=show, by=coordinator, name="Gardener", duties="Weeds the library")
    day = timezone.localdate() + datetime.timedelta(days=9)
    call = roles.open_call(
        community=show, by=coordinator, own_role=own, text="Two hours a month", closes_on=day
    )
    roles.volunteer(call=call, by=member, words="Gladly")
    goal = goals.set_goal(community=show, by=coordinator, title="Pumps that last", due_date=day)
    goals.add_step(goal=goal, by=coordinator, what="Ask ten villages", owner=member, due_date=day)
    goals.name_indicator(
        community=show, by=coordinator, name="Pumps at work", definition="Of a hundred", goal=goal,
        baseline=Decimal(40), target=Decimal(80),
    )  # fmt: skip
    terms.save_draft(community=show, by=coordinator, revision=1, needs="Pumps", results="Water")
    terms.publish(community=show, by=coordinator)
    need = needs.add(community=show, by=member, text="How pumps last without spare parts")
    proposal = proposals.propose(
        community=show, by=member, title="Meet monthly", text="Less is more", about="activity",
        method="consent", days=7,
    )  # fmt: skip
    charters.show_draft(community=show, by=coordinator, shown=True)
    charters.comment(community=show, by=member, text="Say whose pumps")
    opened = reflections.open_round(community=show, by=coordinator, words="Half a year has passed")
    reflections.note(reflection=opened, by=member, heading="culture", text="Kind, and slow")
    reflections.note_change(reflection=opened, by=coordinator, text="Calls are shorter")
    case = cases.begin(by=coordinator, name="Latrines", tagline="How latrines stay clean")
    return {
        "coordinator": coordinator,
        "choose": f"/communities/show/roles/calls/{call.pk}/choose/",
        "need": f"/communities/show/needs/{need.pk}/",
        "proposal": proposal.get_absolute_url(),
        "case": f"/cases/{case.pk}/edit/",
        "profile": member.get_absolute_url(),
        "history": f"/admin/communities/membership/{member.memberships.get().pk}/history/",
    }


def faults(page: Page, live: Stack, path: str, *, axe: bool = True) -> list[str]:
    """What is wrong with a page, in words."""
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    answer = page.goto(live.url + path)
    assert answer is not None
    found = [] if answer.status in (200, 404) else [f"{answer.status}"]
    found += [text for text in said if "404" not in text]
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    if wide > 0:
        found.append(f"{wide} px too wide")
    if axe:
        found += [
            f"{item['id']}: {item['nodes'][0]['html'][:150]}"
            for item in Axe().run(page).response["violations"]
        ]
    return [f"{path}: {text}" for text in found]


def visit(browser: Browser, live: Stack, person: Any, paths: list[str], **options: Any) -> list[str]:
    """All faults of some pages in one kind of browser window."""
    language = options.pop("language", "")
    axe = options.pop("axe", True)
    context = browser.new_context(**options)
    try:
        page = context.new_page()
        if person is not None:
            sign_in(page, live, person)
        if language:
            context.add_cookies([{"name": "django_language", "value": language, "url": live.url}])
        page.close()
        found = []
        for path in paths:
            page = context.new_page()
            found += faults(page, live, path, axe=axe)
            page.close()
        return found
    finally:
        context.close()


WIDE = {"viewport": {"width": 1280, "height": 900}}
PHONE = {"viewport": {"width": 360, "height": 740}}
# What axe finds on a phone it finds in the Arabic window, which is one.
NARROW = {**PHONE, "axe": False}
DARK = {**WIDE, "color_scheme": "dark"}
ARABIC = {**PHONE, "language": "ar"}


@pytest.mark.parametrize("window", [WIDE, NARROW, DARK, ARABIC], ids=["wide", "narrow", "dark", "arabic"])
@pytest.mark.parametrize("who", ["visitor", "member", "facilitator", "coordinator", "administrator"])
def test_pages_are_without_faults(
    who: str, window: dict[str, Any], live: Stack, browser: Browser, show: Any
) -> None:
    paths = {
        "visitor": PUBLIC,
        "member": MEMBER,
        "facilitator": FACILITATOR,
        "coordinator": COORDINATOR,
        "administrator": ADMINISTRATOR,
    }[who]

    found = visit(browser, live, show.get(who), [path.format(**show) for path in paths], **window)

    assert found == []


def test_without_javascript_a_member_reads_and_contributes(live: Stack, browser: Browser, show: Any) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    sign_in_plainly(page, live, show["member"])
    page.goto(live.url + show["talk"])
    page.get_by_label("Your contribution").fill("Said without any script.")
    page.get_by_role("button", name="Contribute").click()

    assert "Said without any script." in page.content()
    context.close()


def sign_in_plainly(page: Page, live: Stack, person: Any) -> None:
    page.goto(f"{live.url}/accounts/login/")
    page.get_by_label("Email").fill(person.email)
    page.get_by_label("Password").fill(factories.PASSWORD)
    page.get_by_role("button", name="Sign In").first.click()
    page.wait_for_url(lambda url: "login" not in url)


def test_the_keyboard_alone_reaches_content_and_answers(live: Stack, page: Page, show: Any) -> None:
    sign_in(page, live, show["member"])
    page.goto(live.url + show["talk"])

    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"
    page.keyboard.press("Enter")
    page.get_by_label("Your contribution").focus()
    page.keyboard.type("Typed by keys only.")
    for _step in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == "Contribute":
            break
    else:
        pytest.fail("the button is not reached by the keyboard")
    page.keyboard.press("Enter")

    expect(page.locator("article", has_text="Typed by keys only.")).to_be_visible()
