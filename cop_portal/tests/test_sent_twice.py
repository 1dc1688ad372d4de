"""Each form that people write with, sent twice (promise P23): one thing, one answer, and no second telling.

The forms are taken from the pages themselves, with the keys that the pages gave them, and filled as somebody
would; so a form that is added to one of these pages is asked too.
"""

from __future__ import annotations

import datetime
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin

import pytest
from django.apps import apps
from django.utils import timezone

from cop_portal.foundation.activity.dispatch import dispatch_all
from discussions.tests.makers import facilitated, question, said

pytestmark = pytest.mark.django_db
STOREYS = ("communities", "discussions", "knowledge_base", "newsletters", "notifications", "activity", "mail")
# What is kept of the visit itself, not of what was sent.
OF_THE_VISIT = {"discussions.readingstate", "discussions.draft"}
WORDS = {"textarea": "So that pumps last.", "text": "Paint for tanks", "search": "", "url": "", "email": ""}


class Forms(HTMLParser):
    """What can be pressed on a page: each button of a form that is posted, with what somebody would send."""

    def __init__(self, page: str, at: str) -> None:
        super().__init__()
        self.at, self.select = at, ""
        self.forms: list[tuple[str, dict[str, str]]] = []
        self.named: dict[str, int] = {}
        self.buttons: list[tuple[int, dict[str, str]]] = []
        self.fields: dict[str, str] | None = None
        self.feed(page)

    def presses(self) -> dict[tuple[str, str], dict[str, str]]:
        """What is sent, by the address and the button."""
        found = {}
        for index, has in self.buttons:
            address, fields = self.forms[index]
            name, value = has.get("name", ""), has.get("value", "")
            where = urljoin(self.at, has["formaction"]) if has.get("formaction") else address
            if name != "preview":
                found[where, f"{name}={value}"] = {**fields, **({name: value} if name else {})}
        return found

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {key: value or "" for key, value in attrs}
        if tag == "form":
            self.fields = {} if has.get("method", "").lower() == "post" else None
            if self.fields is not None:
                self.named[has.get("id", "")] = len(self.forms)
                self.forms.append((urljoin(self.at, has.get("action") or self.at), self.fields))
        elif tag == "button" and has.get("type", "submit") == "submit":
            if has.get("form") in self.named:
                self.buttons.append((self.named[has["form"]], has))
            elif self.fields is not None:
                self.buttons.append((len(self.forms) - 1, has))
        elif self.fields is None or (tag != "option" and not has.get("name")):
            return
        elif tag == "textarea":
            self.fields[has["name"]] = WORDS["textarea"]
        elif tag == "select":
            self.select = has["name"]
            self.fields[self.select] = ""
        elif tag == "option" and self.select:
            if has.get("value") and ("selected" in has or not self.fields[self.select]):
                self.fields[self.select] = has["value"]
        elif tag == "input":
            self._input(has)

    def _input(self, has: dict[str, str]) -> None:
        assert self.fields is not None
        kind, name = has.get("type", "text"), has["name"]
        if kind in ("date", "datetime-local"):
            day = timezone.localdate() + datetime.timedelta(days=7 + len(self.fields))
            self.fields[name] = has.get("value") or day.isoformat() + ("T10:00" if kind != "date" else "")
        elif kind == "radio":
            if "checked" in has or name not in self.fields:
                self.fields[name] = has.get("value", "on")
        elif kind == "checkbox":
            if "checked" in has:
                self.fields[name] = has.get("value", "on")
        elif kind != "file":
            self.fields[name] = has.get("value") or (WORDS.get(kind, "") if "required" in has else "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.fields = None
        elif tag == "select":
            self.select = ""


def everything() -> dict[str, int]:
    """How many rows there are of each thing."""
    return {
        model._meta.label_lower: model._default_manager.count()
        for label in STOREYS
        for model in apps.get_app_config(label).get_models()
        if model._meta.label_lower not in OF_THE_VISIT
    }


# How many buttons must have done something, so that nothing is left unasked by a page that changes.
LEAST = {
    ("talk", "member"): 3, ("talk", "facilitator"): 9, ("talk", "coordinator"): 9,
    ("guided", "member"): 2, ("guided", "facilitator"): 5, ("guided", "coordinator"): 5,
    ("home", "member"): 4, ("home", "facilitator"): 10, ("home", "coordinator"): 10,
}  # fmt: skip
PAGES = {
    "talk": ("", "contribute/", "flag/", "experts/", "contributions/1/used/", "contributions/1/edit/", "opening/", "moderate/", "turn/"),
    "guided": ("", "summary/", "synthesis/", "brief/", "flag/", "dates/", "asked/", "moderate/"),
    "home": (
        "", "discussions/", "discussions/start/", "announcements/new/", "proposals/new/",
        "events/new/", "needs/", "charter/comments/", "people/links/new/", "goals/new/", "roles/new/", "indicators/new/",
        "how-are-we-doing/open/", "connections/", "care/",
    ),
}  # fmt: skip


@pytest.mark.parametrize("who", ["member", "facilitator", "coordinator"])
@pytest.mark.parametrize(("place", "ends"), PAGES.items(), ids=PAGES)
def test_every_form_that_is_sent_twice_makes_one_thing_and_is_answered_alike(
    community: Any, people: Any, sign_in: Any, who: str, place: str, ends: tuple[str, ...]
) -> None:
    talk, guided = question(community, people.expert), facilitated(community, people.facilitator)
    said(talk, people.expert, "One")
    said(guided, people.expert, "Two")
    at = {"talk": talk.get_absolute_url(), "guided": guided.get_absolute_url(), "home": f"/communities/{community.slug}/"}[place]  # fmt: skip
    client = sign_in(getattr(people, who))

    def presses(path: str) -> dict[tuple[str, str], dict[str, str]]:
        page = client.get(path)
        return Forms(page.content.decode(), path).presses() if page.status_code == 200 else {}

    worked = set()
    for path in (at + end for end in ends):
        for press in presses(path):
            fields = presses(path).get(press)  # as the page is after what was pressed before
            if fields is None or press in worked or not press[0].startswith("/communities/"):
                continue
            answers, counts = [], [everything()]
            for _time in range(2):
                answers.append(client.post(press[0], fields))
                dispatch_all()
                counts.append(everything())
            if counts[1] == counts[0] or answers[0].status_code >= 400:
                continue  # it changed nothing that is counted, or was refused
            worked.add(press)
            assert counts[2] == counts[1], (press, fields)
            assert answers[1].status_code < 500, press
            if [answer.status_code for answer in answers] == [302, 302]:
                assert answers[0]["Location"] == answers[1]["Location"], press
    assert len(worked) >= LEAST[place, who], sorted(worked)
