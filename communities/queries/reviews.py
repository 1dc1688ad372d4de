"""Reading reviews of communities, and gathering what one of them looks at."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from communities.desk import Waiting
from communities.enums import Capability
from communities.evidence import figures, find_evidence, find_topics
from communities.models import Community, CommunityReview, Membership
from communities.queries import pulses
from communities.queries.memberships import communities_where

YEAR = datetime.timedelta(days=365)
MOST_TOPICS = 5
# What other parts of the portal can see and a review should know.
ASKED = (
    "roles_filled", "charter_agreed", "terms_published", "rhythm_kept", "goals_named", "goals_reached",
    "needs_open", "needs_met",
)  # fmt: skip


def ahead(community: Community) -> CommunityReview | None:
    """The review that is planned or open."""
    return community.reviews.filter(decided_at=None).first()


def next_day(community: Community, review: CommunityReview | None) -> datetime.date:
    return review.due_on if review else timezone.localdate(community.created_at) + YEAR


def past(user: Any, community: Community) -> QuerySet[CommunityReview]:
    return (
        CommunityReview.objects.visible_to(user)
        .filter(community=community)
        .exclude(decided_at=None)
        .select_related("decided_by")
        .order_by("-decided_at")
    )


def open_for(user: Any) -> list[Waiting]:
    """Open reviews that this person may end, oldest first."""
    rows = (
        CommunityReview.objects.open()
        .filter(community__in=communities_where(user, Capability.REFLECT).filter(archived_at=None))
        .select_related("community")
        .order_by("opened_at", "pk")[:20]
    )
    return [
        Waiting(
            f"review:{row.pk}",
            _("%(community)s is due for its review.") % {"community": row.community.name},
            _("Hold the review"),
            reverse("community_review", args=[row.community.slug]),
            row.opened_at or timezone.now(),
            row.community,
            due=row.due_on,
        )
        for row in rows
    ]


@dataclass
class Comparison:
    """A figure of the portal on the day of the review and at the beginning of its period."""

    label: str
    unit: str
    now: str
    before: str


def comparisons(evidence: dict[str, Any]) -> list[Comparison]:
    """The frozen figures with their labels of today; what nobody measures any more is left out."""
    known = figures()
    return [
        Comparison(str(known[key].label), str(known[key].unit), pair["now"], pair["before"])
        for key, pair in evidence.get("figures", {}).items()
        if key in known
    ]


def gather(community: Community, until: datetime.date) -> dict[str, Any]:
    """The evidence of a review that opens on a day, since the last one or the beginning.

    Numbers and names, ready for JSON; only what other storeys say of themselves comes in words.
    """
    since = _since(community)
    topics = find_topics(community, since, until)
    rising = [topic for topic in topics if topic.now > topic.before][:MOST_TOPICS]
    falling = [topic for topic in topics if topic.now < topic.before][:MOST_TOPICS]
    return {
        "since": since.isoformat(),
        "until": until.isoformat(),
        **_people(community, since, until),
        "rising": [vars(topic) for topic in rising],
        "falling": [vars(topic) for topic in falling],
        "findings": _findings(community),
        "figures": _figures(community, since, until),
        "pulse": pulses.last_until(community, until),
        "pulse_before": pulses.last_until(community, since),
    }


def _since(community: Community) -> datetime.date:
    last = community.reviews.exclude(decided_at=None).order_by("-decided_at").first()
    if last is not None and last.decided_at is not None:
        return timezone.localdate(last.decided_at)
    return timezone.localdate(community.created_at)


def _people(community: Community, since: datetime.date, until: datetime.date) -> dict[str, int]:
    """until is included: who joined on the morning of the review counts."""
    came = Q(joined_at__date__gte=since, joined_at__date__lte=until)
    went = Q(left_at__date__gte=since, left_at__date__lte=until, joined_at__isnull=False)
    seen = Membership.objects.filter(community=community).aggregate(
        joined=Count("pk", filter=came), left=Count("pk", filter=went)
    )
    return {**seen, "members": Membership.objects.active().filter(community=community).count()}


def _findings(community: Community) -> list[dict[str, Any]]:
    found = [(key, find_evidence(key, community)) for key in ASKED]
    return [{"key": key, "found": seen.found, "words": str(seen.words)} for key, seen in found if seen]


def _figures(community: Community, since: datetime.date, until: datetime.date) -> dict[str, dict[str, str]]:
    measured = {}
    for key, figure in figures().items():
        now, before = figure.value(community, until), figure.value(community, since)
        if now is not None:
            measured[key] = {
                "now": f"{now.normalize():f}",
                "before": f"{before.normalize():f}" if before is not None else "",
            }
    return measured
