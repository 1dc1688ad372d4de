"""Joining, leaving, and the four roles."""

from __future__ import annotations

import datetime
from typing import Any

from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from communities.actions.outsiders import take_back_from_outsiders
from communities.activity import (
    JOIN_REQUESTED,
    MEMBER_INVITED,
    MEMBER_JOINED,
    MEMBER_LEFT,
    MEMBER_REMOVED,
    NEWSLETTER_CHOSEN,
    REQUEST_DECLINED,
    ROLE_ENDED,
    ROLE_GIVEN,
)
from communities.enums import Capability, InvitationState, MembershipState, Role
from communities.models import Community, Invitation, Membership, RoleTerm
from communities.permissions import (
    check_capability,
    check_give_roles,
    check_join,
    check_leave,
    check_member,
    check_request_membership,
    forget_standing,
)
from cop_portal.foundation.accounts.models import User
from cop_portal.foundation.activity.models import Channel
from cop_portal.foundation.activity.record import record
from cop_portal.foundation.permissions import Denied, actor_or_none, is_system
from cop_portal.foundation.text import clean

State = MembershipState


def _lock(community: Community, user: Any) -> Membership:
    """The membership row of a person, made if there is none, locked for this transaction."""
    Membership.objects.get_or_create(community=community, user=user, defaults={"state": State.LEFT})
    return Membership.objects.select_for_update().get(community=community, user=user)


def _lock_community(pk: int) -> None:
    """The row of a community, for this transaction. Taken after memberships, never before.

    Without the key: whatever is written that only points at the community need not wait.
    """
    Community.objects.select_for_update(no_key=True).only("pk").get(pk=pk)


def _enter(membership: Membership, *, at: datetime.datetime | None) -> None:
    membership.state = State.ACTIVE
    membership.joined_at = at or timezone.now()
    membership.left_at = None
    membership.escalations, membership.nudged_at, membership.answer = 0, None, ""
    membership.buddy_id = _first_buddy(membership)
    membership.save()
    Invitation.objects.filter(
        community=membership.community_id, user=membership.user_id, state=InvitationState.SENT
    ).update(state=InvitationState.ACCEPTED, answered_at=timezone.now())
    recount(membership.community)


def _first_buddy(membership: Membership) -> int | None:
    """Whom a newcomer may ask until somebody else is named: who has facilitated here the longest."""
    terms = RoleTerm.objects.filter(
        community=membership.community_id, role=Role.FACILITATOR, ended_at=None
    ).exclude(user=membership.user_id)
    return terms.order_by("from_date", "pk").values_list("user_id", flat=True).first()


@transaction.atomic
def recount(community: Community) -> None:
    """Bring the counters of members and guests up to date, under the community's row lock."""
    _lock_community(community.pk)
    active = Membership.objects.active().filter(community=community)
    numbers = active.aggregate(members=Count("pk"), guests=Count("pk", filter=Q(user__is_guest=True)))
    Community.objects.filter(pk=community.pk).update(
        member_count=numbers["members"], guest_count=numbers["guests"]
    )


@transaction.atomic
def join(
    *,
    community: Community,
    by: Any,
    brings: str = "",
    seeks: str = "",
    wants_newsletter: bool = False,
    at: datetime.datetime | None = None,
    quiet: bool = False,
) -> Membership:
    """Become a member at once: in an open community, or by an invitation. Twice is once."""
    check_join(by, community)
    membership = _lock(community, by)
    if membership.state == State.ACTIVE:
        return membership
    how = "invitation" if membership.state == State.INVITED else "open"
    membership.brings, membership.seeks = brings, seeks
    membership.wants_newsletter = wants_newsletter
    membership.newsletter_chosen_at = at or timezone.now()
    _enter(membership, at=at)
    forget_standing(community, by)
    record(
        MEMBER_JOINED,
        by=by,
        target=membership,
        community=community,
        at=at,
        quiet=quiet,
        user_id=by.pk,
        how=how,
    )
    return membership


@transaction.atomic
def bring_along(*, community: Community, user: Any, by: Any, at: datetime.datetime) -> Membership:
    """A pseudonym of an imported archive belongs to the community since its first message.

    Only the portal itself does this, and only for people who have no address: nobody who could be
    asked is made a member without being asked. The caller recounts at the end.
    """
    if not is_system(by) or user.mail_state != User.MailState.NONE:
        raise Denied(_("People are invited; they become members when they accept."))
    membership, new = Membership.objects.get_or_create(
        community=community, user=user, defaults={"state": State.ACTIVE, "joined_at": at}
    )
    if new:
        record(
            MEMBER_JOINED,
            by=user,
            target=membership,
            community=community,
            at=at,
            quiet=True,
            channel=Channel.IMPORT,
            user_id=user.pk,
            how="import",
        )
    return membership


@transaction.atomic
def request_membership(
    *, community: Community, by: Any, brings: str = "", seeks: str = "", wants_newsletter: bool = False
) -> Membership:
    """Ask to join. The answer is welcome() or decline(). Asking twice changes nothing."""
    check_request_membership(by, community)
    membership = _lock(community, by)
    if membership.state in (State.ACTIVE, State.REQUESTED):
        return membership
    membership.state = State.REQUESTED
    membership.requested_at = timezone.now()
    membership.escalations, membership.answer, membership.access_until = 0, "", None
    membership.brings, membership.seeks = brings, seeks
    membership.wants_newsletter = wants_newsletter
    membership.newsletter_chosen_at = timezone.now()
    membership.save()
    forget_standing(community, by)
    record(JOIN_REQUESTED, by=by, target=membership, community=community)
    return membership


@transaction.atomic
def welcome(*, membership: Membership, by: Any) -> Membership:
    """Say yes to a request. Raises ValidationError where there is none any more."""
    check_capability(by, membership.community, Capability.MANAGE_MEMBERS)
    locked = _lock(membership.community, membership.user)
    if locked.state == State.ACTIVE:
        return locked
    if locked.state != State.REQUESTED:
        raise ValidationError(_("This request was withdrawn or answered in the meantime."))
    _enter(locked, at=None)
    forget_standing(locked.community, membership.user, by)
    record(
        MEMBER_JOINED, by=by, target=locked, community=locked.community, user_id=locked.user_id, how="request"
    )
    return locked


@transaction.atomic
def decline(*, membership: Membership, by: Any, answer: str = "") -> Membership:
    """Say no to a request, with a few words that the person reads."""
    check_capability(by, membership.community, Capability.MANAGE_MEMBERS)
    locked = _lock(membership.community, membership.user)
    if locked.state != State.REQUESTED:
        raise ValidationError(_("This request was withdrawn or answered in the meantime."))
    locked.state, locked.answer = State.DECLINED, clean(answer).strip()[:500]
    locked.save()
    forget_standing(locked.community, membership.user, by)
    record(REQUEST_DECLINED, by=by, target=locked, community=locked.community, user_id=locked.user_id)
    return locked


@transaction.atomic
def invite(
    *,
    community: Community,
    user: Any,
    by: Any,
    access_until: datetime.date | None = None,
    quiet: bool = False,
) -> Membership:
    """Invite a person with an account; they become a member when they accept, not before.

    Who asked already is welcomed: they need not say yes a second time. A guest's access has an end.
    """
    check_capability(by, community, Capability.MANAGE_MEMBERS)
    if user.is_guest and access_until is None and not is_system(by):
        raise ValidationError(
            _("%(name)s is a guest: invite them with a reason and a last day of access.")
            % {"name": user.name}
        )
    membership = _lock(community, user)
    if membership.state in (State.ACTIVE, State.INVITED):
        return membership
    if membership.state == State.REQUESTED:
        forget_standing(community, user)
        return welcome(membership=membership, by=by)
    open_door(community=community, user=user, inviter=actor_or_none(by), until=access_until)
    forget_standing(community, by)
    record(MEMBER_INVITED, by=by, target=membership, community=community, quiet=quiet, user_id=user.pk)
    return membership


@transaction.atomic
def open_door(
    *, community: Community, user: Any, inviter: Any, until: datetime.date | None = None
) -> Membership:
    """Mark a person as invited, for the verbs that check why. It makes nobody a member."""
    membership = _lock(community, user)
    if membership.state not in (State.ACTIVE, State.SUSPENDED):
        membership.state, membership.invited_by = State.INVITED, inviter
        membership.access_until, membership.access_reminded_at = until, None
        membership.save()
        forget_standing(community, user)
    return membership


@transaction.atomic
def leave(*, community: Community, by: Any) -> None:
    """Leave. Roles end, letters stop today, contributions stay with the name."""
    check_leave(by, community)
    depart(_lock(community, by))
    forget_standing(community, by)
    record(MEMBER_LEFT, by=by, community=community, user_id=by.pk)


@transaction.atomic
def remove(*, membership: Membership, by: Any) -> None:
    """Take somebody's membership, or an invitation, away. Twice is once.

    Who holds a role loses it too, so that is for those who may end it.
    """
    community = membership.community
    check_capability(by, community, Capability.MANAGE_MEMBERS)
    locked = _lock(community, membership.user)
    if locked.state == State.LEFT:
        return
    if locked.state == State.SUSPENDED:
        raise ValidationError(_("Lift the suspension first; who left could join again."))
    check_give_roles(by, community, *locked.roles)
    depart(locked)
    forget_standing(community, membership.user, by)
    record(MEMBER_REMOVED, by=by, community=community, user_id=locked.user_id)


def depart(membership: Membership) -> None:
    """End a membership that is locked, with its roles. Raises ValidationError for the last coordinator."""
    check_not_last_coordinator(membership)
    RoleTerm.objects.filter(community=membership.community, user=membership.user, ended_at=None).update(
        ended_at=timezone.now()
    )
    membership.state, membership.roles = State.LEFT, []
    membership.is_core = membership.is_connector = False
    membership.left_at, membership.wants_newsletter = timezone.now(), False
    membership.save()
    sync_groups(membership)
    recount(membership.community)
    take_back_from_outsiders(membership.community, membership.user)


def check_not_last_coordinator(membership: Membership, role: str = Role.COORDINATOR) -> None:
    """A community keeps a coordinator; asked under the community's row lock, so that two at once fail."""
    if role != Role.COORDINATOR or Role.COORDINATOR not in membership.roles:
        return
    _lock_community(membership.community_id)
    others = Membership.objects.with_role(Role.COORDINATOR).filter(
        community=membership.community, user__is_active=True
    )
    if not others.exclude(pk=membership.pk).exists():
        raise ValidationError(_("A community needs a coordinator. Give the role to somebody else first."))


@transaction.atomic
def give_role(
    *,
    community: Community,
    user: Any,
    role: str,
    by: Any,
    until_date: datetime.date | None = None,
    at: datetime.datetime | None = None,
    quiet: bool = False,
) -> RoleTerm:
    """Give a member one of the four roles. Rights follow in the same transaction, Wagtail's too.

    Raises ValidationError where the person is not a member: nobody is made one silently.
    """
    check_give_roles(by, community, role)
    membership = _lock(community, user)
    if membership.state != State.ACTIVE:
        raise ValidationError(_("Only a member can hold a role. Invite this person first."))
    day = (at or timezone.now()).date()
    term, new = RoleTerm.objects.get_or_create(
        community=community,
        user=user,
        role=role,
        ended_at=None,
        defaults={"from_date": day, "until_date": until_date},
    )
    if new:
        membership.roles = sorted({*membership.roles, str(role)})
        membership.save(update_fields=["roles"])
        sync_groups(membership)
        forget_standing(community, user, by)
        record(
            ROLE_GIVEN,
            by=by,
            target=membership,
            community=community,
            at=at,
            quiet=quiet,
            user_id=user.pk,
            role=str(role),
        )
    return term


@transaction.atomic
def end_role(*, community: Community, user: Any, role: str, by: Any, handover_note: str = "") -> None:
    """End a person's term; they may do so themselves. Raises ValidationError for the last coordinator."""
    if by != user:
        check_give_roles(by, community, role)
    membership = _lock(community, user)
    check_not_last_coordinator(membership, role)
    ended = RoleTerm.objects.filter(community=community, user=user, role=role, ended_at=None).update(
        ended_at=timezone.now(), handover_note=handover_note
    )
    if ended:
        membership.roles = sorted(set(membership.roles) - {str(role)})
        membership.save(update_fields=["roles"])
        sync_groups(membership)
        forget_standing(community, user, by)
        record(ROLE_ENDED, by=by, target=membership, community=community, user_id=user.pk, role=str(role))


def sync_groups(membership: Membership) -> None:
    """Put the person into the groups of their roles and out of the others: Wagtail asks groups."""
    community = membership.community
    names = [community.group_name(role) for role in Role]
    groups = dict(Group.objects.filter(name__in=names).values_list("name", "pk"))
    wanted = {groups[community.group_name(role)] for role in membership.roles}
    membership.user.groups.remove(*(set(groups.values()) - wanted))
    membership.user.groups.add(*wanted)


@transaction.atomic
def choose_newsletter(*, community: Community, by: Any, wanted: bool) -> None:
    """Say yes or no to the newsletter. The last word counts, up to the moment of sending.

    Yes is for members; no needs nothing, so that the link in an old letter always works.
    """
    if wanted:
        check_member(by, community)
    changed = (
        Membership.objects.filter(community=community, user=by)
        .exclude(wants_newsletter=wanted)
        .update(wants_newsletter=wanted, newsletter_chosen_at=timezone.now())
    )
    if changed:
        record(NEWSLETTER_CHOSEN, by=by, community=community, wanted=wanted)
