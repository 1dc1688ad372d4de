"""What waits for a facilitator: flagged texts and first posts, the oldest first."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from communities.desk import Waiting
from communities.enums import Capability
from communities.models import Community
from communities.queries.memberships import communities_where
from cop_portal.foundation.text import excerpt
from discussions.models import Contribution, Flag, HeldPost, Matter

ORDER = ("since", "pk")
DECIDED_ORDER = ("-decided_at", "-pk")


def of_community(user: Any, community: Community, *, decided: bool | None = False) -> QuerySet[Matter]:
    """What waits in a community, or what was decided, or both, with all that a row of the list shows."""
    rows = Matter.objects.visible_to(user).filter(community=community)
    if decided is not None:
        rows = rows.exclude(outcome="") if decided else rows.waiting()
    return rows.select_related(
        "community", "discussion__author", "contribution__author", "held__author", "decided_by"
    ).prefetch_related(Prefetch("flags", Flag.objects.select_related("by")))


def flags_of(user: Any, matter: Matter) -> QuerySet[Flag]:
    """Who flagged and why, for those who moderate."""
    return Flag.objects.visible_to(user).filter(matter=matter).select_related("by")


def files_of(matter: Matter) -> list[Any]:
    """The files that come with the text."""
    if matter.held is not None:
        return list(matter.held.files.order_by("pk"))
    return list(matter.contribution.attachments.order_by("pk")) if matter.contribution else []


def around(matter: Matter, *, before: int = 2, after: int = 2) -> list[Contribution]:
    """What was said right before and after, so that nobody decides without its context."""
    if matter.discussion is None:
        return []
    rows = Contribution.objects.filter(discussion=matter.discussion, withdrawn_at=None)
    rows = rows.select_related("author").defer("search")
    if matter.contribution is None:
        last = rows.order_by("-number")[: before + after]
        return (
            sorted(last, key=lambda row: row.number) if matter.held else list(rows.order_by("number")[:after])
        )
    number = matter.contribution.number
    return list(rows.filter(number__range=(number - before, number + after)).order_by("number"))


def waiting_matters(user: Any) -> list[Waiting]:
    """For the desk: what waits in all communities where this person moderates, oldest first."""
    rows = (
        Matter.objects.waiting()
        .filter(community__in=communities_where(user, Capability.MODERATE).alive())
        .select_related("community", "discussion", "held__author")
        .order_by(*ORDER)[:30]
    )
    return [
        Waiting(
            key=f"matter:{row.pk}:{row.flag_count}",
            sentence=_sentence(row),
            action=_("Look at it"),
            url=row.get_absolute_url(),
            since=row.since,
            community=row.community,
            reason=_("A first post that waits long is often the last.")
            if row.held
            else _("Members trust a place that is looked after."),
        )
        for row in rows
    ]


def _sentence(row: Matter) -> str:
    if row.held is not None:
        title = row.discussion.title if row.discussion else row.held.title
        return _("A first post of %(name)s waits: %(title)s.") % {
            "name": row.held.author.name,
            "title": excerpt(title, 100),
        }
    return ngettext(
        "%(count)s person flagged a text in “%(title)s”.",
        "%(count)s people flagged a text in “%(title)s”.",
        row.flag_count,
    ) % {"count": row.flag_count, "title": excerpt(row.discussion.title if row.discussion else "", 100)}


def held_of(user: Any, community: Community) -> QuerySet[HeldPost]:
    """A person's own posts that wait, or were refused, newest first."""
    rows = HeldPost.objects.filter(author=user, community=community).exclude(state=HeldPost.State.RELEASED)
    return rows.select_related("discussion__community", "community").prefetch_related("files").order_by("-pk")
