"""The end of a guest's access: a day that is known, told before, moved by those who invite."""

from __future__ import annotations

import datetime
import secrets
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from communities.actions import memberships
from communities.actions.invitations import LONGEST
from communities.activity import ACCESS_CHANGED, ACCESS_ENDED, ACCESS_ENDING
from communities.enums import Capability, MembershipState
from communities.models import Community, Membership
from communities.models.memberships import ACCESS_REMIND
from communities.permissions import check_capability, check_give_roles
from cop_portal.foundation.accounts.models import User
from cop_portal.foundation.activity.record import record
from cop_portal.foundation.permissions import SYSTEM


@transaction.atomic
def change_access(*, membership: Membership, by: Any, until: datetime.date) -> Membership:
    """Move a guest's last day. A day that is moved is told anew before it comes.

    Roles end with the access, so the day of who holds one is for those who may end it.
    """
    check_capability(by, membership.community, Capability.MANAGE_MEMBERS)
    if not membership.user.is_guest:
        raise ValidationError(_("Only the access of guests ends on a day."))
    today = timezone.localdate()
    if not today <= until <= today + LONGEST:
        raise ValidationError(_("Choose a day from today on, within two years."))
    locked = Membership.objects.select_for_update().get(pk=membership.pk)
    check_give_roles(by, membership.community, *locked.roles)
    if locked.access_until != until:
        locked.access_until, locked.access_reminded_at = until, None
        locked.save(update_fields=["access_until", "access_reminded_at"])
        record(
            ACCESS_CHANGED,
            by=by,
            target=locked,
            community=membership.community,
            user_id=locked.user_id,
            until=until.isoformat(),
        )
    return locked


@transaction.atomic
def remind_of_end(pk: int, *, today: datetime.date) -> bool:
    """A week before: the guest and who invited them are told, once for each last day."""
    row = Membership.objects.active().select_for_update().filter(pk=pk, access_reminded_at=None).first()
    if row is None or row.access_until is None or row.access_until > today + ACCESS_REMIND:
        return False
    row.access_reminded_at = timezone.now()
    row.save(update_fields=["access_reminded_at"])
    record(ACCESS_ENDING, by=SYSTEM, target=row, community=row.community, user_id=row.user_id)
    return True


@transaction.atomic
def end_access(pk: int, *, today: datetime.date) -> bool:
    """After the last day: what was contributed stays, the person is out. Twice is once."""
    row = Membership.objects.active().select_for_update().filter(pk=pk).first()
    if row is None or row.access_until is None or row.access_until >= today:
        return False
    try:
        memberships.depart(row)
    except ValidationError:  # the last coordinator stays until somebody else coordinates
        return False
    record(ACCESS_ENDED, by=SYSTEM, target=row, community=row.community, user_id=row.user_id)
    return True


def pretend(*, community: Community, by: Any) -> User:
    """A guest who is a member, for looking at pages as one. The caller's transaction is undone afterwards."""
    check_capability(by, community, Capability.MANAGE_MEMBERS)
    guest = User.objects.create(
        email=f"guest-{secrets.token_hex(8)}@invalid.invalid",
        name=str(_("A guest")),
        is_guest=True,
        language=by.language,
        time_zone=by.time_zone,
        mail_state=User.MailState.NONE,
    )
    Membership.objects.create(
        community=community, user=guest, state=MembershipState.ACTIVE, joined_at=timezone.now()
    )
    return guest
