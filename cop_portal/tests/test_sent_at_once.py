"""Each form that people write with, sent twice at the same moment (promise P23): one thing, and two helpful answers.

Two tabs, or a network that repeats: both requests have looked before either writes. They are held together before
the first write to each table, so that what only looks first makes two.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client

from communities.actions import charters
from cop_portal.foundation.activity.dispatch import dispatch_all
from cop_portal.tests import factories
from cop_portal.tests.races import at_once
from cop_portal.tests.test_sent_twice import LEAST, PAGES, Forms, everything
from discussions.tests.makers import facilitated, question, said

WRITE = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM) "(\w+)"')
# Of the visit itself; what is written there is no deed.
OF_THE_VISIT = {"django_session", "discussions_readingstate"}
TOGETHER = 0.25  # seconds; whoever waits for a lock of the other does not come
ALONE = 8  # times in vain, and nobody is waited for: else the other's wait for the lock runs out


class Together:
    """Lets neither of two write to a table for the first time before the other is there too, or waits for a lock."""

    def __init__(self) -> None:
        self.gates: dict[str, threading.Barrier] = {}
        self.guard = threading.Lock()

    def one(self) -> Callable[..., Any]:
        passed: set[str] = set()
        alone: set[str] = set()

        def hold(execute: Callable[..., Any], sql: Any, *more: Any) -> Any:
            found = WRITE.match(sql) if isinstance(sql, str) else None
            table = found[1] if found else ""
            if table and table not in passed | OF_THE_VISIT and len(alone) < ALONE:
                passed.add(table)
                with self.guard:
                    gate = self.gates.setdefault(table, threading.Barrier(2))
                try:
                    gate.wait(TOGETHER)
                except threading.BrokenBarrierError:
                    alone.add(table)
            return execute(sql, *more)

        return hold


def grown(before: dict[str, int]) -> dict[str, int]:
    """How many more rows there are of each thing, after the worker has told of it."""
    dispatch_all()
    return {name: more for name, count in everything().items() if (more := count - before[name])}


def twin_of(client: Client) -> Client:
    """The same person in another tab."""
    other = Client(raise_request_exception=False)
    other.cookies.load(client.cookies.output(header="", sep=";"))
    return other


def press_in(tab: Client, wait: Callable[..., Any], address: str, fields: dict[str, str]) -> Any:
    with connection.execute_wrapper(wait):
        return tab.post(address, fields)


def pressed_at_once(
    who: Any, paths: Iterable[str], ours: tuple[str, ...] = ("/communities/",)
) -> tuple[dict[tuple[str, str], Any], dict[tuple[str, str], Any]]:
    """All that somebody can press on these pages, pressed in two tabs: what it made, and what went wrong."""
    client = Client(raise_request_exception=False)
    client.force_login(who)

    def presses(path: str) -> dict[tuple[str, str], dict[str, str]]:
        page = client.get(path)
        return Forms(page.content.decode(), path).presses() if page.status_code == 200 else {}

    worked: dict[tuple[str, str], Any] = {}
    wrong: dict[tuple[str, str], Any] = {}
    for path in paths:
        for press in presses(path):
            fields = presses(path).get(press)  # as the page is after what was pressed before
            if fields is None or press in worked or not press[0].startswith(ours):
                continue
            before = everything()
            with transaction.atomic():  # what once would be
                answer = client.post(press[0], fields)
                once = grown(before)
                transaction.set_rollback(True)
            if not once or answer.status_code >= 400:
                continue
            fields = presses(path)[press]
            before, gate = everything(), Together()
            answers = at_once(*(partial(press_in, twin_of(client), gate.one(), press[0], fields) for _ in "ab"))  # fmt: skip
            worked[press] = once
            twice = grown(before)
            told = [getattr(one, "status_code", one) for one in answers]
            if twice != once or any(not isinstance(one, int) or one >= 500 for one in told):
                wrong[press] = (once, twice, told)
            elif told == [302, 302] and answers[0]["Location"] != answers[1]["Location"]:
                wrong[press] = [one["Location"] for one in answers]
    return worked, wrong


@pytest.mark.parametrize("who", ["member", "facilitator", "coordinator"])
@pytest.mark.parametrize(("place", "ends"), PAGES.items(), ids=PAGES)
def test_every_form_that_is_sent_twice_at_the_same_moment_makes_one_thing(
    apart: str, who: str, place: str, ends: tuple[str, ...]
) -> None:
    community = factories.community_with_roles("Water")
    people = factories.people_of(community)
    talk, guided = question(community, people.expert), facilitated(community, people.facilitator)
    said(talk, people.expert, "One")
    said(guided, people.expert, "Two")
    charters.save_draft(community=community, by=people.facilitator, revision=1, mission="Why")
    charters.show_draft(community=community, by=people.coordinator, shown=True)
    dispatch_all()
    at = {"talk": talk.get_absolute_url(), "guided": guided.get_absolute_url(), "home": f"/communities/{community.slug}/"}[place]  # fmt: skip

    worked, wrong = pressed_at_once(getattr(people, who), [at + end for end in ends])

    assert wrong == {}
    assert len(worked) >= LEAST[place, who], sorted(worked)
