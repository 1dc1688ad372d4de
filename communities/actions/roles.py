"""Roles a community defines for itself, calls and choices, terms, the core group and its connectors."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from communities.actions import memberships
from communities.activity import (
    CALL_DECIDED,
    CALL_OPENED,
    CONNECTION_MADE,
    CORE_GROUP_CHANGED,
    OWN_ROLE_ENDED,
    OWN_ROLE_GIVEN,
    ROLE_DEFINED,
    TERM_ENDING,
    TERM_EXTENDED,
    VOLUNTEERED,
)
from communities.enums import CallState, Capability, MembershipState
from communities.models import Community, Connection, Membership, OwnRole, RoleCall, RoleTerm, Volunteer
from communities.permissions import (
    check_capability,
    check_give_roles,
    check_keep_connections,
    check_volunteer,
)
from cop_portal.foundation.activity.record import record
from cop_portal.foundation.permissions import SYSTEM, actor_or_none

# So many days before its planned end a term is spoken of.
NOTICE_DAYS = 30


@transaction.atomic
def define_role(
    *,
    community: Community,
    by: Any,
    name: str,
    duties: str,
    hours_per_month: int | None = None,
    term_months: int | None = None,
) -> OwnRole:
    """A role beside the four, with what it asks of a person. It gives no rights. Twice is once."""
    check_capability(by, community, Capability.CALL_FOR_ROLES)
    Community.objects.select_for_update(no_key=True).only("pk").get(pk=community.pk)
    there = community.extra_roles.filter(name__iexact=name.strip(), retired_at=None).first()
    if there is not None:
        if _says(there) == (name.strip(), duties, hours_per_month, term_months, actor_or_none(by)):
            return there
        raise ValidationError(
            _("There is a role of this name already. Choose another name, or change that one.")
        )
    role = OwnRole.objects.create(
        community=community,
        name=name.strip(),
        duties=duties,
        hours_per_month=hours_per_month,
        term_months=term_months,
        created_by=actor_or_none(by),
    )
    record(ROLE_DEFINED, by=by, target=role, community=community, own_role_id=role.pk)
    return role


def _says(role: OwnRole) -> tuple[Any, ...]:
    return role.name, role.duties, role.hours_per_month, role.term_months, role.created_by


@transaction.atomic
def give_up_role(*, own_role: OwnRole, by: Any) -> None:
    """The community no longer needs the role. Raises ValidationError while somebody holds it."""
    check_capability(by, own_role.community, Capability.CALL_FOR_ROLES)
    OwnRole.objects.select_for_update().get(pk=own_role.pk)
    if own_role.terms.filter(ended_at=None).exists():
        raise ValidationError(_("Somebody holds this role. End their term first."))
    own_role.calls.open().update(state=CallState.WITHDRAWN, decided_at=timezone.now())
    OwnRole.objects.filter(pk=own_role.pk, retired_at=None).update(retired_at=timezone.now())


@transaction.atomic
def open_call(
    *,
    community: Community,
    by: Any,
    text: str,
    closes_on: datetime.date,
    role: str = "",
    own_role: OwnRole | None = None,
) -> RoleCall:
    """Ask members who would take a role. One open call for each role at a time; asking twice is once."""
    check_capability(by, community, Capability.CALL_FOR_ROLES)
    if bool(role) == bool(own_role):
        raise ValueError("a call is for one of the four roles or for a role of the community's own")
    if own_role is not None and own_role.community_id != community.pk:
        raise ValueError("this role belongs to another community")
    if closes_on < timezone.localdate():
        raise ValidationError({"closes_on": _("This day has passed. Choose a day to come.")})
    Community.objects.select_for_update(no_key=True).only("pk").get(pk=community.pk)
    call, new = RoleCall.objects.get_or_create(
        community=community,
        role=role,
        own_role=own_role,
        state=CallState.OPEN,
        defaults={"text": text, "closes_on": closes_on, "opened_by": actor_or_none(by)},
    )
    if new:
        record(CALL_OPENED, by=by, target=call, community=community)
    return call


def _lock_call(call: RoleCall) -> RoleCall:
    return (
        RoleCall.objects.select_for_update(of=("self",))
        .select_related("community", "own_role")
        .get(pk=call.pk)
    )


@transaction.atomic
def withdraw_call(*, call: RoleCall, by: Any) -> None:
    check_capability(by, call.community, Capability.CALL_FOR_ROLES)
    RoleCall.objects.open().filter(pk=call.pk).update(state=CallState.WITHDRAWN, decided_at=timezone.now())


@transaction.atomic
def volunteer(*, call: RoleCall, by: Any, words: str = "") -> Volunteer:
    """Say that one would do it. Twice is once; new words replace the old."""
    check_volunteer(by, call.community)
    locked = _lock_call(call)
    if locked.state != CallState.OPEN:
        raise ValidationError(_("This call has been decided. Others will come."))
    row, new = Volunteer.objects.update_or_create(call=locked, user=by, defaults={"words": words})
    if new:
        record(VOLUNTEERED, by=by, target=locked, community=locked.community, call_id=locked.pk)
    return row


@transaction.atomic
def step_back(*, call: RoleCall, by: Any) -> None:
    """Take one's offer back, as long as nothing is decided."""
    if _lock_call(call).state == CallState.OPEN:
        Volunteer.objects.filter(call=call, user=by).delete()


@transaction.atomic
def choose(
    *,
    call: RoleCall,
    by: Any,
    volunteers: Iterable[Volunteer],
    words: str,
    until_date: datetime.date | None = None,
) -> RoleCall:
    """Give the role to these volunteers and announce it, with words for those who were not chosen too.

    Raises ValidationError where one of them is no member any more, or the call is decided otherwise: the
    same choice twice is once.
    """
    check_capability(by, call.community, Capability.CALL_FOR_ROLES)
    locked = _lock_call(call)
    chosen = list(volunteers)
    if locked.state != CallState.OPEN:
        if locked.words == words and chosen and set(locked.volunteers.filter(chosen=True)) == set(chosen):
            return locked
        raise ValidationError(_("This call has been decided already."))
    if not chosen:
        raise ValidationError(_("Choose at least one person, or withdraw the call."))
    if any(row.call_id != locked.pk for row in chosen):
        raise ValueError("a volunteer of another call")
    for row in chosen:
        if locked.own_role:
            appoint(own_role=locked.own_role, user=row.user, by=by, until_date=until_date)
        else:
            memberships.give_role(
                community=locked.community, user=row.user, role=locked.role, by=by, until_date=until_date
            )
    Volunteer.objects.filter(pk__in=[row.pk for row in chosen]).update(chosen=True)
    locked.state, locked.decided_at, locked.words = CallState.CHOSEN, timezone.now(), words
    locked.save(update_fields=["state", "decided_at", "words"])
    record(CALL_DECIDED, by=by, target=locked, community=locked.community)
    return locked


@transaction.atomic
def appoint(*, own_role: OwnRole, user: Any, by: Any, until_date: datetime.date | None = None) -> RoleTerm:
    """Give a member a role of the community's own. Twice is once."""
    community = own_role.community
    check_capability(by, community, Capability.GIVE_ROLES)
    member = Membership.objects.select_for_update().filter(community=community, user=user).first()
    if member is None or member.state != MembershipState.ACTIVE:
        raise ValidationError(_("Only a member can hold a role. Invite this person first."))
    if until_date is None and own_role.term_months:
        until_date = timezone.localdate() + datetime.timedelta(days=round(own_role.term_months * 30.44))
    term, new = RoleTerm.objects.get_or_create(
        community=community,
        user=user,
        own_role=own_role,
        ended_at=None,
        defaults={"from_date": timezone.localdate(), "until_date": until_date, "role": ""},
    )
    if new:
        record(
            OWN_ROLE_GIVEN, by=by, target=term, community=community, user_id=user.pk, own_role_id=own_role.pk
        )
    return term


@transaction.atomic
def end_term(*, term: RoleTerm, by: Any, handover_note: str = "") -> None:
    """End a term in any role, with what is handed over; its holder may do so too.

    Raises ValidationError for the last coordinator.
    """
    if term.own_role is None:
        memberships.end_role(
            community=term.community, user=term.user, role=term.role, by=by, handover_note=handover_note
        )
        return
    if by != term.user:
        check_capability(by, term.community, Capability.GIVE_ROLES)
    ended = RoleTerm.objects.filter(pk=term.pk, ended_at=None)
    if ended.update(ended_at=timezone.now(), handover_note=handover_note):
        record(
            OWN_ROLE_ENDED,
            by=by,
            target=term,
            community=term.community,
            user_id=term.user_id,
            own_role_id=term.own_role_id,
        )


@transaction.atomic
def extend_term(*, term: RoleTerm, by: Any, until_date: datetime.date | None) -> None:
    """Set a new planned end, or none."""
    check_give_roles(by, term.community, term.role)
    if until_date is not None and until_date <= timezone.localdate():
        raise ValidationError({"until_date": _("This day has passed. Choose a day to come.")})
    changed = RoleTerm.objects.filter(pk=term.pk, ended_at=None).update(
        until_date=until_date, reminded_at=None
    )
    if changed:
        record(TERM_EXTENDED, by=by, target=term, community=term.community, user_id=term.user_id)


@transaction.atomic
def remind_of_term(term_id: int) -> bool:
    """Tell, once, that a term comes to its end. The role does not end by itself: people decide."""
    term = (
        RoleTerm.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("community")
        .filter(pk=term_id, ended_at=None, reminded_at=None)
        .first()
    )
    if term is None:
        return False
    term.reminded_at = timezone.now()
    term.save(update_fields=["reminded_at"])
    record(TERM_ENDING, by=SYSTEM, target=term, community=term.community, user_id=term.user_id)
    return True


@transaction.atomic
def set_core(*, membership: Membership, by: Any, core: bool, connector: bool) -> None:
    """Put a member into the core group, or among its connectors, or out of them."""
    check_capability(by, membership.community, Capability.CALL_FOR_ROLES)
    changed = (
        Membership.objects.active()
        .filter(pk=membership.pk)
        .exclude(is_core=core, is_connector=connector)
        .update(is_core=core, is_connector=connector)
    )
    if changed:
        record(
            CORE_GROUP_CHANGED,
            by=by,
            target=membership,
            community=membership.community,
            user_id=membership.user_id,
            core=core,
            connector=connector,
        )


@transaction.atomic
def note_connection(*, community: Community, by: Any, who: str, why: str = "") -> Connection:
    """Somebody to bring in or to link, on one's own list. The same open line twice is once."""
    check_keep_connections(by, community)
    Membership.objects.select_for_update().filter(community=community, user=by).first()
    row, _new = Connection.objects.get_or_create(
        community=community, connector=by, who=who.strip(), why=why.strip(), done_at=None
    )
    return row


@transaction.atomic
def tick_connection(*, connection: Connection, by: Any) -> None:
    """Done. Only the connector says so."""
    check_keep_connections(by, connection.community)
    done = Connection.objects.filter(pk=connection.pk, connector=by, done_at=None)
    if done.update(done_at=timezone.now()):
        record(CONNECTION_MADE, by=by, target=connection, community=connection.community)


@transaction.atomic
def drop_connection(*, connection: Connection, by: Any) -> None:
    """Take an open line off one's list."""
    check_keep_connections(by, connection.community)
    Connection.objects.filter(pk=connection.pk, connector=by, done_at=None).delete()
