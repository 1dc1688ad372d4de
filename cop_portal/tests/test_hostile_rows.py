"""Every text in every row says something hostile, and a browser with a trap opens every page of the portal.

test_hostile.py comes in by the doors that people have. This writes past them, so that it asks of the pages alone,
and of each address and column that is added later: what is in a row never becomes more than text.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from django.contrib import admin
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import translation
from playwright.sync_api import Browser, Page, Route

from cop_portal.tests.canaries import OURS
from cop_portal.tests.matrix import filled, table
from cop_portal.tests.matrix_ground import furnished
from cop_portal.tests.poison import Poison
from cop_portal.tests.test_hostile import FOUND, harm, trapped

pytestmark = pytest.mark.browser
HOST = "http://testserver"
ATOM = "{http://www.w3.org/2005/Atom}"
# Who opens a page: the first two where they may, else the first of the others who may.
LOOKERS = ("administrator", "author")
OTHERS = ("coordinator", "keeper", "facilitator", "expert", "member", "guest", "editor", "sponsor", "pending", "anonymous")  # fmt: skip


class Poisoned:
    """Show after everything in it was rewritten, and what it answers to each.

    All of it in a thread aside: beside the browser's loop, Django would take another connection.
    """

    def __init__(self, aside: Executor) -> None:
        self.aside = aside
        with translation.override("en"):
            _show, self.people, things = furnished()
        self.paths = [
            filled(row, things)
            for row in table()
            if not row.is_elsewhere and row.get.who not in ("-", "nobody") and row.thing in things
        ]
        self.poison = Poison()
        self.poison.everywhere()
        cache.clear()
        self.clients = {name: Client() for name in (*LOOKERS, *OTHERS)}
        for name, client in self.clients.items():
            if name != "anonymous":
                self.people[name].refresh_from_db()
                client.force_login(self.people[name])

    def ask(self, who: str, path: str) -> Any:
        """The portal's answer, in a savepoint that is rolled back: what a look writes is no matter here."""
        return self.aside.submit(self._ask, who, path).result()

    def _ask(self, who: str, path: str) -> Any:
        with transaction.atomic():
            answer = self.clients[who].get(path)
            answer.whole = b"".join(answer.streaming_content) if answer.streaming else answer.content
            transaction.set_rollback(True)
        return answer

    def of_the_administration(self) -> list[str]:
        paths = ["/admin/", "/cms/", "/cms/pages/"]
        for model in admin.site._registry:
            if model._meta.app_label in (*OURS, "accounts"):
                at = f"admin:{model._meta.app_label}_{model._meta.model_name}"
                paths.append(reverse(f"{at}_changelist"))
                if (row := model._base_manager.order_by("pk").first()) is not None:
                    paths += [reverse(f"{at}_{page}", args=[row.pk]) for page in ("change", "history")]
        return paths


@pytest.fixture(scope="module")
def ground(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[Poisoned]:
    """Once for all, in a transaction that ends with it."""
    media = tmp_path_factory.mktemp("hostile")
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=media), ThreadPoolExecutor(1) as aside:
        logging.disable(logging.CRITICAL)
        begun = transaction.atomic()
        aside.submit(begun.__enter__).result()
        yield aside.submit(Poisoned, aside).result()
        aside.submit(transaction.set_rollback, True).result()
        aside.submit(begun.__exit__, None, None, None).result()
        aside.submit(lambda: connection.close()).result()
        logging.disable(logging.NOTSET)
    cache.clear()


def page_of(browser: Browser, ground: Poisoned, who: str) -> Page:
    """A page whose every request is answered by the portal in this process, with its headers."""
    context = trapped(browser)

    def fulfil(route: Route) -> None:
        address = urlsplit(route.request.url)
        if f"{address.scheme}://{address.netloc}" != HOST or route.request.method != "GET":
            return route.abort()
        answer = ground.ask(who, address.path + (f"?{address.query}" if address.query else ""))
        headers = {name.lower(): value for name, value in answer.headers.items()}
        return route.fulfill(status=answer.status_code, headers=headers, body=answer.whole)

    context.route("**/*", fulfil)
    return context.new_page()


def is_page(answer: Any) -> bool:
    return answer.status_code == 200 and answer.headers.get("Content-Type", "").startswith("text/html")


def look_at(browser: Browser, ground: Poisoned, who: str, paths: list[str]) -> tuple[set[str], list[str]]:
    """Which of them are pages, and what ran, was stopped or stands there that must not."""
    page = page_of(browser, ground, who)
    seen, found = set(), []
    for path in paths:
        answer = ground.ask(who, path)
        if answer.status_code >= 500:
            found.append(f"{path}: {answer.status_code}")
        if is_page(answer):
            seen.add(path)
            page.goto(HOST + path)
            found += harm(page, path)
    page.context.close()
    return seen, found


def test_the_trap_catches_what_runs_what_is_stopped_and_what_stands_there(browser: Browser) -> None:
    """Else all that follows would be well whatever the pages say."""
    context = trapped(browser)
    page = context.new_page()
    html = "<main><svg onload=window.__pwned=1></svg><a href='java\tscript:1'>x</a><script>1</script></main>"

    def harm_of(**headers: str) -> str:
        context.unroute_all()
        context.route(
            "**/*", lambda route: route.fulfill(body=html, content_type="text/html", headers=headers)
        )
        page.goto(HOST)
        return " ".join(harm(page, "/"))

    free, bound = harm_of(), harm_of(**{"content-security-policy": "script-src 'self'"})
    context.close()

    assert "a script ran" in free
    assert "svg onload" in free
    assert "href=javascript:" in free
    assert "a script ran" not in bound
    assert "script-src" in bound


def test_nearly_every_column_took_it(ground: Poisoned) -> None:
    assert ground.poison.refused == []
    assert len(ground.poison.written) > 150


def test_no_page_makes_more_than_text_of_what_is_in_its_rows(browser: Browser, ground: Poisoned) -> None:
    opened: set[str] = set()
    found: list[str] = []
    for name in (*LOOKERS, *OTHERS):
        paths = ground.paths if name in LOOKERS else [path for path in ground.paths if path not in opened]
        seen, wrong = look_at(browser, ground, name, paths)
        opened |= seen
        found += [f"{name} {text}" for text in wrong]

    assert found == []
    assert len(opened) > 150


def test_the_administration_makes_no_more_of_it(browser: Browser, ground: Poisoned) -> None:
    paths = ground.aside.submit(ground.of_the_administration).result()

    seen, found = look_at(browser, ground, "administrator", paths)

    assert found == []
    assert len(seen) > 30


def test_the_feeds_are_whole_and_what_they_hold_is_harmless(browser: Browser, ground: Poisoned) -> None:
    page = trapped(browser).new_page()
    found, feeds = [], 0
    for path in ground.paths:
        answer = ground.ask("anonymous", path)
        if answer.status_code != 200 or "xml" not in answer.headers.get("Content-Type", ""):
            continue
        feeds += 1
        tree = ElementTree.fromstring(answer.whole)  # noqa: S314 - our own
        for node in tree.iter():
            if node.tag.startswith(ATOM) and node.get("type") == "html":
                page.set_content(node.text or "")
                found += [f"{path}: {text}" for text in page.evaluate(FOUND)]
    ran = page.evaluate("window.__pwned")
    page.context.close()

    assert (ran or 0, found) == (0, [])
    assert feeds > 2
