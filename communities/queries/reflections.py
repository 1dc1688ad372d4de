"""Reading the rounds of “How are we doing?”."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from communities.desk import Waiting
from communities.enums import Capability, Module, ReflectionHeading
from communities.models import Community, Membership, Reflection, ReflectionNote
from communities.queries.memberships import communities_where

EVERY = datetime.timedelta(days=183)

QUESTIONS = {
    ReflectionHeading.CULTURE: gettext_lazy("How do we treat one another, and how do we work together?"),
    ReflectionHeading.PRACTICE: gettext_lazy("What do we learn here that we use in our work?"),
    ReflectionHeading.TECHNOLOGY: gettext_lazy(
        "What helps us in the tools we use, and what gets in the way?"
    ),
    ReflectionHeading.MOTIVATION: gettext_lazy("Why do we come back, and what keeps others away?"),
}


def rounds(user: Any, community: Community) -> QuerySet[Reflection]:
    """All rounds, newest first."""
    return Reflection.objects.visible_to(user).filter(community=community).select_related("opened_by")


def open_round(user: Any, community: Community) -> Reflection | None:
    return rounds(user, community).filter(closed_at=None).first()


def get_for(user: Any, community: Community, pk: int) -> Reflection:
    """One round that this person may read. Raises Http404."""
    reflection = rounds(user, community).select_related("community", "opened_by").filter(pk=pk).first()
    if reflection is None:
        raise Http404
    return reflection


@dataclass
class Part:
    """One heading of a round: its question, what was said, what this reader said."""

    key: str
    label: str
    question: str
    notes: list[ReflectionNote]
    own: ReflectionNote | None


def parts(user: Any, reflection: Reflection) -> list[Part]:
    """The four headings in their order, with all notes, in one query."""
    notes = list(reflection.notes.select_related("by"))
    found = []
    for heading in ReflectionHeading:
        here = [note for note in notes if note.heading == heading]
        own = next((note for note in here if user.pk is not None and note.by_id == user.pk), None)
        found.append(Part(str(heading), str(heading.label), str(QUESTIONS[heading]), here, own))
    return found


def writer_ids(reflection: Reflection) -> list[int]:
    """Who wrote to a round and still belongs to the community."""
    return list(
        Membership.objects.active()
        .filter(
            community_id=reflection.community_id,
            user__in=reflection.notes.exclude(by=None).values("by"),
        )
        .values_list("user_id", flat=True)
    )


def waiting_for(user: Any) -> list[Waiting]:
    """For the desk: communities whose last round is over six months ago, or that have had none so long."""
    moment = timezone.now()
    rows = (
        communities_where(user, Capability.REFLECT)
        .filter(archived_at=None)
        .exclude(modules_off__contains=[Module.REFLECTIONS])
        .exclude(Exists(Reflection.objects.open().filter(community=OuterRef("pk"))))
        .annotate(last=Max("reflections__opened_at"))
        .filter(Q(last__lt=moment - EVERY) | Q(last=None, created_at__lt=moment - EVERY))
        .order_by("pk")[:10]
    )
    found = [
        Waiting(
            key=f"reflection:{community.pk}:{(community.last or community.created_at).date()}",
            sentence=_("Ask the members of %(name)s how the community is doing") % {"name": community.name},
            action=_("Open a round"),
            url=reverse("reflection_open", args=[community.slug]),
            since=(community.last or community.created_at) + EVERY,
            community=community,
            reason=_("The last round is more than six months ago") if community.last else "",
        )
        for community in rows
    ]
    return sorted(found, key=lambda item: item.since)
