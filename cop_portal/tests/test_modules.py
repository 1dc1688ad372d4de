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
    """What is refused or not there; a way that only takes what is sent says so, and is there."""
    answers = {link: browser.get(link).status_code for link in links}
    return [
        f"{links[link]} → {link}: {code}" for link, code in answers.items() if code in (403, 404, 410, 500)
    ]


def test_every_module_is_told_in_words_and_has_its_page(db: Any) -> None:
    assert set(PAGES) == set(Module)
    labels = [str(label) for label in Module.labels]
    assert {"Questions", "Stories of change", "Survey: how are we doing?"} < set(labels)
    for _label, left_off in MODULE_TEMPLATES.values():
        assert set(left_off) < set(Module)
    assert Module.STORIES in MODULE_TEMPLATES["simple"][1]
    assert Module.QUESTIONS not in MODULE_TEMPLATES["mail"][1]


def test_no_page_leads_to_what_is_off(db: Any) -> None:
    show = furnish()
    paths = [path.format(**show) for path in STARTS]
    where = Community.objects.get(slug="show")
    readers = [factories.holder(where, "coordinator"), show["member"], factories.person("Sam Stranger")]
    browsers = [Client() for _reader in readers]
    for browser, reader in zip(browsers, readers, strict=True):
        browser.force_login(reader)
    everything = links_of(browsers[0], paths)
    assert dead(browsers[0], everything) == []

    for module, page in PAGES.items():
        assert not page or page in everything, module
        off(module)
        for browser in browsers:
            links = links_of(browser, paths)
            assert not [f"{links[link]} → {link}" for link in links if page and link.startswith(page)], module
            assert dead(browser, links) == [], module
    off(*Module.values)
    for browser in browsers:
        assert dead(browser, links_of(browser, paths)) == []
