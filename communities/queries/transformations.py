"""Reading transformations: the one on top of a community's pages, those that wait for an answer."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from communities.desk import Waiting
from communities.enums import Capability, TransformationKind, TransformationState
from communities.models import Community, Membership, Transformation
from communities.queries.memberships import communities_where
from cop_portal.foundation.accounts.models import User

RELATED = ("community", "into", "outgoing", "successor", "library_owner", "started_by", "ended_by")


def get_for(user: Any, pk: int) -> Transformation:
    """Raises Http404 where the person may not read it. A proposal is for those it concerns."""
    step = Transformation.objects.visible_to(user).select_related(*RELATED).filter(pk=pk).first()
    if step is None:
        raise Http404
    return step


def on_top(community: Community) -> Transformation | None:
    """What every page of the community says; asked only where there is something."""
    if community.transformation_id is None:
        return None
    return Transformation.objects.select_related(*RELATED).filter(pk=community.transformation_id).first()


def awaited(community: Community) -> Transformation | None:
    return community.transformations.awaited().select_related(*RELATED).first()


def past(user: Any, community: Community) -> QuerySet[Transformation]:
    """What was done, undone, withdrawn or declined here, newest first."""
    rows = Transformation.objects.visible_to(user).filter(community=community)
    return rows.exclude(
        state__in=[TransformationState.PROPOSED, TransformationState.ANNOUNCED]
    ).select_related(*RELATED)


def learned(community: Community) -> Transformation | None:
    """The newest step that left a text behind; it stays readable where the step was undone."""
    return (
        community.transformations.exclude(done_at=None)
        .exclude(lessons="")
        .select_related(*RELATED)
        .order_by("-done_at")
        .first()
    )


def made_by(user: Any, step: Transformation) -> QuerySet[Community]:
    """The communities that a split made, as far as this person may know of them."""
    return Community.objects.visible_to(user).filter(pk__in=step.before.get("made", [])).order_by("pk")


def merge_targets(user: Any, community: Community) -> QuerySet[Community]:
    return Community.objects.visible_to(user).alive().exclude(pk=community.pk).order_by("folded_name", "pk")


def colleagues(community: Community) -> QuerySet[User]:
    """Members of today who are no guests, by name."""
    here = Membership.objects.active().filter(community=community).values("user")
    return User.objects.active().filter(pk__in=here, is_guest=False).order_by("folded_name", "pk")


def coordinators(community: Community) -> QuerySet[User]:
    here = Membership.objects.with_role("coordinator").filter(community=community).values("user")
    return User.objects.filter(pk__in=here).order_by("folded_name", "pk")


def waiting_for(user: Any) -> list[Waiting]:
    """Merges and hand-overs that wait for this person's yes or no, oldest first."""
    asked = Q(successor=user, kind=TransformationKind.HAND_OVER) | Q(
        kind=TransformationKind.MERGE,
        into__in=communities_where(user, Capability.TRANSFORM).filter(archived_at=None),
    )
    rows = (
        Transformation.objects.filter(asked, state=TransformationState.PROPOSED)
        .select_related("community", "into", "started_by")
        .order_by("started_at", "pk")[:20]
    )
    return [_waiting(row) for row in rows]


def _waiting(step: Transformation) -> Waiting:
    if step.kind == TransformationKind.HAND_OVER:
        sentence = _("You are asked to coordinate %(community)s.") % {"community": step.community.name}
    else:
        sentence = _("%(community)s asks to merge into %(other)s.") % {
            "community": step.community.name,
            "other": step.into.name if step.into else "",
        }
    return Waiting(
        f"transformation:{step.pk}",
        sentence,
        _("Read and answer"),
        step.get_absolute_url(),
        step.started_at,
        step.into or step.community,
        due=step.on_date,
    )
