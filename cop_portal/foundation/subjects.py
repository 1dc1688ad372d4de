"""What a page is about: views say it, and whoever counts page views reads it."""

from __future__ import annotations

from typing import NamedTuple

from django.http import HttpRequest


class Subject(NamedTuple):
    """community and object by their keys; kind is a short word such as 'discussion'."""

    community_id: int | None
    kind: str
    object_id: int | None = None


def note_subject(
    request: HttpRequest, kind: str, *, community_id: int | None = None, object_id: int | None = None
) -> None:
    """Say what this page shows, once the reader's right to see it is settled."""
    request.page_subject = Subject(community_id, kind, object_id)  # type: ignore[attr-defined]
