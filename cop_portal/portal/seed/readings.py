"""Who read what in the last weeks, and the figures of the whole year."""

from __future__ import annotations

import datetime
import random

from cop_portal.portal.seed.life import DAY, Circle
from discussions.models import Discussion
from metrics import capture
from metrics.actions import rollups

DAYS = 80


def read(circle: Circle, now: datetime.datetime, chance: random.Random) -> None:
    """Each weekday some members open a few pages; those who write more also read more."""
    pages = list(Discussion.objects.filter(community=circle.community).values_list("pk", flat=True))
    if not pages:
        return
    rows = []
    readers = [user for user in circle.people if chance.random() < 0.6]
    for back in range(DAYS, 0, -1):
        day = now - back * DAY
        share = (0.02 if day.weekday() >= 5 else 0.11) * (0.3 if back < circle.practice.dormant_since else 1)
        for user in readers:
            if circle.joined[user.pk] < day and chance.random() < share * min(
                1 + circle.weights[user.pk] / 8, 4
            ):
                at = day.replace(hour=chance.randint(6, 17), minute=chance.randint(0, 59))
                for _page in range(chance.randint(1, 5)):
                    at += datetime.timedelta(minutes=chance.random() * 6)
                    rows.append(
                        capture.Seen(
                            at, circle.community.pk, "discussion", chance.choice(pages), user.pk, "", ""
                        )
                    )
    capture.write(rows)


def measure(now: datetime.datetime) -> None:
    """The figures of all days up to yesterday."""
    rollups.nightly(now.date())
