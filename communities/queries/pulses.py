"""Reading what members answered without their names, and how it moved."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from communities.enums import PulseQuestion
from communities.models import Community, PulseAnswer, Reflection


@dataclass
class Shift:
    """One question: what all said together, and what they said before."""

    question: str
    now: float
    before: float | None


def own_answer(user: Any, reflection: Reflection) -> PulseAnswer | None:
    return PulseAnswer.objects.visible_to(user).filter(reflection=reflection, user_id=user.pk).first()


def shifts(pulse: dict[str, float], before: dict[str, float]) -> list[Shift]:
    """The questions that were answered, in their order."""
    return [
        Shift(str(question.label), pulse[question], before.get(question))
        for question in PulseQuestion
        if question in pulse
    ]


def earlier(reflection: Reflection) -> dict[str, float]:
    """What was said in the last closed round before this one that enough people answered."""
    rows = Reflection.objects.filter(community=reflection.community, opened_at__lt=reflection.opened_at)
    return _last(rows)


def last_until(community: Community, day: datetime.date) -> dict[str, float]:
    """What was said in the last round that closed by the end of a day."""
    return _last(Reflection.objects.filter(community=community, closed_at__date__lte=day))


def _last(rows: Any) -> dict[str, float]:
    rows = rows.exclude(closed_at=None).exclude(pulse={})
    return rows.order_by("-closed_at").values_list("pulse", flat=True).first() or {}
