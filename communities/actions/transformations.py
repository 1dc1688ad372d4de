"""Closing, merging, splitting and handing over: proposed, answered, announced, done, undone.

Nothing happens on the spot: members are told a day first. The timetable carries out what is due
(carry_out_due); what cannot be done any more is withdrawn, with the reason.
"""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from communities.actions import transforming
from communities.activity import (
    COMMUNITY_TRANSFORMED,
    TRANSFORMATION_ANNOUNCED,
    TRANSFORMATION_DECLINED,
    TRANSFORMATION_PROPOSED,
    TRANSFORMATION_UNDONE,
    TRANSFORMATION_WITHDRAWN,
)
from communities.enums import Capability, Role, TransformationKind, TransformationState
from communities.models import Community, Membership, Transformation
from communities.permissions import (
    can_know,
    check_alive,
    check_answer_transformation,
    check_capability,
    check_undo_transformation,
)
from cop_portal.foundation.activity.record import record
from cop_portal.foundation.permissions import SYSTEM, Denied, actor_or_none, is_system
from cop_portal.foundation.text import one_line

Kind, State = TransformationKind, TransformationState
USUAL_NOTICE = datetime.timedelta(days=14)
LEAST_NOTICE = datetime.timedelta(days=7)
UNDO_TIME = datetime.timedelta(days=30)


def earliest_day(user: Any, kind: str) -> datetime.date:
    """Members get a week at least; a hand-over, and an administrator, may be quicker."""
    at_once = kind == Kind.HAND_OVER or is_system(user) or getattr(user, "is_superuser", False)
    return timezone.localdate() + (datetime.timedelta() if at_once else LEAST_NOTICE)


def propose(
    *, community: Community, kind: str, reason: str, on_date: datetime.date, by: Any, **plan: Any
) -> Transformation:
    """Begin a step: told to members at once, or put first to those whose yes it needs.

    `plan` holds the fields of Transformation that belong to the kind. Raises ValidationError with
    what is missing. A step that is due today happens right after.
    """
    step = _propose(community=community, kind=kind, reason=reason, on_date=on_date, by=by, **plan)
    return _done_if_due(step)


@transaction.atomic
def _propose(
    *, community: Community, kind: str, reason: str, on_date: datetime.date, by: Any, **plan: Any
) -> Transformation:
    check_capability(by, community, Capability.TRANSFORM)
    community = Community.objects.select_for_update(no_key=True).get(pk=community.pk)
    check_alive(community)
    step = Transformation(
        community=community,
        kind=kind,
        closes=plan.pop("closes", kind in (Kind.CLOSE, Kind.MERGE)),
        reason=reason.strip(),
        on_date=on_date,
        started_by=actor_or_none(by),
        **plan,
    )
    if community.transformations.awaited().exists():
        raise ValidationError(_("A step is under way already. Withdraw it before you begin another."))
    _check_plan(step, by)
    step.state = State.PROPOSED if step.needs_consent else State.ANNOUNCED
    step.save()
    if step.needs_consent:
        record(TRANSFORMATION_PROPOSED, by=by, target=step, community=community, kind=str(kind))
    else:
        _announce(step, by)
    return step


def _check_plan(step: Transformation, by: Any) -> None:
    if not step.reason:
        raise ValidationError({"reason": _("Say why; members read it.")})
    earliest = earliest_day(by, step.kind)
    if step.on_date < earliest:
        raise ValidationError(
            {"on_date": _("Choose a day at least a week ahead, so that members can answer.")}
        )
    if step.closes and not step.lessons.strip():
        raise ValidationError({"lessons": _("Write what the community learned; it stays readable.")})
    if step.closes and not _is_colleague(step.community, step.library_owner):
        raise ValidationError({"library_owner": _("Choose a member who will answer for the library.")})
    {
        Kind.CLOSE: lambda step, by: None,
        Kind.MERGE: _check_merge,
        Kind.SPLIT: _check_split,
        Kind.HAND_OVER: _check_hand_over,
    }[Kind(step.kind)](step, by)


def _is_colleague(community: Community, user: Any) -> bool:
    """A member of today who is no guest and still has an account."""
    return (
        user is not None
        and Membership.objects.active()
        .filter(community=community, user=user, user__is_active=True, user__is_guest=False)
        .exists()
    )


def _check_merge(step: Transformation, by: Any) -> None:
    if step.into is None or step.into_id == step.community_id or not can_know(by, step.into):
        raise ValidationError({"into": _("Choose the community that members will be invited to.")})
    if step.into.is_archived:
        raise ValidationError({"into": _("That community is closed. Choose another.")})


def _check_split(step: Transformation, by: Any) -> None:
    names = [one_line(part.get("name", "")) for part in step.parts]
    if not 1 <= len(names) <= 2 or not all(names) or len({name.casefold() for name in names}) < len(names):
        raise ValidationError(_("Give each new community a name of its own."))
    for name in names:
        if Community.objects.filter(name__iexact=name).exists():
            raise ValidationError(
                _("A community is called “%(name)s” already. Choose another name.") % {"name": name}
            )


def _check_hand_over(step: Transformation, by: Any) -> None:
    coordinators = Membership.objects.with_role(Role.COORDINATOR).filter(community=step.community)
    if step.outgoing is None or not coordinators.filter(user=step.outgoing).exists():
        raise ValidationError({"outgoing": _("Choose whose term as coordinator ends.")})
    if step.successor == step.outgoing or not _is_colleague(step.community, step.successor):
        raise ValidationError({"successor": _("Choose the member who will coordinate.")})
    step.library_owner = step.library_owner or step.successor


def _announce(step: Transformation, by: Any) -> None:
    Community.objects.filter(pk=step.community_id).update(transformation=step)
    record(
        TRANSFORMATION_ANNOUNCED,
        by=by,
        target=step,
        community=step.community,
        kind=str(step.kind),
        on_date=step.on_date.isoformat(),
    )


def _locked(step: Transformation) -> Transformation:
    return (
        Transformation.objects.select_for_update(of=("self",))
        .select_related("community", "into", "outgoing", "successor", "started_by", "library_owner")
        .get(pk=step.pk)
    )


def answer(*, step: Transformation, by: Any, yes: bool, reason: str = "") -> Transformation:
    """The other side's word. With yes, members are told, and the day leaves them their week."""
    return _done_if_due(_answer(step=step, by=by, yes=yes, reason=reason))


@transaction.atomic
def _answer(*, step: Transformation, by: Any, yes: bool, reason: str) -> Transformation:
    step = _locked(step)
    check_answer_transformation(by, step)
    if step.state != State.PROPOSED:
        raise ValidationError(_("This was answered or withdrawn in the meantime."))
    step.answered_by, step.answered_at = actor_or_none(by), timezone.now()
    if yes:
        step.state = State.ANNOUNCED
        step.on_date = max(step.on_date, earliest_day(step.started_by, step.kind))
        step.save()
        _announce(step, by)
        return step
    step.state, step.end_reason = State.DECLINED, reason.strip()
    step.save()
    record(TRANSFORMATION_DECLINED, by=by, target=step, community=step.community, kind=str(step.kind))
    return step


@transaction.atomic
def withdraw(*, step: Transformation, by: Any, reason: str) -> Transformation:
    """Take back what has not happened yet. Members hear it if they were told before."""
    check_capability(by, step.community, Capability.TRANSFORM)
    step = _locked(step)
    if not step.is_awaited:
        raise ValidationError(_("This has happened or was withdrawn in the meantime."))
    if not reason.strip():
        raise ValidationError(_("Say why; members read it."))
    return _withdrawn(step, by, reason)


def _withdrawn(step: Transformation, by: Any, reason: str) -> Transformation:
    told = step.state == State.ANNOUNCED
    step.state, step.end_reason = State.WITHDRAWN, reason.strip()
    step.ended_by, step.ended_at = actor_or_none(by), timezone.now()
    step.save()
    Community.objects.filter(pk=step.community_id, transformation=step).update(transformation=None)
    record(
        TRANSFORMATION_WITHDRAWN,
        by=by,
        target=step,
        community=step.community,
        kind=str(step.kind),
        told=told,
        why=reason.strip()[:500],
    )
    return step


def _done_if_due(step: Transformation) -> Transformation:
    if step.state == State.ANNOUNCED and step.on_date <= timezone.localdate():
        carry_out(step)
        step.refresh_from_db()
    return step


def carry_out_due(today: datetime.date | None = None) -> int:
    """Do what is announced for today or before. Each happens once, however often this is called."""
    due = Transformation.objects.due(today or timezone.localdate()).order_by("on_date", "pk")
    return sum(carry_out(step) for step in due)


def carry_out(step: Transformation) -> bool:
    """Do an announced step, whole or not at all. What cannot be any more is withdrawn with the reason."""
    try:
        return _carry_out(step)
    except (ValidationError, Denied) as refusal:
        with override(step.community.language), transaction.atomic():
            step = _locked(step)
            if step.state == State.ANNOUNCED:
                _withdrawn(step, SYSTEM, _sentence(refusal))
        return False


def _sentence(refusal: ValidationError | Denied) -> str:
    return str(refusal.sentence) if isinstance(refusal, Denied) else str(refusal.messages[0])


@transaction.atomic
def _carry_out(step: Transformation) -> bool:
    step = _locked(step)
    if step.state != State.ANNOUNCED:
        return False
    now = timezone.now()
    step.state, step.done_at, step.undo_until = State.DONE, now, now + UNDO_TIME
    transforming.do(step)
    step.save()
    Community.objects.filter(pk=step.community_id).update(transformation=step if step.closes else None)
    record(
        COMMUNITY_TRANSFORMED,
        by=SYSTEM,
        target=step,
        community=step.community,
        kind=str(step.kind),
        closes=step.closes,
        library_owner_id=step.library_owner_id,
        outgoing_id=step.outgoing_id,
    )
    return True


@transaction.atomic
def undo(*, step: Transformation, by: Any, reason: str) -> Transformation:
    """Bring everything back as it was, for 30 days. Twice is refused; nothing is half undone."""
    check_undo_transformation(by, step)
    step = _locked(step)
    if not step.is_done:
        raise ValidationError(_("This was undone in the meantime."))
    if not step.can_still_be_undone:
        raise ValidationError(_("The 30 days in which this could be undone are over."))
    if not reason.strip():
        raise ValidationError(_("Say why; members read it."))
    step.state, step.end_reason = State.UNDONE, reason.strip()
    step.ended_by, step.ended_at = actor_or_none(by), timezone.now()
    transforming.undo(step)
    step.save()
    Community.objects.filter(pk=step.community_id, transformation=step).update(transformation=None)
    record(TRANSFORMATION_UNDONE, by=by, target=step, community=step.community, kind=str(step.kind))
    return step
