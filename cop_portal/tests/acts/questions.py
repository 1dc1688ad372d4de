"""Questions that are put to experts."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils import timezone

from discussions.actions import discussions, routings

DAY = datetime.timedelta(days=1)


def put_questions_to_experts(community: Any, people: Any) -> None:
    """By subject, from one to the next, reminded of, and nobody knows."""
    week = timezone.now() + 8 * DAY
    asked = discussions.start(
        community=community, by=people.member, title="Which <salt>?", body="Much & hard.", kind="question"
    )
    first = routings.route(discussion=asked, to=people.expert, by=people.facilitator, words="You <know>")
    routings.pass_on(routing=first, by=people.expert, to=people.guest, words="She <built> it")
    second = asked.routings.get(to=people.guest)
    for level in (1, 2):
        routings.remind(second.pk, level, at=week)
    routings.pass_on(routing=second, by=people.guest, words="I left <long> ago")
