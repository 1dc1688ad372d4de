"""People are asked to speak, dates and hands change, and one discussion is long overdue."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils import timezone

from discussions.actions import briefs, discussions, invited, phases, turnings
from discussions.models import Discussion


def ask_people_to_speak(community: Any, people: Any) -> None:
    """Who is asked and reminded, other dates and hands, a question that is turned; one that is long overdue."""
    today, day = timezone.localdate(), datetime.timedelta(days=1)
    days = {"closes_on": today + 7 * day, "synthesis_on": today + 8 * day, "share_on": today + 9 * day}
    asked, late = (
        briefs.convene(
            community=community, by=people.facilitator, title="Which <filter>?", body="A <b>budget</b>.",
            questions=["Where?"], opens_on=today, **days,
        )
        for _number in range(2)
    )  # fmt: skip
    invited.ask(discussion=asked, by=people.facilitator, people=[people.member.pk, people.guest.pk])
    phases.open_discussion(discussion=asked, by=people.facilitator)
    asked = Discussion.objects.get(pk=asked.pk)
    invited.remind(discussion=asked, by=people.facilitator)
    days["closes_on"] += day
    phases.change_dates(discussion=asked, by=people.facilitator, reason="A <b>budget</b> came late", **days)
    phases.take_over(discussion=asked, by=people.coordinator)
    asked_before = discussions.start(community=community, by=people.member, title="How?", body="B")
    turnings.turn(
        discussion=asked_before,
        by=people.facilitator,
        title="How <b>budget</b>?",
        body="B",
        questions=[],
        **days,
    )
    Discussion.objects.filter(pk=late.pk).update(phase="summary", synthesis_on=today - 20 * day)
    phases.move_phases(today)
