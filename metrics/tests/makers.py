"""A small history, dated, by the real verbs."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils import timezone

from discussions.actions import contributions, discussions
from metrics import capture

TODAY = datetime.date(2026, 11, 20)
YESTERDAY = TODAY - datetime.timedelta(days=1)


def ago(days: float) -> datetime.datetime:
    """A moment some days before the midnight that ended yesterday."""
    return datetime.datetime.combine(TODAY, datetime.time(), datetime.UTC) - datetime.timedelta(days=days)


def since(community: Any, days: int) -> None:
    """Everybody has been there for so long."""
    from communities.models import Community, Membership  # the tests' own shortcut through time

    Membership.objects.filter(community=community).update(joined_at=ago(days))
    Community.objects.filter(pk=community.pk).update(created_at=ago(days))


def question(community: Any, author: Any, days: float, **fields: Any) -> Any:
    fields = {
        "kind": "question",
        "title": "Which pump?",
        "body": "For hard water in the dry months.",
        **fields,
    }
    return discussions.start(community=community, by=author, at=ago(days), quiet=True, **fields)


def answer(talk: Any, author: Any, days: float, body: str = "The blue one holds for years.") -> Any:
    return contributions.add(discussion=talk, by=author, body=body, at=ago(days), quiet=True)


def read(community: Any, reader: Any, days: float, *, kind: str = "discussion", object_id: int = 1) -> None:
    capture.write(
        [capture.Seen(ago(days), community.pk, kind, object_id, reader.pk if reader else None, "a", "b")]
    )


def now_is_today(monkeypatch: Any) -> None:
    moment = datetime.datetime.combine(TODAY, datetime.time(3), datetime.UTC)
    monkeypatch.setattr(timezone, "now", lambda: moment)
