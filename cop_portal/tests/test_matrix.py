"""Every address of the portal, by GET and POST, for everybody who may come to it: as matrix.csv says.

Some twenty thousand cases, on one community that has something at every address. Each is asked in a savepoint that
is rolled back. What is refused, hidden or sent to the sign-in page writes nothing, not even for a moment.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client, override_settings
from django.utils import translation

from communities.actions import transformations
from communities.models import Community, Transformation
from cop_portal.tests.matrix import (
    ARCHIVED,
    AS_BEFORE,
    EVERYBODY,
    GONE,
    HIDDEN,
    INSIDE,
    NO,
    OK,
    OUTSIDE,
    OWN_WORD,
    PLAN,
    WALLS,
    Cell,
    addresses,
    answer_of,
    filled,
    is_as,
    sent,
    table,
)
from cop_portal.tests.matrix_ground import ABSENT, furnished

ROWS = [row for row in table() if not row.is_elsewhere]
WRITES = re.compile(r'\b(?:INSERT INTO|UPDATE|DELETE FROM) "(\w+)"')
# What differs from page to page: the key of its forms, and numbers of things.
CHANGING = re.compile(rb"[A-Za-z0-9]{64}|\d+")
# Of a visitor's session, whatever the answer is.
NOT_COUNTED = {"django_session"}
# What was typed and is refused is kept for who typed it.
KEPT = {"discussions_draft"}
# What somebody outside may write about themselves, by no more than a press of a button.
OWN = {
    "discussions_readmark",  # up to where they read
    "notifications_preference",  # how they are told
    "communities_calendarfeed",  # the address of their own calendar
    "notifications_notice",  # that they read theirs
}
# Where who is outside may come in, or chooses what they get: it is theirs to do.
OWN_BUSINESS = {
    "communities/<slug:slug>/discussions/<int:pk>/contributions/<int:number>/used/",  # who reads it may have used it
    "communities/<slug:slug>/join/",
    "communities/<slug:slug>/join/decline/",
    "communities/<slug:slug>/newsletter/choice/",
    "invite/<str:token>/",
}


@dataclass
class Ground:
    show: Community
    people: dict[str, Any]
    things: dict[str, Any]


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[Ground]:
    """Show, once for all cases, in a transaction that ends with them."""
    media = tmp_path_factory.mktemp("matrix")
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=media), transaction.atomic():
        with translation.override("en"):
            ground = Ground(*furnished())
        logging.disable(logging.CRITICAL)  # a refusal is no news here
        yield ground
        logging.disable(logging.NOTSET)
        transaction.set_rollback(True)
    cache.clear()


@pytest.fixture
def ground(built: Ground) -> Iterator[Ground]:
    """What a case makes of Show ends with it."""
    with transaction.atomic():
        yield built
        transaction.set_rollback(True)


def seen_as(ground: Ground, visibility: str) -> None:
    """Archived is a closed community that ended by the step of which its members were told."""
    before = "closed" if visibility == ARCHIVED else visibility
    Community.objects.filter(pk=ground.show.pk).update(visibility=before)
    if visibility == ARCHIVED:
        assert transformations.carry_out(Transformation.objects.get(pk=ground.things["step"]["pk"]))
    cache.clear()


@pytest.fixture
def undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages are decided about and not drawn: what stands on them is the business of test_canaries.py."""
    monkeypatch.setattr("django.shortcuts.loader", SimpleNamespace(render_to_string=lambda *_a, **_k: ""))


class Asking:
    """One persona at the door, and the tables that are written while they stand there."""

    def __init__(self, person: Any) -> None:
        self.client = Client(raise_request_exception=False)
        if person is not None:
            self.client.force_login(person)
        self.written: set[str] = set()
        self.statements = 0

    def _watch(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        self.written.update(WRITES.findall(sql))
        self.statements += 1
        return execute(sql, params, many, context)

    @contextmanager
    def asked(self, verb: str, path: str, data: Any = None) -> Iterator[Any]:
        """The answer to a request, until it is undone."""
        self.written.clear()
        self.statements = 0
        self.client.cookies.pop("messages", None)  # a word that is left over stands on the next page
        point = transaction.savepoint()
        try:
            with connection.execute_wrapper(self._watch):
                answer = getattr(self.client, verb)(path, data or {})
                answer.body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            self.written -= NOT_COUNTED
            yield answer
        finally:
            transaction.savepoint_rollback(point)
            transaction.savepoint_commit(point)  # else each of the thousands stands within the one before


def test_every_address_has_its_row_and_every_row_its_address() -> None:
    """A new address is given its row in cop_portal/tests/matrix.csv."""
    routes = dict(addresses())
    rows = {row.address: row for row in table()}
    whole = tuple(address.removesuffix("*") for address in rows if address.endswith("*"))

    assert [route for route in routes if route not in rows and not route.startswith(whole)] == []
    gone = [one for one in rows if one not in routes and not one.endswith("*")]
    gone += [begin for begin in whole if not any(route.startswith(begin) for route in routes)]
    assert gone == []
    assert len(rows) == len(table())


def test_the_rows_say_what_can_be_asked() -> None:
    """Doors are those of the views, walls and people are known ones, and what others ask says where."""
    views = dict(addresses())
    for row in table():
        if row.is_elsewhere:
            assert row.why, row.address
            continue
        assert getattr(views[row.address], "policy", "library") == row.door, row.address
        for cell in (row.get, row.post):
            assert cell.wall in WALLS, row.address
            assert cell.who == "-" or cell.let_in("closed") <= EVERYBODY | {"nobody"}, row.address
        for word in row.archived:
            known = {AS_BEFORE, OWN_WORD, NO, GONE}
            assert word in known or Cell(*word.split(":")).let_in(ARCHIVED) <= EVERYBODY, row.address
    assert sum(len(personas) for personas in PLAN.values()) * len(ROWS) * 2 > 5_000


@pytest.mark.parametrize(
    ("visibility", "persona"), [(seen, persona) for seen, personas in PLAN.items() for persona in personas]
)
def test_every_address_answers_as_the_table_says(
    ground: Ground, undrawn: None, visibility: str, persona: str
) -> None:
    seen_as(ground, visibility)
    asking, wrong = Asking(ground.people[persona]), []
    ended = INSIDE if visibility == ARCHIVED else set()
    for row in ROWS:
        for verb in ("get", "post"):
            expected = row.answer(verb, persona, visibility)
            data = sent(row, ground.things) if verb == "post" else None
            with asking.asked(verb, filled(row, ground.things), data) as answer:
                found = answer_of(answer)
            if not is_as(found, expected):
                wrong.append(f"{verb} {row.address}: {found}, and the table says {expected}")
            wrote = asking.written - (OWN if found == OK else KEPT)
            theirs = row.door == "token" or row.address in OWN_BUSINESS
            if visibility == ARCHIVED:
                theirs = row.in_archive(verb) not in (AS_BEFORE, NO, GONE)
            if wrote and (found != OK or (persona in OUTSIDE | ended and not theirs)):
                wrong.append(f"{verb} {row.address}: {found}, and wrote {', '.join(sorted(wrote))}")

    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("persona", ["leader next door", "coordinator", "administrator"])
def test_a_thing_of_one_community_is_found_by_no_address_of_another(
    ground: Ground, undrawn: None, persona: str
) -> None:
    """Whoever leads there, leads here, or looks after everything: it is not there, and nothing happens to it."""
    seen_as(ground, "closed")
    asking, wrong = Asking(ground.people[persona]), []
    for row in ROWS:
        if not (row.is_of_show and row.numbers):
            continue
        for verb in ("get", "post"):
            data = sent(row, ground.things) if verb == "post" else None
            with asking.asked(verb, filled(row, ground.things, slug="beside"), data) as answer:
                found = answer_of(answer)
            if found == OK or asking.written:
                wrong.append(f"{verb} {row.address}: {found} {sorted(asking.written)}")

    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    "persona", ["anonymous", "colleague", "guest next door", "suspended", "sponsor", "editor"]
)
def test_what_is_secret_answers_as_what_is_not_there(ground: Ground, persona: str) -> None:
    """The same status and the same size as a community, and a number, that never was; and as many statements,
    for the time of an answer tells, too (the milliseconds are measured by bench/hidden.py)."""
    seen_as(ground, "secret")
    asking, wrong = Asking(ground.people[persona]), []
    absent = dict.fromkeys(("pk", "number", "reuse_pk", "proposal_pk", "piece_pk", "trial", "file"), ABSENT)
    for row in ROWS:
        others = {"slug": "ever"} if row.is_of_show else absent if row.numbers else None
        if row.thing == "page":  # at the address that Wagtail gives it
            others = {"rest": "show/ever/"}
        for verb in ("get", "post"):
            if others is None or row.answer(verb, persona, "secret") != HIDDEN:
                continue
            heard = []
            for path in (filled(row, ground.things), filled(row, ground.things, **others)):
                with asking.asked(verb, path, sent(row, ground.things) if verb == "post" else None) as answer:
                    size = len(CHANGING.sub(b"", answer.body))
                    # Show's own sponsor knows of it: a step outward may wait for them.
                    counted = verb == "get" and persona != "sponsor"
                    heard.append((answer.status_code, size, asking.statements if counted else None))
            if heard[0] != heard[1]:
                wrong.append(f"{verb} {row.address}: {heard}")

    assert not wrong, "\n".join(wrong)
