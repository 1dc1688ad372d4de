"""Putting a question to somebody: by its subject, by hand, from one to the next."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from communities.queries.subjects import experts
from cop_portal.foundation.activity.models import Channel
from cop_portal.foundation.activity.record import record
from cop_portal.foundation.permissions import SYSTEM, actor_or_none, can, is_system
from cop_portal.foundation.text import one_line
from discussions.actions import contributions
from discussions.activity import (
    QUESTION_ASKED_BACK,
    QUESTION_ROUTED,
    ROUTING_ANSWERED,
    ROUTING_DECLINED,
    ROUTING_REMINDED,
)
from discussions.enums import RoutingState
from discussions.models import Contribution, Discussion, HeldPost, Routing
from discussions.models.routings import PATIENCE
from discussions.permissions import check_answer_routing, check_be_asked, check_route_question
from discussions.queries.routings import open_counts

# So many experts are asked by themselves; more would each wait for the others.
MOST_BY_SUBJECT = 3


@transaction.atomic
def route(*, discussion: Discussion, to: Any, by: Any, words: str = "") -> Routing:
    """Put a question to a member. To the same person again changes nothing, unless they passed it on.

    Raises Denied, or ValidationError where the person said already that they cannot answer.
    """
    if not is_system(by):
        check_route_question(by, discussion)
    return _put(discussion, to, by, words)


def _put(discussion: Discussion, to: Any, by: Any, words: str) -> Routing:
    check_be_asked(to, discussion)
    row, new = Routing.objects.get_or_create(
        discussion=discussion,
        to=to,
        defaults={"by": actor_or_none(by), "words": one_line(words)[:300]},
    )
    if new:
        Discussion.objects.filter(pk=discussion.pk).update(routing_count=F("routing_count") + 1)
        record(
            QUESTION_ROUTED,
            by=by,
            target=row,
            community=discussion.community,
            discussion_id=discussion.pk,
            user_id=to.pk,
        )
    elif row.state in (RoutingState.PASSED_ON, RoutingState.DECLINED):
        raise ValidationError(
            _("%(name)s has said already that somebody else should answer. Choose another person.")
            % {"name": to.name}
        )
    return row


@transaction.atomic
def route_by_subject(discussion: Discussion) -> list[Routing]:
    """Ask the experts of what a question is about; those first who match most and have least waiting."""
    if not discussion.is_question or not discussion.subjects:
        return []
    found = [
        (len(expert.matching(discussion.subjects)), expert)
        for expert in experts(discussion.community)
        if expert.matching(discussion.subjects) and can(check_be_asked, expert.user, discussion)
    ]
    waiting = open_counts([expert.user.pk for _count, expert in found])
    found.sort(key=lambda pair: (-pair[0], waiting.get(pair[1].user.pk, 0), pair[1].user.pk))
    return [
        _put(discussion, expert.user, SYSTEM, ", ".join(expert.matching(discussion.subjects)))
        for _count, expert in found[:MOST_BY_SUBJECT]
    ]


def _lock(routing: Routing) -> Routing:
    return (
        Routing.objects.select_for_update(of=("self",))
        .select_related("discussion__community", "to")
        .get(pk=routing.pk)
    )


@transaction.atomic
def pass_on(*, routing: Routing, by: Any, to: Any = None, words: str = "") -> Routing:
    """'Not me, ask …': the question goes to that person; without one, those who facilitate see it."""
    locked = _lock(routing)
    check_answer_routing(by, locked)
    if to is not None and to.pk == locked.to_id:
        raise ValidationError({"to": _("This is you. Choose somebody else, or leave it empty.")})
    locked.state = RoutingState.PASSED_ON if to is not None else RoutingState.DECLINED
    locked.passed_to, locked.answer_words = to, one_line(words)[:300]
    locked.settled_at = timezone.now()
    locked.save()
    record(
        ROUTING_DECLINED,
        by=by,
        target=locked,
        community=locked.discussion.community,
        discussion_id=locked.discussion_id,
        user_id=locked.to_id,
        passed_to_id=to.pk if to is not None else None,
    )
    if to is not None:
        _put(locked.discussion, to, by, words)
    return locked


@transaction.atomic
def ask_back(
    *, routing: Routing, by: Any, body: str, channel: str = Channel.WEB, key: str = ""
) -> Contribution | HeldPost:
    """Ask the asker something first. It stands among the contributions; the question waits for a reply.

    Where it is a first post that waits for a facilitator, nothing changes until it is released.
    """
    locked = _lock(routing)
    check_answer_routing(by, locked)
    said = contributions.add(discussion=locked.discussion, by=by, body=body, channel=channel, key=key)
    if isinstance(said, HeldPost) or locked.asked_back_number == said.number:  # the same form twice
        return said
    locked.state, locked.asked_back_number = RoutingState.ASKED_BACK, said.number
    locked.save()
    record(
        QUESTION_ASKED_BACK,
        by=by,
        target=locked,
        community=locked.discussion.community,
        discussion_id=locked.discussion_id,
        user_id=locked.to_id,
        number=said.number,
    )
    return said


@transaction.atomic
def note_contribution(contribution: Contribution) -> None:
    """Whoever was asked and contributes has answered; who was asked back and replies gives it back."""
    rows = list(
        Routing.objects.select_for_update(of=("self",))
        .select_related("discussion__community", "to")
        .filter(
            discussion=contribution.discussion_id, state__in=[RoutingState.WAITING, RoutingState.ASKED_BACK]
        )
        .order_by("pk")
    )
    for row in rows:
        if row.to_id == contribution.author_id:
            if contribution.number != row.asked_back_number:
                _settle(row)
        elif _replies_to(row, contribution):
            row.state = RoutingState.WAITING
            row.save(update_fields=["state"])


def _settle(row: Routing) -> None:
    row.state, row.settled_at = RoutingState.ANSWERED, timezone.now()
    row.save()
    record(
        ROUTING_ANSWERED,
        by=row.to,
        target=row,
        community=row.discussion.community,
        discussion_id=row.discussion_id,
        user_id=row.to_id,
    )


def _replies_to(row: Routing, contribution: Contribution) -> bool:
    """The asker replied after the question back. Nobody knows who asked without a name: then anybody may."""
    if row.state != RoutingState.ASKED_BACK or contribution.number <= (row.asked_back_number or 0):
        return False
    return row.discussion.is_unnamed or contribution.author_id == row.discussion.author_id


@transaction.atomic
def remind(pk: int, level: int, *, at: datetime.datetime | None = None) -> bool:
    """Remind of a question that waits too long: each level once."""
    moment = at or timezone.now()
    row = (
        Routing.objects.waiting()
        .select_for_update(of=("self",))
        .select_related("discussion__community")
        .filter(pk=pk)
        .first()
    )
    if row is None or row.reminders >= level or row.at + PATIENCE[level] > moment:
        return False
    row.reminders = level
    row.save(update_fields=["reminders"])
    record(
        ROUTING_REMINDED,
        by=SYSTEM,
        target=row,
        community=row.discussion.community,
        discussion_id=row.discussion_id,
        user_id=row.to_id,
        level=level,
    )
    return True
