"""Every page as a browser shows it: axe finds nothing, nothing overflows, nothing is said in the console."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from cop_portal.tests import factories
from cop_portal.tests.show import furnish
from cop_portal.tests.stack import DATABASE, Stack, on_database
from cop_portal.tests.stories.steps import sign_in

pytestmark = pytest.mark.browser
PUBLIC = (
    "/",
    "/communities/",
    "/library/",
    "/compare/",
    "{compare}",
    "{changes}",
    "/public/library/",
    "{resource}",
    "/help/",
    "/privacy/",
    "/accounts/login/",
    "/accounts/password/reset/",
    "/search/?q=pump",
    "/never/was/",
    "/communities/show/events/",
    "{event}",
    "{certificate}",
)
MEMBER = (
    "/", "/communities/", "/library/", "/people/", "/search/?q=pump", "/my/desk/", "/my/security/", "/accounts/email/",
    "/communities/show/", "/communities/show/about/", "/communities/show/people/", "/communities/show/charter/",
    "/communities/show/discussions/", "/communities/show/discussions/start/", "/communities/show/library/",
    "/communities/show/library/submit/", "/my/submissions/", "{written}", "{written_story}", "{story}", "{came_back}", "{article}", "/communities/show/newsletter/", "/communities/show/newsletter/1/",
    "/communities/show/health/", "{talk}", "{talk}contribute/", "{draft}synthesis/draft/", "{resource}",
    "{talk}contribute/?reply=1&quote=1", "{talk}contributions/1/used/",
    "/my/address/", "/my/held-mail/", "{mailed}quoted/", "{mailed}",
    "/cases/", "/cases/new/", "/communities/show/stage/", "/communities/show/roles/", "/communities/show/goals/",
    "/communities/show/terms/", "/communities/show/needs/", "/communities/show/proposals/", "{proposal}",
    "/communities/show/proposals/new/", "/communities/show/charter/people/", "/communities/show/charter/comments/",
    "{profile}", "/communities/show/how-are-we-doing/", "/communities/show/me/", "/communities/show/set-up/me/", "/communities/show/invite/",
    "/communities/show/invite/poster/", "/communities/show/promotion/", "{letter}", "{link}", "/my/notices/", "/my/preferences/",
    "/my/preferences/last-week/", "/communities/show/notices/", "/communities/show/announcements/", "{announced}",
    "/public/library/", "/communities/show/library/sharing/", "{share}", "{release}",
    "/search/?q=unobtainium", "/search/?q=rope&kind=discussions", "/communities/show/library/near/?title=Ropes+that+last",
    "/communities/show/rights/", "/communities/show/posts-that-wait/", "{talk}flag/", "{held}",
    "/communities/show/library/inventory/", "/communities/show/library/gaps/", "{gap}", "{gap_taken}",
    "/communities/show/library/gaps/?settled=1",
    "/communities/show/rights/", "/communities/show/posts-that-wait/", "{talk}flag/", "{held}", "{reuse}", "{adopted}",
    "{adopted}change/", "{changes}", "{changes}2/", "{changes}propose/", "{compare}", "{named}", "/my/given/",
    "/communities/show/publications/", "{issue}", "/communities/show/results/",
    "/communities/show/events/", "/communities/show/events/?past=1", "{event}", "{event_off}", "{event_over}",
    "/my/calendar/", "/communities/show/people/recognition/",
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
    "{asked}opening/",
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
    "/communities/show/indicators/put/",
    "{indicator}",
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
    "/communities/show/events/",
    "/communities/show/events/new/",
    "{event_draft}",
    "{event}edit/",
    "{event}cancel/",
    "{event}pass/",
    "{pass_resource}",
    "{event_over}afterwards/",
    "/communities/show/people/recognition/",
    "{recognise}",
    "{revoke}",
)
COORDINATOR = (
    "/my/desk/", "/communities/show/stage/", "/communities/show/roles/", "/communities/show/roles/new/",
    "/communities/show/roles/call/", "{choose}", "/communities/show/modules/", "/communities/show/identity/", "/communities/show/identity/emblem/", "{case}",
    "/my/sponsored/", "/my/profile/", "/communities/show/set-up/", "/admin/", "/admin/communities/membership/", "/admin/communities/joinrequest/",
    "/admin/communities/invitation/", "/admin/communities/invitation/add/", "/admin/communities/invitation/import/",
    "{history}", "{subjects}", "/communities/show/library/sharing/rule/", "{release}",
    "{history}", "{subjects}",
    "/communities/show/publications/", "/communities/show/publications/new/", "{issue}", "{issue_desk}",
    "{issue_desk}about/", "{issue_desk}preview/", "{issue_desk}text/", "{piece}", "/communities/show/harvests/",
    "{harvest}", "/communities/show/results/",
)  # fmt: skip
KEEPER = ("{resource}", "{answer}", "{credited}")
ADMINISTRATOR = (
    "/administration/mail/", "/administration/mail/?shelf=failed", "/administration/mail/?shelf=uncertain",
    "/administration/mail/silent/", "/administration/mail/silent/?aside=1",
    "/communities/show/library/near/pairs/",
)  # fmt: skip
# Pages of the same parts as those above: one look at each is enough, in one of the two languages.
ONCE = (
    ("member", "ar", ("/communities/show/leave/", "/communities/show/charter/1/",
        "/communities/show/terms/2/?against=1", "{earlier_round}", "{round}answer/")),
    ("administrator", "en", ("/communities/show/join/",)),
    ("coordinator", "en", ("{goal}steps/", "{indicator}readings/", "/communities/show/transform/split/",
        "/communities/show/transform/hand_over/", "{merger}", "{member_roles}", "{case_to_decide}")),
    ("coordinator", "ar", ("/communities/show/review/", "/communities/show/transform/",
        "/communities/show/transform/close/", "/communities/show/transform/merge/",
        "/admin/communities/roleterm/")),
)  # fmt: skip


@pytest.fixture(scope="module")
def show(stack: Stack, django_db_blocker: Any) -> Any:
    """A community with something on every page."""
    with django_db_blocker.unblock(), on_database(DATABASE):
        yield furnish()


# Only what is wrong is told, for the telling takes longer than the looking.
LOOK = "async (rules) => (await axe.run(document, {resultTypes: ['violations'], ...rules})).violations"
ALL: dict[str, Any] = {}
# A dark page differs from a light one in its colours alone.
COLOURS = {"runOnly": ["color-contrast"]}
SETTLED = "async () => { await Promise.all(document.getAnimations().map(one => one.finished)) }"
WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 360, "height": 740}


def what_axe_finds(page: Page, rules: dict[str, Any]) -> list[str]:
    return [f"{item['id']}: {item['nodes'][0]['html'][:150]}" for item in page.evaluate(LOOK, rules)]


def what_overflows(page: Page) -> list[str]:
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return [f"{wide} px too wide"] if wide > 0 else []


def look_in_english(page: Page) -> list[str]:
    """Faults of the page that is open: on a desk by day, by night, and on a phone."""
    page.set_viewport_size(WIDE)
    page.emulate_media(color_scheme="light")
    page.evaluate(SETTLED)
    found = what_overflows(page) + what_axe_finds(page, ALL)
    page.emulate_media(color_scheme="dark")
    page.evaluate(SETTLED)
    found += [f"dark: {text}" for text in what_axe_finds(page, COLOURS)]
    page.set_viewport_size(PHONE)
    return found + [f"phone: {text}" for text in what_overflows(page)]


def look_in_arabic(page: Page) -> list[str]:
    """Faults of the page that is open, on a phone; what axe finds on a phone it finds here."""
    return what_overflows(page) + what_axe_finds(page, ALL)


def visit(
    browser: Browser, live: Stack, person: Any, paths: list[str], language: str, *, still: bool = False
) -> list[str]:
    """All faults of some pages, each loaded once. still: without the script that leads on by itself."""
    context = browser.new_context(viewport=PHONE)
    look = {"en": look_in_english, "ar": look_in_arabic}[language]
    try:
        page = context.new_page()
        if person is not None:
            sign_in(page, live, person)
        context.add_cookies([{"name": "django_language", "value": language, "url": live.url}])
        if still:
            nothing = {"body": "", "content_type": "text/javascript"}
            page.route("**/js/portal*.js", lambda route: route.fulfill(**nothing))
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: said.append(str(error)))
        found = []
        for path in paths:
            said.clear()
            answer = page.goto(live.url + path)
            assert answer is not None
            page.evaluate(Axe().axe_script)
            wrong = [] if answer.status in (200, 404) else [f"{answer.status}"]
            wrong += look(page)
            wrong += [text for text in said if "404" not in text]
            found += [f"{path}: {text}" for text in wrong]
        return found
    finally:
        context.close()


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize(
    ("who", "paths"),
    [
        ("visitor", PUBLIC),
        ("member", MEMBER),
        ("facilitator", FACILITATOR),
        ("coordinator", COORDINATOR),
        ("keeper", KEEPER),
        ("administrator", ADMINISTRATOR),
    ],
)
def test_pages_are_without_faults(
    who: str, paths: tuple[str, ...], language: str, live: Stack, browser: Browser, show: Any
) -> None:
    addresses = [path.format(**show) for path in dict.fromkeys(paths)]

    found = visit(browser, live, show.get(who), addresses, language)

    assert found == []


@pytest.mark.parametrize(("who", "language", "paths"), ONCE)
def test_pages_of_the_same_parts_are_without_faults_at_one_look(
    who: str, language: str, paths: tuple[str, ...], live: Stack, browser: Browser, show: Any
) -> None:
    addresses = [path.format(**show) for path in paths]

    assert visit(browser, live, show[who], addresses, language) == []


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_page_of_a_merged_discussion_is_without_faults_where_nothing_leads_on_by_itself(
    language: str, live: Stack, browser: Browser, show: Any
) -> None:
    assert visit(browser, live, None, [show["merged"]], language, still=True) == []


def test_without_javascript_a_member_reads_and_contributes(live: Stack, browser: Browser, show: Any) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    sign_in_plainly(page, live, show["member"])
    page.goto(live.url + show["talk"])
    page.get_by_label("Your contribution").fill("Said without any script.")
    page.get_by_role("button", name="Contribute").click()

    assert "Said without any script." in page.content()
    context.close()


def test_a_first_visit_is_light_wherever_people_come_in(
    live: Stack, browser: Browser, page: Page, show: Any
) -> None:
    """Under 45 kB as sent, with all that the page loads and its headers."""
    sign_in(page, live, show["member"])
    cookies = page.context.cookies()
    home = "/communities/show/"
    weights = {}
    for path in (show["talk"], home, f"{home}people/", f"{home}charter/", "/my/desk/"):
        context = browser.new_context()
        context.add_cookies(cookies)
        visit, sizes = context.new_page(), []
        network = context.new_cdp_session(visit)
        network.on(
            "Network.loadingFinished", lambda event, seen=sizes: seen.append(event["encodedDataLength"])
        )
        network.send("Network.enable")
        visit.goto(live.url + path, wait_until="networkidle")
        assert visit.url == live.url + path
        weights[path] = sum(sizes)
        assert len(sizes) > 2  # the page, its style, its script
        context.close()

    assert {path: size for path, size in weights.items() if size > 45_000} == {}, weights


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
