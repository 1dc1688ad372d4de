"""Asking people to come: single ones by address, many by a list. They become members when they accept."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from communities import invitation_lists
from communities.actions import memberships
from communities.activity import ADDRESS_INVITED, INVITATION_DECLINED, INVITATION_WITHDRAWN
from communities.enums import Capability, InvitationState, MembershipState
from communities.models import Community, Invitation, Membership
from communities.models.invitations import VALID
from communities.permissions import check_accept_invitation, check_alive, check_capability, forget_standing
from cop_portal.foundation.accounts.models import User
from cop_portal.foundation.activity.record import record
from cop_portal.foundation.mail import compose
from cop_portal.foundation.permissions import SYSTEM, Denied, actor_or_none
from cop_portal.foundation.text import one_line
from cop_portal.foundation.tokens import fresh_nonce, hash_of, token_of

State = InvitationState
PURPOSE = "invitation"
MOST_A_DAY = 500
LONGEST = datetime.timedelta(days=730)


def is_outside(address: str, user: Any = None) -> bool:
    """Whether somebody comes as a guest: by their account, else by the domain of the address."""
    if user is not None:
        return bool(user.is_guest)
    domain = address.rpartition("@")[2].lower()
    return domain not in [known.lower() for known in settings.SIGNUP_DOMAINS]


def account_of(address: str) -> User | None:
    """Who has proven that this address is theirs."""
    proven = EmailAddress.objects.filter(email__iexact=address, verified=True).values("user")
    return User.objects.active().filter(pk__in=proven).first()


def invitation_url(invitation: Invitation) -> str:
    return settings.PORTAL_URL + reverse("invitation", args=[token_of(PURPOSE, invitation.nonce)])


@transaction.atomic
def ask(
    *,
    community: Community,
    by: Any,
    address: str,
    name: str = "",
    organisation: str = "",
    reason: str = "",
    access_until: datetime.date | None = None,
    language: str = "",
    send_now: bool = True,
) -> Invitation:
    """Note a person whom the community wants to ask, and ask them if send_now.

    Whoever comes from outside needs an organisation, a reason and a last day. Raises ValidationError,
    in words, for members and for what is missing; asking again changes the note and sends nothing twice.
    """
    check_capability(by, community, Capability.MANAGE_MEMBERS)
    address = address.strip().lower()
    user = account_of(address)
    _check_asked(community, by, address, user)
    outside = is_outside(address, user)
    if outside:
        _check_guest(organisation, reason, access_until)
    details = {
        "user": user,
        "name": one_line(name)[:120] or (user.name if user else ""),
        "organisation": one_line(organisation)[:120],
        "reason": one_line(reason)[:300],
        "access_until": access_until if outside else None,
        "language": language,
    }
    nonce = fresh_nonce()
    invitation, new = Invitation.objects.get_or_create(
        community=community,
        address=address,
        state__in=[State.TO_ASK, State.SENT],
        defaults={
            **details,
            "state": State.TO_ASK,
            "nonce": nonce,
            "token_hash": hash_of(token_of(PURPOSE, nonce)),
            "invited_by": actor_or_none(by),
        },
    )
    if not new and invitation.state == State.TO_ASK:
        Invitation.objects.filter(pk=invitation.pk).update(**details)
        invitation.refresh_from_db()
    return send(invitation=invitation, by=by) if send_now else invitation


def _check_asked(community: Community, by: Any, address: str, user: User | None) -> None:
    if user is not None:
        state = (
            Membership.objects.filter(community=community, user=user).values_list("state", flat=True).first()
        )
        if state == MembershipState.ACTIVE:
            raise ValidationError(_("%(name)s is a member already.") % {"name": user.name})
        if state == MembershipState.SUSPENDED:
            raise ValidationError(_("The membership of %(name)s is suspended.") % {"name": user.name})
    today = timezone.now() - datetime.timedelta(days=1)
    if Invitation.objects.filter(community=community, created_at__gt=today).count() >= MOST_A_DAY:
        raise ValidationError(
            _("A community invites at most %(most)s people a day. Go on tomorrow.") % {"most": MOST_A_DAY}
        )


def _check_guest(organisation: str, reason: str, until: datetime.date | None) -> None:
    """What is known of everybody from outside."""
    missing: dict[str, Any] = {}
    today = timezone.localdate()
    if not one_line(organisation):
        missing["organisation"] = _("Say where this guest works.")
    if not one_line(reason):
        missing["reason"] = _("Say why you ask this guest; they read it.")
    if until is None:
        missing["access_until"] = _("Give the last day on which this guest may come in.")
    elif not today < until <= today + LONGEST:
        missing["access_until"] = _("Choose a day after today and within two years.")
    if missing:
        raise ValidationError(missing)


@transaction.atomic
def send(*, invitation: Invitation, by: Any) -> Invitation:
    """Ask somebody who is noted. Whoever has an account gets a notice, others a letter; once."""
    community = invitation.community
    check_capability(by, community, Capability.MANAGE_MEMBERS)
    locked = Invitation.objects.select_for_update(of=("self",)).select_related("user").get(pk=invitation.pk)
    if locked.state == State.SENT:
        return locked
    if locked.state != State.TO_ASK:
        raise ValidationError(_("This invitation is closed. Invite the person anew."))
    if is_outside(locked.address, locked.user) and (
        not locked.access_until or locked.access_until <= timezone.localdate()
    ):
        raise ValidationError(_("The last day of access is over. Invite the person anew."))
    locked.state, locked.sent_at = State.SENT, timezone.now()
    locked.save(update_fields=["state", "sent_at"])
    if locked.user is None:
        _write(locked, by)
        record(ADDRESS_INVITED, by=by, target=locked, community=community)
        return locked
    membership = memberships.invite(
        community=community, user=locked.user, by=by, access_until=locked.access_until
    )
    if membership.state == MembershipState.ACTIVE:  # had asked already
        locked.state, locked.answered_at = State.ACCEPTED, timezone.now()
        locked.save(update_fields=["state", "answered_at"])
    return locked


def _write(invitation: Invitation, by: Any) -> None:
    community = invitation.community
    inviter = actor_or_none(by)
    compose.queue_to_address(
        key=f"invitation:{invitation.pk}",
        kind="communities.invitation",
        address=invitation.address,
        name=invitation.name,
        language=invitation.language or community.language,
        template="communities/email/invitation",
        context={
            "community": community,
            "inviter": inviter.name if inviter else community.name,
            "invitation": invitation,
            "url": invitation_url(invitation),
            "outside": is_outside(invitation.address),
        },
        from_name=inviter.name if inviter else community.name,
    )


class ListRefused(ValidationError):
    """A list with faults; nothing of it was done. `faults` are (line, sentence)."""

    def __init__(self, faults: list[tuple[int, str]]) -> None:
        super().__init__([f"{line}: {sentence}" for line, sentence in faults])
        self.faults = faults


def ask_all(
    *, community: Community, by: Any, rows: Iterable[tuple[int, Mapping[str, Any]]], rehearse: bool = False
) -> list[Invitation]:
    """Invite all people of a list, or nobody. rows are (line, fields of ask()).

    rehearse: find all faults and undo everything. Raises ListRefused with the faults by line.
    """
    faults: list[tuple[int, str]] = []
    done: list[Invitation] = []
    with transaction.atomic():
        for line, fields in rows:
            try:
                with transaction.atomic():
                    done.append(ask(community=community, by=by, **fields))
            except Denied as refusal:
                faults.append((line, str(refusal.sentence)))
            except ValidationError as refusal:
                faults += [(line, sentence) for sentence in refusal.messages]
        if faults or rehearse:
            transaction.set_rollback(True)
    if faults:
        raise ListRefused(faults)
    return done


def ask_list(
    *, community: Community, by: Any, text: str, for_real: bool
) -> tuple[list[Invitation], list[tuple[int, str]]]:
    """Invite the people of a list as it was typed or read from a file: all of them, or nobody.

    Returns those who are asked, or would be if not for_real, and the faults by line; one of the two is empty.
    """
    found = invitation_lists.read(text)
    faults, done = found.faults, []
    try:
        done = ask_all(community=community, by=by, rows=found.rows, rehearse=bool(faults) or not for_real)
    except ListRefused as refusal:
        faults = sorted([*faults, *refusal.faults])
    return ([] if faults else done), faults


@transaction.atomic
def accept(*, invitation: Invitation, by: Any, **brings: Any) -> Membership:
    """Say yes to the letter. Only who has proven the address it went to can."""
    check_accept_invitation(by, invitation)
    locked = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    community = invitation.community
    if locked.state == State.ACCEPTED:
        own = Membership.objects.active().filter(community=community, user=by).first()
        if own is not None:
            return own
    check_open(locked)
    memberships.open_door(community=community, user=by, inviter=locked.invited_by, until=locked.access_until)
    Invitation.objects.filter(pk=locked.pk).update(user=by)
    return memberships.join(community=community, by=by, **brings)


def check_open(invitation: Invitation) -> None:
    """Raises ValidationError with the reason why an invitation cannot be accepted any more."""
    words = {
        State.ACCEPTED: _("This invitation was accepted already."),
        State.DECLINED: _("This invitation was declined. Ask who invited you for a new one."),
        State.WITHDRAWN: _("This invitation was withdrawn. Ask who invited you."),
    }.get(State(invitation.state))
    over = invitation.sent_at is None or timezone.now() > invitation.sent_at + VALID
    late = invitation.access_until is not None and invitation.access_until < timezone.localdate()
    if words is None and (invitation.state != State.SENT or over or late):
        words = _("This invitation is too old. Ask who invited you for a new one.")
    if words:
        raise ValidationError(words)
    check_alive(invitation.community)


@transaction.atomic
def decline(*, invitation: Invitation, by: Any = SYSTEM) -> None:
    """Say no. Whoever holds the letter may; who invited is told. Twice is once."""
    locked = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    if locked.state != State.SENT:
        return
    locked.state, locked.answered_at = State.DECLINED, timezone.now()
    locked.save(update_fields=["state", "answered_at"])
    _close_door(locked, MembershipState.DECLINED)
    actor = by if getattr(by, "is_authenticated", False) else SYSTEM
    record(INVITATION_DECLINED, by=actor, target=locked, community=invitation.community)


@transaction.atomic
def decline_own(*, community: Community, by: Any) -> None:
    """Say no to a community that one is invited to, with or without a letter."""
    rows = Membership.objects.filter(community=community, user=by, state=MembershipState.INVITED)
    membership = rows.select_for_update().first()
    if membership is None:
        return
    membership.state = MembershipState.DECLINED
    membership.save(update_fields=["state"])
    forget_standing(community, by)
    letters = Invitation.objects.filter(community=community, user=by, state=State.SENT)
    letters.update(state=State.DECLINED, answered_at=timezone.now())
    record(INVITATION_DECLINED, by=by, target=membership, community=community)


@transaction.atomic
def withdraw(*, invitation: Invitation, by: Any) -> None:
    """Take an invitation back before it is answered; the letter's link says so. Twice is once."""
    check_capability(by, invitation.community, Capability.MANAGE_MEMBERS)
    locked = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    if not locked.is_open:
        return
    locked.state, locked.answered_at = State.WITHDRAWN, timezone.now()
    locked.save(update_fields=["state", "answered_at"])
    _close_door(locked, MembershipState.LEFT)
    record(INVITATION_WITHDRAWN, by=by, target=locked, community=invitation.community)


def _close_door(invitation: Invitation, state: str) -> None:
    if invitation.user_id is not None:
        Membership.objects.filter(
            community=invitation.community_id, user=invitation.user_id, state=MembershipState.INVITED
        ).update(state=state)


def expire_due(*, at: datetime.datetime | None = None) -> int:
    """Letters without an answer after thirty days. Twice does it once."""
    moment = at or timezone.now()
    done = 0
    for invitation in Invitation.objects.filter(state=State.SENT, sent_at__lt=moment - VALID):
        with transaction.atomic():
            rows = Invitation.objects.filter(pk=invitation.pk, state=State.SENT)
            if rows.update(state=State.EXPIRED, answered_at=moment):
                _close_door(invitation, MembershipState.LEFT)
                done += 1
    return done
