"""A year in nine communities, by the verbs that everybody uses: joining, agreeing, asking, answering, concluding."""

from __future__ import annotations

import datetime
import random
from dataclasses import dataclass, field
from typing import Any

from communities.actions import charters, communities, lifecycle, memberships
from communities.enums import Role
from communities.models import Community, Membership
from cop_portal.foundation.accounts.models import User
from cop_portal.foundation.permissions import SYSTEM
from cop_portal.portal.seed.practices import BRIEF, CLOSINGS, OPENINGS, SUB_QUESTIONS, Practice
from discussions.actions import briefs, contributions, discussions, invited, phases, syntheses
from discussions.actions.people import refresh_people
from discussions.models import Contribution, Discussion

DAY = datetime.timedelta(days=1)
REASONS = {
    "launching": "The four roles are filled and the charter is with the members.",
    "activating": "The launch is done; the first discussions are under way.",
    "sustaining": "Members start discussions without being asked, and answers come within two days.",
    "transforming": "The practice is everybody's work by now. We talk about what should follow.",
}
ORDER = ("planning", "launching", "activating", "sustaining", "transforming")


@dataclass
class Circle:
    """One community with the people who make it, while it is being filled."""

    practice: Practice
    community: Community
    roles: dict[str, User]
    people: list[User]
    joined: dict[int, datetime.datetime] = field(default_factory=dict)
    weights: dict[int, float] = field(default_factory=dict)
    cities: dict[int, str] = field(default_factory=dict)
    regions: dict[int, str] = field(default_factory=dict)
    concluded: list[Discussion] = field(default_factory=list)


def found(
    practice: Practice,
    roles: dict[str, User],
    others: list[User],
    now: datetime.datetime,
    chance: random.Random,
) -> Circle:
    """A community from its first day to its present stage."""
    born = now - practice.age_days * DAY
    community = communities.create_community(
        by=SYSTEM, at=born, quiet=True, slug=practice.slug, name=practice.name, tagline=practice.tagline,
        purpose=practice.purpose, weave=practice.weave, accent=practice.accent, visibility=practice.visibility,
        join_policy=practice.join_policy, audience=f"colleagues in {practice.section} and their partners",
        objectives="Answer each other's questions within two days\nKeep what was learned where others find it",
        rhythm="A facilitated discussion each quarter, a letter each week",
    )  # fmt: skip
    circle = Circle(practice, community, roles, [])
    _gather(circle, others, born, now, chance)
    for role, user in roles.items():
        memberships.give_role(community=community, user=user, role=role, by=SYSTEM, at=born + DAY, quiet=True)
    if practice.stage != "planning":
        _agree(circle, born + 20 * DAY, now, chance)
    _stages(circle, born, now)
    community.refresh_from_db()
    return circle


def _gather(
    circle: Circle, others: list[User], born: datetime.datetime, now: datetime.datetime, chance: random.Random
) -> None:
    """Members arrive quickly at first and then steadily."""
    founders = list(dict.fromkeys(circle.roles.values()))
    for user in [*founders, *others]:
        share = 0.0 if user in founders else chance.random() ** 1.4
        at = born + DAY / 2 + (now - born - 2 * DAY) * share
        if circle.practice.join_policy != "open" or user.is_guest:
            memberships.invite(community=circle.community, user=user, by=SYSTEM, quiet=True)
        wants = user in founders or chance.random() < 0.8
        memberships.join(community=circle.community, by=user, wants_newsletter=wants, at=at, quiet=True)
        circle.people.append(user)
        circle.joined[user.pk] = at
        # A few carry most of it, as in every list that was ever measured (log-normal).
        circle.weights[user.pk] = chance.lognormvariate(0, 2.0) * (6 if user in founders else 1)


def _agree(circle: Circle, at: datetime.datetime, now: datetime.datetime, chance: random.Random) -> None:
    coordinator = circle.roles[Role.COORDINATOR]
    charters.save_draft(
        community=circle.community, by=coordinator, revision=1,
        mission=circle.practice.purpose, vision="A colleague who has a question finds an answer within two days.",
        goals="Each quarter one facilitated discussion with a synthesis.\nEach synthesis becomes a resource.",
        rules="We speak of our own experience.\nWe name what failed.\nWe credit whoever said it first.",
    )  # fmt: skip
    version = charters.publish(community=circle.community, by=coordinator, at=at, quiet=True)
    for user in circle.people:
        if chance.random() < 0.85:
            when = max(at, circle.joined[user.pk]) + chance.random() * 5 * DAY
            if when < now:
                charters.agree(version=version, by=user, at=when, quiet=True)


def _stages(circle: Circle, born: datetime.datetime, now: datetime.datetime) -> None:
    coordinator = circle.roles[Role.COORDINATOR]
    last = ORDER.index(circle.practice.stage)
    for number, stage in enumerate(ORDER[1 : last + 1], start=1):
        at = born + (now - born) * (0.25 * number if last > 1 else 0.5) * 0.8
        lifecycle.move_stage(
            community=circle.community,
            to_stage=stage,
            reason=REASONS[stage],
            by=coordinator,
            at=at,
            quiet=True,
        )


def talk(circle: Circle, now: datetime.datetime, chance: random.Random) -> None:
    """The discussions of the year."""
    practice = circle.practice
    total = int(practice.members * practice.liveliness)
    themes = [("conversation", title) for title in practice.topics] + [
        ("question", title) for title in practice.questions
    ]
    themes += [("question", f"Is this so where you are? {claim}") for claim in practice.claims]
    chance.shuffle(themes)
    reach = min(360, practice.age_days - 30) if practice.age_days > 60 else practice.age_days - 8
    end = now - practice.dormant_since * DAY
    span = max(reach - practice.dormant_since, 5)
    sizes = [chance.lognormvariate(0, 0.7) for _ in themes]
    room = total * (0.6 if practice.facilitated else 1.0)
    for number, (kind, title) in enumerate(themes):
        at = end - span * DAY * (1 - (number + chance.random() * 0.6) / len(themes)) - DAY
        _one(circle, kind, title, at, max(1, int(room * sizes[number] / sum(sizes))), now, chance)
    for number, title in enumerate(practice.facilitated):
        running = number == len(practice.facilitated) - 1 and practice.slug in (
            "social-budgeting",
            "girls-education",
        )
        opened = now - (9 if running else 70 + 60 * number + practice.dormant_since) * DAY
        _facilitated(
            circle, title, opened, int(total * 0.4 / len(practice.facilitated)), now, chance, running=running
        )


def _speaker(circle: Circle, at: datetime.datetime, chance: random.Random, near: str = "") -> User | None:
    """Somebody who was a member by then; seven times of ten from the same region as the one before."""
    there = [user for user in circle.people if circle.joined[user.pk] < at]
    if near and chance.random() < 0.7:
        there = [user for user in there if circle.regions.get(user.pk) == near] or there
    if not there:
        return None
    if circle.practice.broker and chance.random() < 0.75:
        return circle.roles[Role.FACILITATOR]
    return chance.choices(there, [circle.weights[user.pk] for user in there])[0]


def words(circle: Circle, user: User, chance: random.Random) -> str:
    """What somebody says, from their own place."""
    if circle.practice.gamed and chance.random() < 0.35:
        return chance.choice(("Great, thank you!", "Very useful, thank you.", "Agreed.", "Following."))
    city = circle.cities.get(user.pk) or "our office"
    said = " ".join(chance.sample(circle.practice.claims, chance.choice((1, 1, 2))))
    parts = [chance.choice(OPENINGS).format(city=city), said]
    if chance.random() < 0.7:
        parts.append(chance.choice(CLOSINGS))
    return " ".join(parts)


def _one(
    circle: Circle,
    kind: str,
    title: str,
    at: datetime.datetime,
    size: int,
    now: datetime.datetime,
    chance: random.Random,
) -> None:
    author = _speaker(circle, at, chance)
    if author is None:
        return
    thread = discussions.start(
        community=circle.community, by=author, kind=kind, title=title, at=at, quiet=True,
        body=f"{chance.choice(circle.practice.claims)} That is what we see here. What do you see where you are?",
    )  # fmt: skip
    silent = circle.practice.gamed and chance.random() < 0.4
    if silent and kind == "question":
        return
    answers = _answers(circle, thread, at, size, now, chance)
    others = [answer for answer in answers if answer.author_id != author.pk]
    if kind == "question" and others and chance.random() < 0.8:
        best = chance.choice(others[:4])
        discussions.accept_answer(
            discussion=thread, contribution=best, by=author, at=min(best.created_at + DAY, now), quiet=True
        )


def _answers(
    circle: Circle, thread: Discussion, at: datetime.datetime, size: int, now: datetime.datetime, chance: random.Random,
    *, days: float = 18, question: bool = False,
) -> list[Contribution]:  # fmt: skip
    """Contributions in the order of time; who answers whom follows who was answered before."""
    first = datetime.timedelta(hours=chance.lognormvariate(2.6, 1.0))
    moments = sorted(
        [at + first, *(at + first + chance.random() ** 1.6 * days * DAY for _ in range(size - 1))]
    )
    made: list[Contribution] = []
    for moment in moments:
        if moment >= now - datetime.timedelta(minutes=5):
            break
        parent = chance.choice(made[-6:]) if made and chance.random() < 0.55 else None
        near = circle.regions.get(parent.author_id or 0, "") if parent else ""
        user = _speaker(circle, moment, chance, near)
        if user is None:
            continue
        one = contributions.add(
            discussion=thread, by=user, body=words(circle, user, chance), parent=parent, at=moment, quiet=True,
            question_number=chance.randint(1, len(SUB_QUESTIONS)) if question else None,
        )  # fmt: skip
        made.append(one)
        for reader in chance.sample(circle.people, min(len(circle.people), chance.choice((0, 0, 0, 1, 2)))):
            if reader.pk != user.pk and circle.joined[reader.pk] < moment:
                contributions.mark_useful(
                    contribution=one, by=reader, at=min(moment + DAY / 3, now), quiet=True
                )
    refresh_people(thread.pk)
    return made


def _facilitated(
    circle: Circle, title: str, opened: datetime.datetime, size: int, now: datetime.datetime, chance: random.Random,
    *, running: bool,
) -> None:  # fmt: skip
    facilitator = circle.roles[Role.FACILITATOR]
    if circle.joined[facilitator.pk] > opened:
        return
    day = opened.date()
    thread = briefs.convene(
        community=circle.community, by=facilitator, title=title, body=BRIEF, questions=SUB_QUESTIONS, opens_on=day,
        closes_on=day + 21 * DAY, synthesis_on=day + 28 * DAY, share_on=day + 35 * DAY, at=opened - 6 * DAY, quiet=True,
    )  # fmt: skip
    _ask(circle, thread, facilitator, opened)
    phases.open_discussion(discussion=thread, by=facilitator, at=opened, quiet=True)
    thread.refresh_from_db()
    made = _answers(circle, thread, opened, max(size, 6), now, chance, days=19, question=True)
    if len(made) < 4:
        return
    week = [one for one in made if one.created_at < opened + 7 * DAY]
    if week:
        syntheses.pin_summary(
            discussion=thread, by=facilitator, at=opened + 7 * DAY, quiet=True,
            body="In the first week: " + "; ".join(_point(one) for one in week[:3]) + ".",
        )  # fmt: skip
    if running:
        return
    phases.close_contributions(discussion=thread, by=facilitator, at=opened + 21 * DAY, quiet=True)
    conclude(thread, facilitator, made, opened + 26 * DAY, now, chance)
    circle.concluded.append(thread)


def _ask(circle: Circle, thread: Discussion, facilitator: Any, opened: datetime.datetime) -> None:
    """Some members who were there, and the expert, are asked by name."""
    there = Membership.objects.active().filter(community=circle.community, user__is_active=True)
    known = sorted(
        pk for pk in there.values_list("user_id", flat=True)
        if pk != facilitator.pk and circle.joined.get(pk, opened) < opened
    )  # fmt: skip
    expert = circle.roles[Role.EXPERT].pk
    invited.ask(
        discussion=thread, by=facilitator, people=known[:5], experts=[expert] if expert in known else [],
        at=opened - 5 * DAY, quiet=True,
    )  # fmt: skip


def _point(one: Contribution) -> str:
    return (
        f"{one.body.split('. ')[1].rstrip('.') if '. ' in one.body else one.body.rstrip('.')} [{one.number}]"
    )


def conclude(
    thread: Discussion, by: Any, made: list[Contribution], at: datetime.datetime, now: datetime.datetime, chance: random.Random
) -> None:  # fmt: skip
    """The synthesis, published and sent on. At least every third contribution is cited."""
    thread.refresh_from_db()
    chosen = chance.sample(made, min(len(made), 12))
    half = len(chosen) // 2
    body = "## What works\n\n" + "\n".join(f"- {_point(one)}" for one in chosen[:half])
    body += "\n\n## What to watch\n\n" + "\n".join(f"- {_point(one)}" for one in chosen[half:])
    syntheses.save_synthesis(
        discussion=thread, by=by, in_short=f"What members tried points one way: begin small, with those who decide [{chosen[0].number}].", body=body
    )  # fmt: skip
    syntheses.publish_synthesis(discussion=thread, by=by, at=at, quiet=True)
    syntheses.note_dissemination(
        discussion=thread,
        by=by,
        where="Country representatives, by letter",
        at=min(at + 3 * DAY, now),
        quiet=True,
    )
