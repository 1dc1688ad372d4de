"""What the demo's communities met for and will meet for, and whom they thanked."""

from __future__ import annotations

import datetime
import random

from django.utils import timezone

from communities.actions import event_answers, events, recognition
from communities.actions.events import Plan
from communities.enums import Role
from communities.models import Community, Event
from cop_portal.foundation.accounts.models import User
from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.notifications.timing import moment
from cop_portal.foundation.permissions import SYSTEM
from cop_portal.portal.seed.life import DAY, Circle

LINK = "https://meet.demo.example/room"
AGENDA = "- Welcome, five minutes\n- Three cases of ten minutes\n- What we take home"


def meet(circle: Circle, now: datetime.datetime, chance: random.Random) -> None:
    """A past meeting, a monthly one to come, a full one with a waiting list, a draft; thanks. Nobody is told."""
    if circle.practice.stage == "planning" or circle.practice.dormant_since:
        return
    community = Community.objects.visible_to(SYSTEM).get(pk=circle.community.pk)
    host = circle.roles[Role.FACILITATOR]
    others = [user for user in circle.people if user not in circle.roles.values() and not user.is_guest]
    crowd = chance.sample(others, min(len(others), 9))
    _past(community, host, crowd, now)
    monthly = events.make(
        community=community, by=host, repeat="monthly", times=3,
        plan=_plan(host, now + 6 * DAY, "Three short cases", online_url=LINK),
    )  # fmt: skip
    events.publish(event=monthly, by=host, quiet=True)
    small = events.make(
        community=community, by=host,
        plan=_plan(host, now + 13 * DAY, "A morning in the field", place="Meet at the office gate", capacity=4),
    )  # fmt: skip
    events.publish(event=small, by=host, quiet=True)
    for number, user in enumerate(crowd):
        event_answers.answer(event=monthly, by=user, answer=("yes", "yes", "maybe", "no")[number % 4])
        if number < 6:
            event_answers.answer(event=small, by=user, answer="yes")
    events.make(
        community=community, by=host, plan=_plan(host, now + 10 * DAY, "Reading together", online_url=LINK)
    )
    _thank(community, host, crowd)
    ActivityEntry.objects.filter(dispatched_at=None).update(dispatched_at=timezone.now())


def _plan(host: User, day: datetime.datetime, title: str, **fields: object) -> Plan:
    begins = moment(day.date(), datetime.time(10), host.time_zone)
    return Plan(
        title=title, about="Bring **one** case of your own, or only listen.", begins_at=begins,
        ends_at=begins + datetime.timedelta(minutes=90), zone=host.time_zone, agenda=AGENDA, leader=host, **fields,
    )  # type: ignore[arg-type]  # fmt: skip


def _past(community: Community, host: User, crowd: list[User], now: datetime.datetime) -> None:
    """Answered to while it was to come; then its day went by."""
    made = events.make(
        community=community, by=host, plan=_plan(host, now + 2 * DAY, "What we tried", online_url=LINK)
    )
    events.publish(event=made, by=host, quiet=True)
    for user in crowd:
        event_answers.answer(event=made, by=user, answer="yes")
    begins = made.begins_at - 14 * DAY
    Event.objects.filter(pk=made.pk).update(
        begins_at=begins, ends_at=begins + (made.ends_at - made.begins_at), published_at=begins - 20 * DAY
    )
    events.tell(
        event=made, by=host, came=[user.pk for user in crowd[:-2]],
        went="Three cases, one thread: **begin small**, with those who decide. We go on with it next month.",
    )  # fmt: skip
    for user, words in zip(crowd, ("The second case", "That failures were named"), strict=False):
        event_answers.value(event=made, by=user, valued=words)


def _thank(community: Community, host: User, crowd: list[User]) -> None:
    badge = recognition.award(
        community=community, holder=crowd[0], by=host, kind="badge", name="Case of the quarter",
        what_for="Told openly what failed, so that three others could begin further on.", quiet=True,
    )  # fmt: skip
    recognition.accept(award=badge, by=crowd[0], quiet=True)
    recognition.award(
        community=community, holder=crowd[1], by=host, kind="thanks", quiet=True,
        what_for="Answered every question of newcomers within a day.",
    )  # fmt: skip
