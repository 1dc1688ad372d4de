"""Reading needs."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db.models import Exists, OuterRef, QuerySet, Value
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from communities.desk import Waiting
from communities.enums import Capability, NeedState
from communities.evidence import Evidence
from communities.models import Community, Need, NeedSupport
from communities.queries.memberships import communities_where
from cop_portal.foundation.text import fold


def board(user: Any, community: Community, *, answered: bool = False) -> QuerySet[Any]:
    """The needs of a community, most wanted first, with whether this person wants them too."""
    rows = Need.objects.visible_to(user).filter(community=community).select_related("by", "answered_by")
    rows = rows.exclude(state=NeedState.OPEN) if answered else rows.open()
    mine = Value(False)
    if user.is_authenticated:
        mine = Exists(NeedSupport.objects.filter(need=OuterRef("pk"), user=user))  # type: ignore[assignment]
    rows = rows.annotate(mine=mine)
    return rows.order_by("-answered_at", "-pk") if answered else rows.order_by("-support_count", "-pk")


def similar(user: Any, community: Community, text: str, *, limit: int = 3) -> list[Need]:
    """Open needs that say nearly the same."""
    wanted = fold(text).strip()[:200]
    if len(wanted) < 4:
        return []
    return list(
        Need.objects.visible_to(user)
        .open()
        .filter(community=community)
        .annotate(alike=TrigramWordSimilarity(wanted, "folded_text"))
        .filter(alike__gte=0.5)
        .order_by("-alike", "-support_count")[:limit]
    )


def supporter_ids(need_id: int) -> list[int]:
    return list(NeedSupport.objects.filter(need=need_id).values_list("user_id", flat=True))


def waiting_needs(user: Any) -> list[Waiting]:
    """Open needs that three people or more want, in communities where this person takes needs up."""
    rows = (
        Need.objects.open()
        .filter(community__in=communities_where(user, Capability.TAKE_UP_NEEDS).alive(), support_count__gte=3)
        .select_related("community")
        .order_by("-support_count", "pk")[:30]
    )
    return [
        Waiting(
            key=f"need:{need.pk}:{need.support_count}",
            sentence=ngettext(
                "%(count)s member wants: “%(text)s”.",
                "%(count)s members want: “%(text)s”.",
                need.support_count,
            )
            % {"count": need.support_count, "text": need.text},
            action=_("Take it up"),
            url=reverse("need_answer", args=[need.community.slug, need.pk]),
            since=need.at,
            community=need.community,
            reason=_("Members who see their needs taken up stay."),
        )
        for need in rows
    ]


def needs_open(community: Community) -> Evidence:
    count = community.needs.filter(state=NeedState.OPEN).count()
    return Evidence(
        count > 0,
        ngettext("%(count)s need is open.", "%(count)s needs are open.", count) % {"count": count},
    )


def needs_met(community: Community) -> Evidence:
    count = community.needs.filter(state__in=[NeedState.MET, NeedState.TAKEN_UP, NeedState.ASKED]).count()
    return Evidence(
        count > 0,
        ngettext("%(count)s need was taken up or met.", "%(count)s needs were taken up or met.", count)
        % {"count": count},
    )
