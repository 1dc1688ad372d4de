"""Thanking members and awarding badges; their holder decides whether they stand and who sees them."""

from __future__ import annotations

import datetime
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from communities.activity import AWARD_ACCEPTED, AWARD_DECLINED, AWARD_GIVEN, AWARD_REVOKED, AWARD_SHOWN
from communities.enums import Capability
from communities.gatherings import AwardKind, AwardState
from communities.models import Award, Community, Membership
from communities.permissions import check_capability
from cop_portal.foundation.activity.record import record
from cop_portal.foundation.permissions import Denied, actor_or_none
from cop_portal.foundation.text import one_line


@transaction.atomic
def award(
    *,
    community: Community,
    holder: Any,
    by: Any,
    kind: str,
    what_for: str,
    name: str = "",
    evidence_url: str = "",
    at: datetime.datetime | None = None,
    quiet: bool = False,
) -> Award:
    """Thank a member, or award a badge. It is offered: the holder says whether it stands."""
    check_capability(by, community, Capability.RECOGNISE)
    if getattr(by, "pk", None) == holder.pk:
        raise Denied(_("Nobody awards anything to themselves. Somebody else who may will see it."))
    name, what_for = one_line(name)[:80], one_line(what_for)[:400]
    if kind == AwardKind.BADGE and not name:
        raise ValidationError({"name": _("Give the badge a name.")})
    if not what_for:
        raise ValidationError({"what_for": _("Say what for; that is what the person keeps.")})
    if evidence_url and not _is_address(evidence_url):
        raise ValidationError(
            {"evidence_url": _("Begin it with https:// or, for a page of the portal, with /.")}
        )
    if not Membership.objects.active().filter(community=community, user=holder).exists():
        raise ValidationError(_("Badges and thanks are for members of this community."))
    made = Award(
        community=community,
        holder=holder,
        by=actor_or_none(by),
        kind=AwardKind(kind),
        name=name if kind == AwardKind.BADGE else "",
        what_for=what_for,
        evidence_url=evidence_url,
        at=at or timezone.now(),
    )
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError as twice:
        raise ValidationError(
            _("%(name)s has this already, or was offered it.") % {"name": holder.name}
        ) from twice
    record(AWARD_GIVEN, by=by, target=made, community=community, at=at, quiet=quiet, user_id=holder.pk)
    return made


@transaction.atomic
def accept(*, award: Award, by: Any, quiet: bool = False) -> Award:
    """The holder says yes: from now on it stands and can be checked by anybody who has its address."""
    locked = _of_holder(award, by)
    if locked.state == AwardState.OFFERED:
        locked.state, locked.answered_at = AwardState.ACCEPTED, timezone.now()
        locked.save()
        record(AWARD_ACCEPTED, by=by, target=locked, community=locked.community, quiet=quiet)
    return locked


@transaction.atomic
def decline(*, award: Award, by: Any) -> Award:
    """The holder says no: it stands nowhere."""
    locked = _of_holder(award, by)
    if locked.state == AwardState.OFFERED:
        locked.state, locked.answered_at = AwardState.DECLINED, timezone.now()
        locked.save()
        record(AWARD_DECLINED, by=by, target=locked, community=locked.community)
    return locked


@transaction.atomic
def show(*, award: Award, by: Any, shown: bool) -> Award:
    """The holder shows it on the profile, or hides it there and at its address."""
    locked = _of_holder(award, by)
    if not locked.is_standing:
        raise ValidationError(_("Only what you accepted can be shown or hidden."))
    if locked.is_shown != shown:
        locked.is_shown = shown
        locked.save(update_fields=["is_shown"])
        record(AWARD_SHOWN, by=by, target=locked, community=locked.community, shown=shown)
    return locked


@transaction.atomic
def revoke(*, award: Award, by: Any, reason: str) -> Award:
    """Take it back with a reason, which the holder reads. Its address says that it is revoked."""
    check_capability(by, award.community, Capability.RECOGNISE)
    reason = one_line(reason)[:300]
    if not reason:
        raise ValidationError({"reason": _("Say why; the holder reads it.")})
    locked = _locked(award)
    if locked.state == AwardState.DECLINED:
        raise ValidationError(_("It was declined and stands nowhere."))
    if locked.state != AwardState.REVOKED:
        locked.state, locked.revoked_at, locked.why_revoked = AwardState.REVOKED, timezone.now(), reason
        locked.save()
        record(AWARD_REVOKED, by=by, target=locked, community=locked.community, user_id=locked.holder_id)
    return locked


def _locked(award: Award) -> Award:
    rows = Award.objects.select_for_update(of=("self",)).select_related("community", "holder")
    return rows.get(pk=award.pk)


def _of_holder(award: Award, by: Any) -> Award:
    if getattr(by, "pk", None) != award.holder_id:
        raise Denied(_("Only the person it is for can say this."))
    return _locked(award)


def _is_address(text: str) -> bool:
    """A page of the portal, or of the web: nothing that runs."""
    if text.startswith("/") and not text.startswith(("//", "/\\")):
        return True
    parts = urlsplit(text)
    return parts.scheme in ("http", "https") and bool(parts.hostname)
