"""Who comes to the demo's communities and who goes: cases, invitations, guests, newcomers, a review, a closing."""

from __future__ import annotations

import datetime
import random

from django.utils import timezone

from communities.actions import (
    cases,
    guests,
    invitations,
    links,
    memberships,
    newcomers,
    reflections,
    reviews,
    technical,
    transformations,
)
from communities.enums import Role
from communities.models import Community, Membership
from cop_portal.foundation.accounts.models import User
from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.permissions import SYSTEM
from cop_portal.portal.seed.life import Circle

DAY = datetime.timedelta(days=1)
ANSWERS = {
    "is_lasting": True,
    "is_voluntary": True,
    "has_practice": True,
    "is_mutual": True,
    "is_open_ended": True,
}
CASES = (
    ("Menstrual health in schools", "Girls stay in school all month long.", "approve"),
    ("Drone mapping of floods", "Maps of a flood on the day it comes.", "wait"),
    ("Office gardens", "Vegetables on every roof.", "return"),
)


def come(circles: list[Circle], cast: dict[str, User], now: datetime.datetime, chance: random.Random) -> None:
    """What happens at the doors. Nobody is told: it is past."""
    first = circles[0]
    community = Community.objects.visible_to(SYSTEM).get(pk=first.community.pk)
    _cases(cast)
    _doors(first, community, cast, now)
    _needs(first, community, chance)
    _look(community, cast, first)
    for circle in circles:
        if circle.practice.dormant_since:
            _close(circle)
    ActivityEntry.objects.filter(dispatched_at=None).update(dispatched_at=timezone.now())


def _cases(cast: dict[str, User]) -> None:
    """One approved, one that waits for its sponsor, one that came back, and a draft."""
    for name, tagline, what in CASES:
        case = cases.begin(
            by=cast["member"], name=name, tagline=tagline, audience="colleagues in country offices",
            practice="Each office begins from nothing, and nobody knows what the next one learned.",
            why_now="Four offices asked for it this year.", objectives="Share what worked\nAsk before buying",
            sponsor=cast["sponsor"], facilitator=cast["facilitator"], **ANSWERS,
        )  # fmt: skip
        cases.submit(case=case, by=cast["member"])
        if what == "approve":
            cases.approve(case=case, by=cast["sponsor"], comment="Gladly. Begin small.")
        elif what == "return":
            cases.return_case(
                case=case, by=cast["sponsor"], comment="A fine idea. What would colleagues learn from one another?"
            )  # fmt: skip
    cases.begin(by=cast["member"], name="Cold rooms without diesel")


def _doors(circle: Circle, community: Community, cast: dict[str, User], now: datetime.datetime) -> None:
    """People to ask and asked, a guest with a last day, a link, two newcomers, a request."""
    host, today = cast["facilitator"], now.date()
    for name, organisation, reason in (
        ("Amara Okafor", "University of Accra", "She compared budget hearings in six districts."),
        ("Tomás Rivera", "Ministry of Planning", "He runs the tool that four countries want to borrow."),
    ):
        address = f"{name.split()[0].lower()}@outside.example".replace("á", "a")
        invitations.ask(
            community=community, by=host, address=address, name=name, organisation=organisation, reason=reason,
            access_until=today + 120 * DAY, send_now=False,
        )  # fmt: skip
    outside = User.objects.active().filter(is_guest=False).exclude(memberships__community=community)
    colleagues = list(outside.exclude(is_superuser=True).exclude(is_sponsor=True).order_by("pk")[:4])
    invitations.ask(community=community, by=host, address=colleagues[0].email)
    links.make_link(
        community=community, by=host, label="Workshop in Nairobi", max_uses=30, expires_on=today + 60 * DAY
    )
    for guest in Membership.objects.active().filter(community=community, user__is_guest=True):
        guests.change_access(membership=guest, by=host, until=today + 45 * DAY)
    for number, who in enumerate(colleagues[1:3], start=1):
        joined = memberships.join(
            community=community, by=who, brings="Two budget hearings", at=now - 6 * number * DAY, quiet=True
        )
        newcomers.name_buddy(membership=joined, buddy=cast["expert"], by=host)
    closed = (
        Community.objects.visible_to(SYSTEM).filter(join_policy="request").exclude(pk=community.pk).first()
    )
    if closed is not None:
        memberships.request_membership(community=closed, by=colleagues[3], seeks="A tool for small offices")


def _needs(circle: Circle, community: Community, chance: random.Random) -> None:
    """Some members say what they need to take part; two ways are settled."""
    boss = circle.roles[Role.COORDINATOR]
    for who in chance.sample(circle.people, min(len(circle.people), 30)):
        technical.answer(
            community=community, by=who, line=chance.choice(("slow", "slow", "fair", "fast")),
            device=chance.choice(("phone", "own", "own")), mail=chance.choice(("often", "daily")),
            prefers=chance.choice(("mail", "mail", "pages")),
        )  # fmt: skip
    technical.settle(
        community=community, by=boss, way="mail", state="ready", note="Write to the community’s address"
    )
    technical.settle(
        community=community, by=boss, way="calls", state="not_used", note="Half of us have no line for it"
    )


def _look(community: Community, cast: dict[str, User], circle: Circle) -> None:
    """The community looks at itself: an open round with a few words, and a review that is open."""
    round_ = reflections.open_round(
        community=community, by=cast["facilitator"], words="A year is over: what helps, what gets in the way?"
    )
    for who, heading, text in (
        (cast["expert"], "practice", "The syntheses are what I send on. More of them."),
        (cast["member"], "technology", "I answer by mail from the field; please keep that."),
        (circle.roles[Role.KNOWLEDGE_MANAGER], "motivation", "It helps to see who used what I wrote."),
    ):
        reflections.note(reflection=round_, by=who, heading=heading, text=text)
    reviews.move_day(community=community, due_on=timezone.localdate(), by=cast["coordinator"])


def _close(circle: Circle) -> None:
    """A community that is asleep says that it will close, and what it learned."""
    community = Community.objects.visible_to(SYSTEM).get(pk=circle.community.pk)
    boss = circle.roles[Role.COORDINATOR]
    transformations.propose(
        community=community, kind="close", by=boss, library_owner=boss,
        reason="The work it was made for is done, and nobody has asked anything for months.",
        on_date=timezone.localdate() + 21 * DAY,
        lessons="Begin with one question. A letter each week is more than most read.",
    )  # fmt: skip
