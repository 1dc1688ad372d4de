"""Keeping somebody out for a time, and letting them in again.

What hangs on belonging ends in the same transaction: rights, roles, groups, notices and letters that
have not left. Reply addresses, invitation links and mails that wait ask for rights when they are used.
"""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from communities.actions.memberships import check_not_last_coordinator, depart, recount, sync_groups
from communities.activity import SUSPENDED, SUSPENSION_LIFTED
from communities.enums import MembershipState
from communities.models import Community, Membership, RoleTerm, Suspension
from communities.permissions import (
    check_give_roles,
    check_lift_suspension,
    check_suspend,
    forget_standing,
)
from cop_portal.foundation.accounts import actions as accounts
from cop_portal.foundation.accounts.models import User
from cop_portal.foundation.activity.record import record
from cop_portal.foundation.notifications import taking_back
from cop_portal.foundation.notifications.models import Notice
from cop_portal.foundation.permissions import SYSTEM, actor_or_none
from cop_portal.foundation.text import one_line

State = MembershipState
KEPT = ("is_core", "is_connector", "wants_newsletter")


@transaction.atomic
def suspend(
    *,
    user: Any,
    by: Any,
    reason: str,
    community: Community | None = None,
    until: datetime.date | None = None,
) -> Suspension:
    """Suspend a member of a community, or somebody from the whole portal where none is given.

    Twice is once. Raises ValidationError without a reason, for a day that is over, for the last
    coordinator, and for who is no member.
    """
    check_suspend(by, user, community)
    reason = one_line(reason)[:500]
    if not reason:
        raise ValidationError(_("Say why; the person reads it."))
    if until is not None and until < timezone.localdate():
        raise ValidationError(_("That day is over already."))
    User.objects.select_for_update(no_key=True).only("pk").get(pk=user.pk)
    running = Suspension.objects.running().filter(user=user, community=community).first()
    if running is not None:
        return running
    before = _out_of_portal(user) if community is None else _out_of(community, user, by)
    row = Suspension.objects.create(
        user=user, community=community, reason=reason, until=until, by=actor_or_none(by), before=before
    )
    if community is not None:
        forget_standing(community, user, by)
    record(
        SUSPENDED,
        by=by,
        target=row,
        community=community,
        user_id=user.pk,
        until=until.isoformat() if until else "",
    )
    return row


def _out_of(community: Community, user: Any, by: Any) -> dict[str, Any]:
    """End a membership for now. Returns what it was. A role given a moment ago is asked about, too."""
    membership = Membership.objects.select_for_update().filter(community=community, user=user).first()
    if membership is None or membership.state != State.ACTIVE:
        raise ValidationError(_("%(name)s is not a member here.") % {"name": user.name})
    check_give_roles(by, community, *membership.roles)
    terms = RoleTerm.objects.filter(community=community, user=user, ended_at=None)
    before: dict[str, Any] = {name: getattr(membership, name) for name in KEPT}
    before |= {"roles": membership.roles, "terms": list(terms.values_list("pk", flat=True))}
    depart(membership)
    membership.state = State.SUSPENDED
    membership.save(update_fields=["state"])
    taking_back.take_back(Notice.objects.filter(user=user, community=community))
    return before


def _out_of_portal(user: Any) -> dict[str, Any]:
    """Shut the account; roles stay with it, but no community is left without a coordinator.

    Letters that wait are not sent: the queue asks whether the account is open right before each leaves.
    """
    held = Membership.objects.active().filter(user=user).exclude(roles=[]).select_related("community")
    for membership in held:
        check_not_last_coordinator(membership)
    accounts.shut(user=user)
    return {}


@transaction.atomic
def lift(*, suspension: Suspension, by: Any, why: str = "") -> Suspension:
    """Give back what was taken: the membership with its roles, or the account. Twice is once."""
    check_lift_suspension(by, suspension)
    locked = Suspension.objects.select_for_update(of=("self",)).get(pk=suspension.pk)
    if locked.lifted_at is not None:
        return locked
    if locked.community is None:
        accounts.reopen(user=locked.user)
    else:
        _into(locked.community, locked.user, locked.before)
        forget_standing(locked.community, suspension.user, locked.user, by)
    locked.lifted_at, locked.lifted_by = timezone.now(), actor_or_none(by)
    locked.lifted_why = one_line(why)[:500]
    locked.save(update_fields=["lifted_at", "lifted_by", "lifted_why"])
    record(SUSPENSION_LIFTED, by=by, target=locked, community=locked.community, user_id=locked.user_id)
    return locked


def _into(community: Community, user: Any, before: dict[str, Any]) -> None:
    """The membership as it was. Roles that somebody gave or ended in the meantime are not touched."""
    membership = Membership.objects.select_for_update().filter(community=community, user=user).first()
    if membership is None or membership.state != State.SUSPENDED:
        return
    for name in KEPT:
        setattr(membership, name, before.get(name, False))
    membership.state, membership.left_at = State.ACTIVE, None
    membership.roles = list(before.get("roles", []))
    membership.save()
    terms = RoleTerm.objects.filter(community=community, user=user, pk__in=before.get("terms", []))
    terms.update(ended_at=None)
    sync_groups(membership)
    recount(community)


@transaction.atomic
def reopen(*, user: Any, by: Any, why: str = "") -> None:
    """Let somebody in again, also where the account was shut without a suspension. Twice is once.

    Such a one gets its row with the day on which it ends, so that the record tells of it.
    """
    check_suspend(by, user, None)
    locked = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if locked.is_active:
        return
    running = Suspension.objects.running().filter(user=locked, community=None)
    lift(suspension=running.first() or Suspension.objects.create(user=locked), by=by, why=why)
    user.refresh_from_db(fields=["is_active"])


def lift_due(today: datetime.date | None = None) -> int:
    """Lift what ended with yesterday. Returns how many."""
    day = today or timezone.localdate()
    due = Suspension.objects.running().filter(until__lt=day).select_related("user", "community")
    count = 0
    for suspension in due:
        lift(suspension=suspension, by=SYSTEM)
        count += 1
    return count
