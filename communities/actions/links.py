"""Invitation links: each member's own, and those with limits that let people in at once."""

from __future__ import annotations

import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from communities.actions import memberships
from communities.activity import LINK_MADE, LINK_REVOKED
from communities.enums import Capability
from communities.models import Community, InvitationLink, Membership
from communities.permissions import (
    check_capability,
    check_come_through,
    check_have_link,
    check_join,
    check_revoke_link,
)
from cop_portal.foundation.activity.record import record
from cop_portal.foundation.permissions import can
from cop_portal.foundation.text import one_line
from cop_portal.foundation.tokens import fresh_nonce, hash_of, token_of

PURPOSE = "invitation link"


def link_url(link: InvitationLink) -> str:
    return settings.PORTAL_URL + reverse("invited_by_link", args=[token_of(PURPOSE, link.nonce)])


def _nonce() -> dict[str, str]:
    nonce = fresh_nonce()
    return {"nonce": nonce, "token_hash": hash_of(token_of(PURPOSE, nonce))}


@transaction.atomic
def personal_link(*, community: Community, by: Any) -> InvitationLink:
    """A member's own link, made when it is first asked for."""
    check_have_link(by, community)
    link, new = InvitationLink.objects.get_or_create(
        community=community, owner=by, is_personal=True, revoked_at=None, defaults=_nonce()
    )
    if new:
        record(LINK_MADE, by=by, target=link, community=community, personal=True)
    return link


@transaction.atomic
def make_link(
    *,
    community: Community,
    by: Any,
    label: str,
    max_uses: int | None = None,
    expires_on: datetime.date | None = None,
    key: str = "",
) -> InvitationLink:
    """A link that lets colleagues in at once, for so many people or until a day: one limit it needs.

    The same words under the same key twice are one link, until it is withdrawn.
    """
    check_capability(by, community, Capability.MANAGE_MEMBERS)
    if max_uses is None and expires_on is None:
        raise ValidationError(_("Give a limit: a number of people or a last day."))
    if expires_on is not None and expires_on < timezone.localdate():
        raise ValidationError({"expires_on": _("Choose a day that is not over.")})
    label = one_line(label)[:80]
    fields: dict[str, Any] = {
        "community": community,
        "owner": by,
        "key": hash_of(f"{key} {max_uses} {expires_on} {label}") if key else "",
        "revoked_at": None,
    }
    made: dict[str, Any] = {
        "is_personal": False,
        "label": label,
        "max_uses": max_uses,
        "expires_on": expires_on,
        **_nonce(),
    }
    if key:
        link, new = InvitationLink.objects.get_or_create(**fields, defaults=made)
        if not new:
            return link
    else:
        link = InvitationLink.objects.create(**fields, **made)
    record(LINK_MADE, by=by, target=link, community=community, personal=False)
    return link


@transaction.atomic
def revoke_link(*, link: InvitationLink, by: Any) -> None:
    """From now on it lets nobody in. Whom it brought stays counted. Twice is once."""
    check_revoke_link(by, link)
    done = InvitationLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=timezone.now())
    if done:
        record(LINK_REVOKED, by=by, target=link, community=link.community)


@transaction.atomic
def come_through(*, link: InvitationLink, by: Any, **brings: Any) -> Membership:
    """Join by a link, or ask to where a member's own link leads to a community that welcomes on request.

    The link's row is locked: of many who come at once, no more than its limit get in.
    """
    rows = InvitationLink.objects.select_for_update(of=("self",)).select_related("community", "owner")
    locked = rows.get(pk=link.pk)
    community = locked.community
    own = Membership.objects.active().filter(community=community, user=by).first()
    if own is not None:
        return own
    check_come_through(by, locked)
    if not locked.is_personal:
        memberships.open_door(community=community, user=by, inviter=locked.owner)
    if can(check_join, by, community):
        membership = memberships.join(community=community, by=by, **brings)
    else:
        membership = memberships.request_membership(community=community, by=by, **brings)
    if membership.through_id != locked.pk:
        membership.through = locked
        membership.save(update_fields=["through"])
        locked.uses += 1
        locked.save(update_fields=["uses"])
    return membership
