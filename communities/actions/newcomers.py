"""Looking after those who have just come, and after requests that nobody answers."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from communities.activity import BUDDY_NAMED, INTRODUCED, NEWCOMER_NUDGED, REQUEST_ESCALATED
from communities.enums import Capability, MembershipState
from communities.models import Community, Membership
from communities.models.memberships import PATIENCE
from communities.permissions import check_capability, check_member
from cop_portal.foundation.activity.record import record
from cop_portal.foundation.permissions import SYSTEM


@transaction.atomic
def introduce(*, community: Community, by: Any, brings: str, seeks: str) -> Membership:
    """Say what one brings and seeks, or change it. The same again changes nothing."""
    check_member(by, community)
    row = Membership.objects.active().select_for_update().filter(community=community, user=by).first()
    if row is None:
        raise ValidationError(_("Join first: what you bring and seek belongs to your membership."))
    if (row.brings, row.seeks) != (brings, seeks):
        row.brings, row.seeks = brings, seeks
        row.save(update_fields=["brings", "seeks"])
        record(INTRODUCED, by=by, target=row, community=community)
    return row


@transaction.atomic
def name_buddy(*, membership: Membership, buddy: Any, by: Any) -> Membership:
    """Somebody of the community whom a newcomer may ask anything. Both are told."""
    community = membership.community
    check_capability(by, community, Capability.MANAGE_MEMBERS)
    if buddy.pk == membership.user_id:
        raise ValidationError(_("Nobody is their own buddy."))
    if not Membership.objects.active().filter(community=community, user=buddy).exists():
        raise ValidationError(_("A buddy is a member of the community."))
    locked = Membership.objects.active().select_for_update().get(pk=membership.pk)
    if locked.buddy_id != buddy.pk:
        locked.buddy = buddy
        locked.save(update_fields=["buddy"])
        record(
            BUDDY_NAMED,
            by=by,
            target=locked,
            community=community,
            user_id=locked.user_id,
            buddy_id=buddy.pk,
        )
    return locked


@transaction.atomic
def nudge(*, membership: Membership, by: Any) -> None:
    """One friendly letter to a newcomer who has not begun; there is no second."""
    check_capability(by, membership.community, Capability.MANAGE_MEMBERS)
    locked = Membership.objects.active().select_for_update().get(pk=membership.pk)
    if locked.nudged_at is not None:
        raise ValidationError(_("This newcomer was written to already; once is enough."))
    locked.nudged_at = timezone.now()
    locked.save(update_fields=["nudged_at"])
    record(NEWCOMER_NUDGED, by=by, target=locked, community=membership.community, user_id=membership.user_id)


@transaction.atomic
def escalate(pk: int, level: int, *, at: datetime.datetime | None = None) -> bool:
    """Remind of a request that waits too long: each level once for each request."""
    moment = at or timezone.now()
    row = Membership.objects.select_for_update().filter(pk=pk, state=MembershipState.REQUESTED).first()
    if row is None or row.requested_at is None or row.escalations >= level:
        return False
    if row.requested_at + PATIENCE[level] > moment:
        return False
    row.escalations = level
    row.save(update_fields=["escalations"])
    record(REQUEST_ESCALATED, by=SYSTEM, target=row, community=row.community, level=level)
    return True
