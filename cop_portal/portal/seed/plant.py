"""Planting the demo, step by step, with a line for each step."""

from __future__ import annotations

import datetime
import random
from collections.abc import Callable

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from communities.enums import Role
from communities.models import Community
from cop_portal.foundation.accounts.models import Office, Post, User
from cop_portal.foundation.permissions import SYSTEM
from cop_portal.portal.seed import (
    agreements,
    comings,
    letters,
    life,
    meetings,
    people,
    readings,
    sharing,
    shelves,
)
from cop_portal.portal.seed.practices import PRACTICES
from knowledge_base.actions import scores

PEOPLE = 300
SEED = 2008  # the year of the founding paper: the same demo each time


class NotEmpty(Exception):
    """There are communities already; the demo never mixes with somebody's own."""


def plant(say: Callable[[str], None]) -> None:
    """Fill an empty portal. Raises NotEmpty where it is not."""
    if Community.objects.visible_to(SYSTEM).exists():
        raise NotEmpty
    now, chance = timezone.now().replace(microsecond=0), random.Random(SEED)
    with transaction.atomic():
        say("offices, and 300 people who moved between them")
        places = people.offices(now.date())
        cast = people.cast(places, now.date(), settings.DEMO_PASSWORD)
        staff = people.staff(PEOPLE - len(cast), places, now.date(), chance)
        say("nine communities with their charters")
        circles = [_circle(number, cast, staff, now, chance) for number in range(len(PRACTICES))]
    for circle in circles:
        say(f"a year of discussions in {circle.practice.name}")
        with transaction.atomic():
            life.talk(circle, now, chance)
        with transaction.atomic():
            shelves.fill(circle, now, chance)
            sharing.share(circle, now, cast["guest"])
            letters.write(circle, now)
            readings.read(circle, now, chance)
        with transaction.atomic():
            agreements.agree(circle, now, chance)
            meetings.meet(circle, now, random.Random(SEED))
    say("who comes and who goes")
    with transaction.atomic():
        comings.come(circles, cast, now, chance)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    say("the figures of the year")
    readings.measure(now)
    scores.measure_all(now.date())
    say("an issue of a publication")
    with transaction.atomic():
        shelves.print_issue(circles, now)


def _circle(
    number: int, cast: dict[str, User], staff: list[User], now: datetime.datetime, chance: random.Random
) -> life.Circle:
    practice = PRACTICES[number]
    own = [user for user in staff if practice.section.lower() in _section(user)]
    rest = [user for user in staff if user not in own and not user.is_guest]
    chance.shuffle(own)
    chance.shuffle(rest)
    pool = [user for user in [*own, *rest] if not user.is_guest][: practice.members + 4]
    guests = [user for user in staff if user.is_guest][number * 2 : number * 2 + 2]
    if number == 0:
        roles = {
            Role.COORDINATOR: cast["coordinator"],
            Role.FACILITATOR: cast["facilitator"],
            Role.EXPERT: cast["expert"],
            Role.KNOWLEDGE_MANAGER: cast["knowledge.manager"],
        }
        others = [cast["member"], cast["guest"], *pool]
    else:
        roles = dict(zip(Role, pool[:4], strict=True))
        if practice.stage == "planning":
            roles.pop(Role.KNOWLEDGE_MANAGER)
        others = pool[4:]
        if practice.slug in ("cash-transfers", "wash-in-emergencies", "girls-education"):
            others = [cast["member"], *others]
        if practice.slug == "children-in-armed-conflict":
            others = [cast["stranger"], *others]
    circle = life.found(practice, roles, [*others, *guests][: practice.members], now, chance)
    _places(circle, now.date())
    return circle


def _section(user: User) -> str:
    return " ".join(tag.name for tag in user.expertise.all())


def _places(circle: life.Circle, today: datetime.date) -> None:
    """Where everybody sits today: what they say is said from there."""
    posts = Post.objects.filter(user__in=circle.people, until_date=None).select_related("office")
    for post in posts:
        circle.cities[post.user_id] = post.office.city
        circle.regions[post.user_id] = _region(post.office)


def _region(office: Office) -> str:
    for region, (city, _zone, countries) in people.REGIONS.items():
        if office.city == city or office.country in [country for country, *_ in countries]:
            return region
    return "Headquarters"
