"""Who is asked whether a draft represents them, and what they said."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from communities.desk import Waiting
from communities.models import Membership
from cop_portal.foundation.accounts.models import User
from discussions.enums import Represented
from discussions.models import Discussion, Representation, Synthesis
from discussions.permissions import check_answer_representation

MOST = 30


def to_ask(synthesis: Synthesis, *, by: Any) -> QuerySet[User]:
    """Contributors, cited or not, who are members still; not who asks, and not the facilitator."""
    discussion = synthesis.discussion
    spoke = discussion.contributions.standing().values("author")
    members = Membership.objects.active().filter(community=discussion.community_id).values("user")
    people = User.objects.active().filter(pk__in=spoke).filter(pk__in=members)
    return people.exclude(pk__in=[pk for pk in (by.pk, discussion.facilitator_id) if pk]).order_by("pk")


def draft_for(user: Any, discussion: Discussion) -> Synthesis:
    """The draft somebody was asked about. Raises Http404 where there is none, Denied for who was not asked."""
    synthesis = Synthesis.objects.filter(discussion=discussion).select_related("written_by").first()
    if synthesis is None:
        raise Http404
    synthesis.discussion = discussion
    check_answer_representation(user, synthesis)
    return synthesis


def newest_of(user: Any, synthesis: Synthesis) -> Representation | None:
    """What the person was asked last."""
    return synthesis.representations.filter(user=user.pk).order_by("-revision").first()


@dataclass
class Voices:
    """The last question to each person, by what became of it."""

    confirmed: list[Representation] = field(default_factory=list)
    corrected: list[Representation] = field(default_factory=list)
    silent: list[Representation] = field(default_factory=list)

    @property
    def waiting(self) -> list[Representation]:
        """Corrections that nobody took over yet."""
        return [row for row in self.corrected if row.taken_over_at is None]

    @property
    def asked(self) -> int:
        return len(self.confirmed) + len(self.corrected) + len(self.silent)


def voices(synthesis: Synthesis | None) -> Voices:
    """Each person once, with their last answer; who was asked anew and is silent is silent."""
    found = Voices()
    if synthesis is None:
        return found
    rows = synthesis.representations.select_related("user", "taken_over_by").order_by("user", "-revision")
    newest = sorted(rows.distinct("user"), key=lambda row: (row.user.name, row.pk))
    for row in newest:
        if row.answer == Represented.CONFIRMED:
            found.confirmed.append(row)
        elif row.answer == Represented.CORRECTED:
            found.corrected.append(row)
        else:
            found.silent.append(row)
    return found


def waiting_for(user: Any) -> list[Waiting]:
    """Drafts one is asked about, and corrections to a draft one asked about or facilitates."""
    rows = Representation.objects.filter(synthesis__published_at=None).select_related(
        "user", "synthesis__discussion__community"
    )
    newer = Representation.objects.filter(
        synthesis=OuterRef("synthesis"), user=OuterRef("user"), revision__gt=OuterRef("revision")
    )
    mine = rows.filter(
        Q(user=user, answer="")
        | Q(answer=Represented.CORRECTED, taken_over_at=None)
        & (Q(asked_by=user) | Q(synthesis__discussion__facilitator=user))
    )
    readable = Discussion.objects.visible_to(user).values("pk")
    found = mine.exclude(Exists(newer)).filter(synthesis__discussion__in=readable).order_by("asked_at", "pk")
    return [_waiting(row, user) for row in found[:MOST]]


def _waiting(row: Representation, user: Any) -> Waiting:
    talk = row.synthesis.discussion
    if row.user_id == user.pk and not row.answer:
        return Waiting(
            key=f"represented:{row.pk}",
            sentence=_("Does the draft of “%(title)s” represent you well?") % {"title": talk.title},
            action=_("Read the draft and answer"),
            url=reverse("representation", args=[talk.community.slug, talk.pk]),
            since=row.asked_at,
            community=talk.community,
        )
    return Waiting(
        key=f"corrected:{row.pk}:{row.answered_at:%Y%m%d%H%M}",
        sentence=_("%(name)s corrects the draft of “%(title)s”")
        % {"name": row.user.name, "title": talk.title},
        action=_("Read the correction"),
        url=reverse("representations", args=[talk.community.slug, talk.pk]),
        since=row.answered_at or row.asked_at,
        community=talk.community,
    )
