"""Each module that is off leaves no dead link and no way to it, wherever one looks (row 8)."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from django.test import Client

from communities.actions.communities import switch_modules
from communities.enums import MODULE_TEMPLATES, Module
from communities.models import Community
from cop_portal.foundation.permissions import SYSTEM
from cop_portal.tests import factories
from cop_portal.tests.show import furnish

pytestmark = pytest.mark.django_db
BASE = "/communities/show/"
LINK = re.compile(r'(?:href|action|formaction|hx-get)="([^"#]*)')
# Where the ways through a community begin. "{…}" is a thing that show furnishes.
STARTS = (
    "/", "/my/desk/", "/my/notices/", "/help/", "/search/?q=pump", "/search/?q=rope", "/search/?q=unobtainium",
    "/sitemap.xml", "/library/", "/public/library/", BASE, f"{BASE}about/", f"{BASE}stage/", f"{BASE}discussions/",
    f"{BASE}discussions/start/", f"{BASE}people/", f"{BASE}roles/", f"{BASE}terms/", f"{BASE}charter/",
    f"{BASE}set-up/", f"{BASE}modules/", f"{BASE}review/", f"{BASE}library/", f"{BASE}needs/", f"{BASE}goals/",
    f"{BASE}events/", f"{BASE}newsletter/", f"{BASE}health/", "{talk}", "{asked}", "{idea}", "{resource}", "{story}",
)  # fmt: skip
FOR_MEMBERS = (
    "/my/desk/",
    "/search/?q=unobtainium",
    BASE,
    f"{BASE}about/",
    f"{BASE}discussions/",
    "{resource}",
)
FOR_STRANGERS = (BASE, f"{BASE}discussions/", "{story}")
# The page of each module; of a sort, where one is begun.
PAGES = {
    Module.QUESTIONS: f"{BASE}discussions/start/?kind=question",
    Module.LIBRARY: f"{BASE}library/",
    Module.STORIES: "",
    Module.NEWSLETTER: f"{BASE}newsletter/",
    Module.NEEDS: f"{BASE}needs/",
    Module.PROPOSALS: f"{BASE}proposals/",
    Module.GOALS: f"{BASE}goals/",
    Module.FIGURES: f"{BASE}health/",
    Module.REFLECTIONS: f"{BASE}how-are-we-doing/",
    Module.EVENTS: f"{BASE}events/",
}


def off(*modules: str) -> None:
    switch_modules(
        community=Community.objects.get(slug="show"), by=SYSTEM, off=[str(module) for module in modules]
    )


def links_of(browser: Client, paths: list[str]) -> dict[str, str]:
    """Where the pages lead inside the community, each with a page that leads there."""
    found: dict[str, str] = {}
    for path in paths:
        answer = browser.get(path)
        if answer.status_code == 200:
            for link in LINK.findall(answer.content.decode()):
                link = html.unescape(link)
                if link.startswith((BASE, "/library/show/", "/public/")):
                    found.setdefault(link, path)
    return found


def dead(browser: Client, links: dict[str, str]) -> list[str]:
    """What is not there, with a page that leads to it. A way that only takes what is sent says so, and is there."""
    return [f"{links[link]} → {link}" for link in links if browser.get(link).status_code in (404, 410, 500)]


def test_every_module_is_told_in_words_and_has_its_page(db: Any) -> None:
    assert set(PAGES) == set(Module)
    labels = [str(label) for label in Module.labels]
    assert {"Questions", "Stories of change", "Survey: how are we doing?"} < set(labels)
    for _label, left_off in MODULE_TEMPLATES.values():
        assert set(left_off) < set(Module)
    assert Module.STORIES in MODULE_TEMPLATES["simple"][1]
    assert Module.QUESTIONS not in MODULE_TEMPLATES["mail"][1]


def test_no_page_leads_to_what_is_off(db: Any) -> None:
    """The coordinator may follow most links; a member and a stranger are shown fewer pages."""
    show = furnish()
    paths = [path.format(**show) for path in STARTS]
    where = Community.objects.get(slug="show")
    readers = (factories.holder(where, "coordinator"), show["member"], factories.person("Sam Stranger"))
    browsers = [Client() for _reader in readers]
    for browser, reader in zip(browsers, readers, strict=True):
        browser.force_login(reader)
    everything = links_of(browsers[0], paths)
    found = [f"all on: {way}" for way in dead(browsers[0], everything)]
    found += [f"no way to {page}" for page in PAGES.values() if page and page not in everything]
    off(*Module.values)
    found += [f"all off: {way}" for way in dead(browsers[0], links_of(browsers[0], paths))]
    goes = {way.partition(" → ")[2] for way in dead(browsers[0], everything)}  # with one module or another

    for module, page in PAGES.items():
        off(module)
        for browser, among in zip(browsers, (paths, FOR_MEMBERS, FOR_STRANGERS), strict=True):
            seen = links_of(browser, [path.format(**show) for path in among])
            doubtful = {link: seen[link] for link in seen if link in goes or link not in everything}
            found += [f"{module}: {way}" for way in dead(browser, doubtful)]
            found += [f"{module}: {seen[link]} → {link}" for link in seen if page and link.startswith(page)]
    assert found == []
