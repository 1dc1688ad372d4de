"""Reading ideas: who supports one, who tries it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q, QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from communities.desk import Waiting
from discussions.models import Discussion, IdeaSupport, Trial

MOST = 30


@dataclass(frozen=True)
class Idea:
    """What the page of an idea shows beside the discussion."""

    trials: list[Trial]
    mine: bool


def of_discussion(user: Any, discussion: Discussion) -> Idea:
    """Trials, the oldest first, and whether this person supports it: two statements."""
    mine = user.is_authenticated and IdeaSupport.objects.filter(discussion=discussion, user=user).exists()
    return Idea(list(discussion.trials.select_related("owner").order_by("begun_at", "pk")[:MOST]), mine)


def trial_for(discussion: Discussion, pk: int) -> Trial:
    """A trial of a discussion that was fetched through its gate. Raises Http404."""
    trial = discussion.trials.select_related("owner").filter(pk=pk).first()
    if trial is None:
        raise Http404
    trial.discussion = discussion
    return trial


def concerned_ids(discussion_id: int) -> list[int]:
    """Who had the idea, and who supports it."""
    author = Discussion.objects.filter(pk=discussion_id, author__isnull=False).values_list(
        "author", flat=True
    )
    return [*author, *IdeaSupport.objects.filter(discussion=discussion_id).values_list("user_id", flat=True)]


def due_trials(today: datetime.date) -> QuerySet[Trial]:
    """Under way, their day is here, and nobody was told of that day."""
    rows = Trial.objects.under_way().filter(due_on__lte=today, owner__isnull=False)
    return rows.filter(Q(told_of=None) | ~Q(told_of=F("due_on"))).order_by("pk")


def waiting_trials(user: Any) -> list[Waiting]:
    """What this person tries and what is due within a week."""
    rows = (
        Trial.objects.visible_to(user)
        .under_way()
        .filter(owner=user, due_on__lte=timezone.localdate() + datetime.timedelta(days=7))
        .select_related("discussion__community")
        .order_by("due_on", "pk")[:MOST]
    )
    return [
        Waiting(
            key=f"trial:{row.pk}:{row.due_on}",
            sentence=_("You try: %(what)s.") % {"what": row.what.rstrip(".")},
            action=_("Say what became of it"),
            url=reverse("report_trial", args=[row.discussion.community.slug, row.discussion_id, row.pk]),
            since=row.begun_at,
            community=row.discussion.community,
            reason=_("Those who support the idea want to know, also if it failed."),
            due=row.due_on,
        )
        for row in rows
    ]
