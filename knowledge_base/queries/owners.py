"""Who answers for a resource: people who have an account and still belong to its community."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from communities.desk import Waiting
from communities.enums import Capability
from communities.models import Membership
from communities.queries.memberships import communities_where
from knowledge_base.models import ResourcePage

MOST_WAITING = 15


def stands(field: str) -> Exists:
    """Whether the person in a column of a resource is an active member of its community with an account."""
    return Exists(
        Membership.objects.active().filter(
            community=OuterRef("community"), user=OuterRef(field), user__is_active=True
        )
    )


def answering_ids(resource: ResourcePage) -> list[int]:
    """Owner and substitute, as far as they stand."""
    own = [pk for pk in (resource.owner_id, resource.substitute_id) if pk]
    rows = Membership.objects.active().filter(
        community=resource.community_id, user__in=own, user__is_active=True
    )
    return list(rows.values_list("user_id", flat=True))


def waiting_confirmations(user: Any) -> list[Waiting]:
    """What this person answers for and is asked to confirm; those who review have it on their desk anyway."""
    today = timezone.localdate()
    member = Membership.objects.active().filter(user=user).values("community")
    rows = (
        ResourcePage.objects.visible_to(user)
        .filter(Q(owner=user) | Q(substitute=user), community__in=member, community__archived_at=None)
        .filter(Q(next_review_on__lt=today) | Q(changed_at__gt=F("confirmed_at")))
        .exclude(community__in=communities_where(user, Capability.REVIEW_RESOURCES))
        .select_related("community", "confirmed_by")
        .defer("body", "search_vector")
        .order_by("next_review_on", "pk")[:MOST_WAITING]
    )
    return [
        Waiting(
            key=f"confirm:{row.pk}:{row.next_review_on}",
            sentence=_("“%(title)s”: %(reason)s.") % {"title": row.title, "reason": row.trust_text},
            action=_("Confirm or change it"),
            url=row.url,
            since=row.changed_at or row.confirmed_at or timezone.now(),
            community=row.community,
            reason=_("What nobody confirms, nobody trusts."),
            due=row.next_review_on,
        )
        for row in rows
    ]
