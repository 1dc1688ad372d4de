"""The access matrix: what each persona hears at each address, by GET and by the press of a button.

matrix.csv has one row for an address: the object of Show that stands in its gaps (matrix_ground.py), its door
(the policy of its view, foundation/policies.py), for each verb whom the address lets in and what it tells the
others, as `coordinator+facilitator/drawer`, what the POST sends where a press alone would not reach the rule, and
what becomes of GET and POST when Show is archived, as `/no`. This file is the rest of the reading: who is who, what
a wall says, and what an archive says.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from django.contrib.messages import ERROR
from django.urls import URLPattern, URLResolver, get_resolver

OK, REFUSED, HIDDEN, SIGN_IN, NO_VERB = "ok", "refused", "hidden", "sign in", "no such verb"
# Led back to the page with a word on what is wrong: a press that lacks something, or a refusal.
LED_BACK = "led back"

# Who stands outside Show, and who inside.
VISITOR, GUESTS_OUTSIDE = {"anonymous"}, {"guest next door"}
STAFF = {"colleague", "leader next door", "sponsor", "editor", "suspended", "pending", "invited"}
OUTSIDE = VISITOR | GUESTS_OUTSIDE | STAFF
ROLES = {"expert", "keeper", "facilitator", "coordinator"}
INSIDE = {"member", "guest", "author", *ROLES, "administrator"}
EVERYBODY = OUTSIDE | INSIDE

# Who may know of Show and read what is in it, where it is how visible; communities/tests/test_permissions.py
# asks the rules themselves.
KNOWERS = {
    "public": EVERYBODY,
    "organisation": INSIDE | STAFF,
    "closed": INSIDE | STAFF,
    "secret": INSIDE | {"invited"},
}
READERS = {"public": EVERYBODY, "organisation": INSIDE | STAFF, "closed": INSIDE, "secret": INSIDE}
# A closed community that ended.
ARCHIVED = "archived"
KNOWERS[ARCHIVED], READERS[ARCHIVED] = KNOWERS["closed"], READERS["closed"]

# What those hear who are not let in: where they know of Show and do not read it, and where they read it. Who may
# not know of Show hears 404 at every wall but the portal's own.
WALLS = {
    "": (REFUSED, REFUSED),  # the community says no, with a sentence
    "thing": (HIDDEN, REFUSED),  # a thing in it is not there for those who do not read
    "drawer": (REFUSED, HIDDEN),  # a thing of a few in a room of many
    "absent": (HIDDEN, HIDDEN),  # it is nobody else's to know of
    "portal": (REFUSED, REFUSED),  # no business of a community: everybody hears the same
}

# Who comes where: about five hundred cases each.
PLAN = {
    "closed": (
        "anonymous", "colleague", "leader next door", "guest next door", "suspended", "pending", "invited",
        "member", "guest", "author", "expert", "keeper", "facilitator", "coordinator", "administrator",
        "sponsor", "editor",
    ),
    "secret": (
        "anonymous", "colleague", "leader next door", "guest next door", "suspended", "pending", "sponsor", "editor",
    ),
    "organisation": ("anonymous", "colleague", "guest next door", "suspended"),
    "public": ("anonymous",),
    ARCHIVED: (
        "anonymous", "colleague", "pending", "invited", "sponsor", "editor",
        "member", "guest", "author", "expert", "keeper", "facilitator", "coordinator", "administrator",
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Cell:
    """Whom a verb lets in at an address, what the others hear, and who of these may know of the thing and hears no."""

    who: str
    wall: str = ""
    told: str = ""

    def answer(self, persona: str, visibility: str, door: str) -> str:
        if door == "signed_in" and persona == "anonymous":
            return SIGN_IN
        if self.who == "-":
            return NO_VERB
        if persona in self.let_in(visibility):
            return OK
        if persona not in KNOWERS[visibility] and self.wall != "portal":
            return HIDDEN
        if persona in self.told.split("+"):
            return REFUSED
        return WALLS[self.wall][persona in READERS[visibility]]

    def let_in(self, visibility: str) -> set[str]:
        groups = {
            "nobody": set(),
            "everybody": EVERYBODY,
            "staff": EVERYBODY - GUESTS_OUTSIDE - {"guest"} - VISITOR,
            "knowers": KNOWERS[visibility],
            "readers": READERS[visibility],
            "members": INSIDE,
        }
        found: set[str] = set()
        for word in re.findall(r"[+-]?[a-z ]+", self.who):
            name = word.lstrip("+-")
            persons = groups.get(name) or {name}
            found = found - persons if word.startswith("-") else found | persons
            if name in ROLES and not word.startswith("-"):
                found = found | {"administrator"}  # who may do all that a role may
        return found


# What an archive says to those who were let in: as before, with nothing added by a press; as before, also with what
# they press, for it is their own word; no, with a sentence; or the thing is gone. Else it is whom the address lets in
# now, with the wall and who is told, as `facilitator:drawer:coordinator`.
AS_BEFORE, OWN_WORD, NO, GONE = "", "own", "no", "gone"


@dataclass(frozen=True)
class Row:
    """One address, as the table has it."""

    address: str
    thing: str
    door: str
    get: Cell
    post: Cell
    sends: str
    archived: tuple[str, str]
    why: str

    def answer(self, verb: str, persona: str, visibility: str) -> str:
        cell = self.get if verb == "get" else self.post
        usual = cell.answer(persona, visibility, self.door)
        word = self.in_archive(verb) if visibility == ARCHIVED else AS_BEFORE
        if word in (AS_BEFORE, OWN_WORD):
            return usual
        if word == NO:
            return REFUSED if usual == OK else usual
        if word == GONE:
            return HIDDEN if usual == OK or persona in cell.told.split("+") else usual
        return Cell(*word.split(":")).answer(persona, visibility, self.door)

    def in_archive(self, verb: str) -> str:
        return self.archived[verb == "post"]

    @property
    def is_elsewhere(self) -> bool:
        """Whether other tests ask at this address; the row says which."""
        return self.door == "elsewhere"

    @property
    def is_of_show(self) -> bool:
        return "<slug:slug>" in self.address

    @property
    def numbers(self) -> bool:
        """Whether a number of a thing stands in it."""
        return "<int:" in self.address


def table() -> list[Row]:
    with Path(__file__).with_name("matrix.csv").open(encoding="utf-8", newline="") as file:
        return [
            Row(
                line["address"], line["thing"], line["door"],
                Cell(*line["get"].split("/")), Cell(*line["post"].split("/")), line["sends"],
                tuple(line["archived"].split("/")) if line["archived"] else ("", ""), line["why"],
            )
            for line in csv.DictReader(file)
        ]  # fmt: skip


def addresses(patterns: Any = None, before: str = "") -> Iterator[tuple[str, Any]]:
    """(address, view) of every pattern of the portal, ours and those of the libraries."""
    for one in get_resolver().url_patterns if patterns is None else patterns:
        route = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from addresses(one.url_patterns, route)
        elif isinstance(one, URLPattern):
            yield route, one.callback


def filled(row: Row, things: dict[str, Any], **others: Any) -> str:
    """The address with what stands in its gaps."""
    gaps = {"slug": "show", **things[row.thing], **others}
    path = re.sub(r"<(?:\w+:)?(\w+)>", lambda gap: str(gaps[gap[1]]), row.address)
    return "/" + re.sub(r"\^?(\w+/)\^\(.*$", lambda part: part[1] + str(gaps["rest"]), path)


def sent(row: Row, things: dict[str, Any]) -> dict[str, str]:
    """What a press sends: something always, for a form takes nothing at all as not sent."""
    return {"pressed": "1", **dict(parse_qsl(row.sends.format(**things.get(row.thing, {}))))}


def is_as(found: str, expected: str) -> bool:
    """Whether an answer is of the kind that the table expects."""
    return found == expected or (found == LED_BACK and expected in (OK, REFUSED))


def answer_of(response: Any) -> str:
    """What kind of answer it is."""
    if response.status_code == 302:
        if "/accounts/login/" in response.headers["Location"]:
            return SIGN_IN
        noted = getattr(getattr(response, "wsgi_request", None), "_messages", None)
        said = getattr(noted, "_queued_messages", ())
        return LED_BACK if any(message.level >= ERROR for message in said) else OK
    named = {200: OK, 204: OK, 403: REFUSED, 404: HIDDEN, 405: NO_VERB}
    return named.get(response.status_code, f"{response.status_code}")
