"""What each kind of transformation does, and how it is taken back. Called by actions/transformations.py.

The rights were asked when it was proposed and answered; here the portal acts (by=SYSTEM), inside the
transaction of the step. What undoing needs is kept in `step.before`.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from communities.actions import communities, memberships
from communities.enums import (
    JoinPolicy,
    MembershipState,
    Role,
    Stage,
    TransformationKind,
    TransformationState,
)
from communities.models import Community, Membership, RoleTerm, StageChange, Transformation
from cop_portal.foundation.permissions import SYSTEM
from cop_portal.foundation.text import one_line

Kind = TransformationKind
# A new community is like the one it comes from, until its coordinator changes it.
INHERITED = (
    "visibility", "join_policy", "level", "time_zone", "language", "weave", "accent", "modules_off", "parent",
)  # fmt: skip


def do(step: Transformation) -> None:
    """Raises ValidationError where it cannot be done any more."""
    step.before = {
        "coordinators": list(
            Membership.objects.with_role(Role.COORDINATOR)
            .filter(community=step.community)
            .values_list("user_id", flat=True)
        )
    }
    if step.kind == Kind.HAND_OVER:
        _hand_over(step)
    if step.kind == Kind.MERGE:
        _invite_into_other(step)
    if step.kind == Kind.SPLIT:
        _make_parts(step)
    if step.closes:
        _close(step)


def undo(step: Transformation) -> None:
    if step.kind == Kind.HAND_OVER:
        _hand_back(step)
    if step.kind == Kind.MERGE and step.into is not None:
        _withdraw_invitations(step.into, step.before.get("invited", []))
    if step.kind == Kind.SPLIT:
        _close_parts(step)
    if step.closes:
        _reopen(step)


def _close(step: Transformation) -> None:
    community = Community.objects.select_for_update(no_key=True).get(pk=step.community_id)
    if community.is_archived:
        raise ValidationError(_("The community is closed already."))
    since = community.stage_since
    step.before |= {"stage": community.stage, "stage_since": since.isoformat() if since else ""}
    _set_stage(community, Stage.TRANSFORMING, step.reason, step.started_by)
    community.archived_at = step.done_at
    community.save(update_fields=["stage", "stage_since", "archived_at"])


def _set_stage(community: Community, stage: str, reason: str, by: Any) -> None:
    if community.stage == stage:
        return
    StageChange.objects.create(
        community=community,
        from_stage=community.stage,
        to_stage=stage,
        reason=reason,
        by=by,
        at=timezone.now(),
    )
    community.stage, community.stage_since = stage, timezone.localdate()


def _reopen(step: Transformation) -> None:
    community = Community.objects.select_for_update(no_key=True).get(pk=step.community_id)
    _set_stage(community, step.before["stage"], step.end_reason, step.ended_by)
    community.stage_since = parse_date(step.before["stage_since"] or "") or community.stage_since
    community.archived_at = None
    community.save(update_fields=["stage", "stage_since", "archived_at"])


def _hand_over(step: Transformation) -> None:
    """The successor is given the role before the other's term ends: there is a coordinator throughout."""
    if step.successor is None or step.outgoing is None:
        raise ValidationError(_("The person who was to coordinate is not here any more."))
    held = RoleTerm.objects.filter(community=step.community, role=Role.COORDINATOR, ended_at=None)
    step.before["successor_held_it"] = held.filter(user=step.successor).exists()
    where: dict[str, Any] = {"community": step.community, "role": str(Role.COORDINATOR), "by": SYSTEM}
    memberships.give_role(user=step.successor, **where)
    memberships.end_role(user=step.outgoing, handover_note=step.handover_note, **where)


def _hand_back(step: Transformation) -> None:
    if step.outgoing is None or not _belongs(step.community, step.outgoing):
        raise ValidationError(_("Who coordinated before is not a member any more. Hand over anew."))
    where: dict[str, Any] = {"community": step.community, "role": str(Role.COORDINATOR), "by": SYSTEM}
    memberships.give_role(user=step.outgoing, **where)
    if step.successor is not None and not step.before.get("successor_held_it"):
        memberships.end_role(user=step.successor, **where)


def _belongs(community: Community, user: Any) -> bool:
    return Membership.objects.active().filter(community=community, user=user).exists()


def _invite_into_other(step: Transformation) -> None:
    into = step.into
    if into is None or into.is_archived:
        raise ValidationError(_("The community that members were to be invited to is closed."))
    step.before["invited"] = _invite(into, _members(step.community))


def _members(community: Community, ids: list[int] | None = None) -> list[Any]:
    rows = (
        Membership.objects.active()
        .filter(community=community, user__is_active=True)
        .select_related("user")
        .order_by("pk")
    )
    if ids is not None:
        rows = rows.filter(user__in=ids)
    return [row.user for row in rows]


def _invite(community: Community, people: list[Any]) -> list[int]:
    """Invite those who have no standing there; nobody becomes a member, and no refusal is overruled."""
    known = set(
        Membership.objects.filter(community=community)
        .filter(~Q(state=MembershipState.LEFT))
        .values_list("user_id", flat=True)
    )
    asked = [person for person in people if person.pk not in known]
    for person in asked:
        memberships.invite(community=community, user=person, by=SYSTEM)
    return [person.pk for person in asked]


def _withdraw_invitations(community: Community, ids: list[int]) -> None:
    """Those not accepted yet. Who accepted is a member there by their own act and stays one."""
    if community.is_archived:
        return
    rows = Membership.objects.filter(community=community, user__in=ids, state=MembershipState.INVITED)
    for row in rows.select_related("user", "community"):
        memberships.remove(membership=row, by=SYSTEM)


def _make_parts(step: Transformation) -> None:
    starter = step.started_by if step.started_by and step.started_by.is_active else None
    step.before["made"], step.before["invited"] = [], {}
    for part in step.parts:
        name = _free_name(one_line(part["name"])[:90])
        community = communities.create_community(
            by=SYSTEM,
            name=name,
            slug=_free_slug(name, step.community),
            tagline=one_line(part.get("tagline", ""))[:200] or step.community.tagline,
            purpose=part.get("purpose", ""),
            **_inherited(step.community),
        )
        if starter is not None:
            memberships.invite(community=community, user=starter, by=SYSTEM, quiet=True)
            memberships.join(community=community, by=starter)
            memberships.give_role(community=community, user=starter, role=Role.COORDINATOR, by=SYSTEM)
        people = _members(step.community, None if part.get("everybody") else part.get("user_ids", []))
        step.before["made"].append(community.pk)
        step.before["invited"][str(community.pk)] = _invite(community, people)


def _inherited(community: Community) -> dict[str, Any]:
    """How the part begins. One that nobody else sees is not open, however its origin came to be."""
    fields = {field: getattr(community, field) for field in INHERITED}
    try:
        community.check_joining()
    except ValidationError:
        fields["join_policy"] = JoinPolicy.INVITATION
    return fields


def _free_name(name: str) -> str:
    """The name, or with a number where somebody took it since the split was announced."""
    found, number = name, 2
    while Community.objects.filter(name__iexact=found).exists():
        found, number = f"{name} {number}", number + 1
    return found


def _free_slug(name: str, origin: Community) -> str:
    base = slugify(name)[:55].strip("-") or f"{origin.slug[:50]}-new"
    found, number = base, 2
    while Community.objects.filter(slug=found).exists():
        found, number = f"{base}-{number}", number + 1
    return found


def _close_parts(step: Transformation) -> None:
    """What a split made is closed, not deleted: what was said there stays readable, and can be reopened."""
    for made in Community.objects.filter(pk__in=step.before.get("made", []), archived_at=None).order_by("pk"):
        _withdraw_invitations(made, step.before["invited"].get(str(made.pk), []))
        closing = Transformation(
            community=made,
            kind=Kind.CLOSE,
            state=TransformationState.DONE,
            closes=True,
            reason=step.end_reason,
            on_date=timezone.localdate(),
            into=step.community,
            started_by=step.ended_by,
            done_at=step.ended_at,
            undo_until=step.undo_until,
        )
        do(closing)
        closing.save()
        Community.objects.filter(pk=made.pk).update(transformation=closing)
