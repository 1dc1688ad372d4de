"""Reading to whom a question was put, and what waits for a person."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from communities.desk import Waiting
from communities.enums import Capability, Module
from communities.queries.memberships import communities_where
from communities.queries.subjects import Expert, experts
from discussions.enums import RoutingState
from discussions.models import Discussion, Routing
from discussions.models.routings import PATIENCE
from discussions.queries.discussions import unanswered

MOST = 30


def of_discussion(discussion: Discussion) -> list[Routing]:
    """To whom it was put, in that order, with what became of it."""
    return list(discussion.routings.select_related("to", "passed_to", "by").order_by("at", "pk")[:MOST])


def own(user: Any, discussion: Discussion) -> Routing:
    """The routing of a question to this person. Raises Http404 where it was not put to them."""
    row = (
        Routing.objects.visible_to(user)
        .filter(discussion=discussion, to=user)
        .select_related("discussion__community", "by")
        .first()
    )
    if row is None:
        raise Http404
    return row


def open_counts(user_ids: list[int]) -> dict[int, int]:
    """How many questions wait for each of these people."""
    rows = Routing.objects.waiting().filter(to__in=user_ids).values_list("to").annotate(Count("pk"))
    return dict(rows)


@dataclass(frozen=True)
class Candidate:
    """An expert whom a question could be put to."""

    expert: Expert
    matching: list[str]
    waiting: int


def candidates(discussion: Discussion) -> list[Candidate]:
    """Experts who were not asked yet; those first who stand for what the question is about."""
    asked = set(discussion.routings.values_list("to_id", flat=True)) | {discussion.author_id}
    free = [expert for expert in experts(discussion.community) if expert.user.pk not in asked]
    waiting = open_counts([expert.user.pk for expert in free])
    rows = [
        Candidate(expert, expert.matching(discussion.subjects), waiting.get(expert.user.pk, 0))
        for expert in free
    ]
    return sorted(rows, key=lambda row: (-len(row.matching), row.waiting, row.expert.user.folded_name))


def late(now: datetime.datetime, level: int) -> QuerySet[Routing]:
    """Questions that wait longer than the patience of a level, and of which nobody was reminded so far."""
    return Routing.objects.waiting().filter(at__lte=now - PATIENCE[level], reminders__lt=level).order_by("pk")


def waiting_questions(user: Any) -> list[Waiting]:
    """Questions put to this person, oldest first."""
    rows = (
        Routing.objects.visible_to(user)
        .waiting()
        .filter(to=user)
        .select_related("discussion__community", "by")
        .order_by("at", "pk")[:MOST]
    )
    return [
        Waiting(
            key=f"routing:{row.pk}:{row.reminders}",
            sentence=_("“%(title)s” was put to you.") % {"title": row.discussion.title},
            action=_("Answer, or say whom to ask"),
            url=row.discussion.get_absolute_url(),
            since=row.at,
            community=row.discussion.community,
            reason=_("A colleague waits for what you know.")
            if row.by is None
            else _("%(name)s thinks that you know.") % {"name": row.by.name},
        )
        for row in rows
    ]


def waiting_declined(user: Any) -> list[Waiting]:
    """Questions that nobody who was asked could answer, in communities this person facilitates."""
    rows = (
        Routing.objects.filter(
            ~Q(discussion__community__modules_off__contains=[Module.QUESTIONS]),
            state=RoutingState.DECLINED,
            discussion__in=unanswered(Discussion.objects.all()).values("pk"),
            discussion__closed_at=None,
            discussion__hidden_at=None,
            discussion__community__in=communities_where(user, Capability.MODERATE).alive(),
        )
        .exclude(discussion__routings__state__in=[RoutingState.WAITING, RoutingState.ASKED_BACK])
        .select_related("discussion__community", "to")
        .order_by("settled_at", "pk")[:MOST]
    )
    return [
        Waiting(
            key=f"declined:{row.pk}",
            sentence=_("%(name)s cannot answer “%(title)s” and names nobody else.")
            % {"name": row.to.name, "title": row.discussion.title},
            action=_("Ask somebody else"),
            url=reverse("ask_expert", args=[row.discussion.community.slug, row.discussion_id]),
            since=row.settled_at or row.at,
            community=row.discussion.community,
            reason=_("Whoever asked still waits."),
        )
        for row in rows
    ]
