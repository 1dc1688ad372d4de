"""Numbers go down to the library, names do not."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from knowledge_base.models import ResourceDay
from knowledge_base.tests.makers import published
from metrics import capture
from metrics.actions import uses

pytestmark = pytest.mark.django_db
NOON = datetime.datetime(2026, 11, 3, 12, tzinfo=datetime.UTC)


def seen(pk: int, minutes: int = 0, user: int | None = 1, kind: str = "resource") -> capture.Seen:
    at = NOON + datetime.timedelta(minutes=minutes)
    return capture.Seen(at, None, kind, pk, user, "10.0.0.1", "Mozilla")


def test_views_of_a_day_are_counted_without_repeats_and_set_again(community: Any) -> None:
    page = published(community)
    capture.write([seen(page.pk), seen(page.pk, 10), seen(page.pk, 60), seen(page.pk, 5, user=None)])
    capture.write([seen(page.pk, 24 * 60), seen(page.pk, kind="discussion")])

    assert uses.hand_down(NOON.date()) == 1
    assert uses.hand_down(NOON.date() + datetime.timedelta(days=1)) == 2

    rows = ResourceDay.objects.order_by("day").values_list("day", "views", "downloads")
    assert list(rows) == [(NOON.date(), 3, 0), (NOON.date() + datetime.timedelta(days=1), 1, 0)]


def test_without_views_nothing_happens() -> None:
    assert uses.hand_down(NOON.date()) == 0
