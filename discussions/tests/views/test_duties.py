"""The next thing due, in words."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone

from discussions.models.discussions import due_on
from discussions.views.duties import duty

DAY = datetime.timedelta(days=1)


@pytest.mark.parametrize(
    ("phase", "concluded", "begins"),
    [
        ("brief", False, "Opens on"),
        ("contributions", False, "Contributions until"),
        ("summary", False, "Synthesis due on"),
        ("synthesis", False, "Synthesis due on"),
        ("synthesis", True, "Sent on by"),
    ],
)
def test_each_phase_has_its_words(phase: str, concluded: bool, begins: str) -> None:
    assert duty(phase, concluded, timezone.localdate(), timezone.localdate()).text.startswith(begins)


def test_the_days_left_are_counted_and_lateness_is_said() -> None:
    today = timezone.localdate()

    assert duty("contributions", None, today + DAY, today).left == "1 day left"
    assert duty("contributions", None, today, today).left == "today"
    late = duty("summary", None, today - 3 * DAY, today)
    assert (late.left, late.late) == ("overdue for 3 days", True)
    assert duty("shared", today, None, today).left == ""


def test_a_published_synthesis_is_due_to_be_sent_on() -> None:
    days = [datetime.date(2026, 11, number) for number in (1, 2, 3, 4)]
    moment = timezone.now()

    assert due_on("brief", None, *days) == days[0]
    assert due_on("contributions", None, *days) == days[1]
    assert due_on("summary", None, *days) == days[2]
    assert due_on("synthesis", None, *days) == days[2]
    assert due_on("synthesis", moment, *days) == days[3]
    assert due_on("shared", moment, *days) is None
