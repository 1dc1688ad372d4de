"""What becomes of the trust in a resource when it is confirmed or changed. The verbs are in resources.py."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils import timezone

from communities.enums import Capability
from communities.permissions import standing
from cop_portal.foundation import text
from cop_portal.foundation.permissions import actor_or_none
from knowledge_base.enums import NOTICE_DAYS
from knowledge_base.models import Confirmation, ResourcePage

A_MOMENT = datetime.timedelta(minutes=1)


def confirm(resource: ResourcePage, *, by: Any, at: datetime.datetime, note: str = "") -> dict[str, Any]:
    """Add a line to its history; returns the columns that change."""
    person = actor_or_none(by)
    Confirmation.objects.create(resource_id=resource.pk, by=person, at=at, note=text.one_line(note)[:300])
    return {
        "confirmed_at": at,
        "confirmed_by": person,
        "next_review_on": resource.review_day(at.date()),
        "changed_at": None,
    }


def was_just_confirmed(resource: ResourcePage, *, by: Any, note: str) -> bool:
    """Whether the same person said the same a moment ago, and nothing changed since: the form came twice."""
    last = Confirmation.objects.filter(resource_id=resource.pk).order_by("-at", "-pk").first()
    if last is None or last.by_id != getattr(actor_or_none(by), "pk", None):
        return False
    recent = timezone.now() - last.at < A_MOMENT
    today = timezone.localdate()
    unchanged = ResourcePage.objects.filter(
        pk=resource.pk, changed_at=None, next_review_on__gt=today
    ).exists()
    return recent and unchanged and last.note == text.one_line(note)[:300]


def state_after(
    page: ResourcePage, *, by: Any, editor: Any, first: bool, at: datetime.datetime, reviewed: bool = True
) -> dict[str, Any]:
    """The columns that change when a version is published.

    The first publication by who may review confirms it, and so does letting somebody else's change through.
    A small change keeps the state. Any other asks those who answer for it whether it still holds.
    reviewed: not where many came in at once, which nobody looked at one by one; they are asked about in their turn.
    """
    reviewer = getattr(by, "pk", None) is not None and standing(by, page.community).has(
        Capability.REVIEW_RESOURCES
    )
    kept: dict[str, Any] = {"small_change": False}
    if not first and page.small_change:
        return kept
    if first and not reviewed:
        return {**kept, "next_review_on": page.review_day(at.date())}
    if reviewer and (first or (editor is not None and editor.pk != by.pk)):
        return {**kept, **confirm(page, by=by, at=at)}
    if first or page.confirmed_at is None:
        return kept
    soon = at.date() + datetime.timedelta(days=NOTICE_DAYS)
    return {**kept, "changed_at": at, "next_review_on": min(page.next_review_on or soon, soon)}
