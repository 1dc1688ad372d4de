"""Moving a community from stage to stage."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext_lazy as _

from communities.activity import CHECKLIST_ADAPTED, CHECKLIST_TICKED, STAGE_MOVED
from communities.checklists import items_of
from communities.enums import Capability, Stage
from communities.models import ChecklistEntry, Community, StageChange
from communities.permissions import check_capability
from communities.queries.communities import vacant_roles
from cop_portal.foundation.activity.record import record
from cop_portal.foundation.permissions import actor_or_none, is_system


@transaction.atomic
def move_stage(
    *,
    community: Community,
    to_stage: str,
    reason: str,
    by: Any,
    at: datetime.datetime | None = None,
    quiet: bool = False,
) -> StageChange:
    """Move with a written reason. Moving on needs all four roles filled; going back is always possible.

    An administrator may move on with a vacancy; the reason then says why. The same words twice are one
    move.
    """
    check_capability(by, community, Capability.MOVE_STAGE)
    community = Community.objects.select_for_update(no_key=True).get(pk=community.pk)
    if not reason.strip():
        raise ValidationError(_("Say why the community moves; members read it."))
    if to_stage == community.stage:
        last = community.stage_changes.order_by("-pk").first()  # clocks go back, keys do not
        if last and (last.to_stage, last.reason, last.by) == (to_stage, reason, actor_or_none(by)):
            return last
        raise ValidationError(_("The community is in this stage already."))
    vacant = vacant_roles(community)
    may_overrule = is_system(by) or getattr(by, "is_superuser", False)
    order = list(Stage.values)
    if order.index(to_stage) > order.index(community.stage) and vacant and not may_overrule:
        raise ValidationError(
            _(
                "Before %(stage)s ends, somebody must hold each of the four roles. Vacant: %(roles)s. "
                "Open a call, or ask an administrator to record why it moves on without."
            )
            % {
                "stage": Stage(community.stage).label,
                "roles": get_text_list([str(role.label) for role in vacant], _("and")),
            }
        )
    moment = at or timezone.now()
    change = StageChange.objects.create(
        community=community,
        from_stage=community.stage,
        to_stage=to_stage,
        reason=reason,
        by=actor_or_none(by),
        at=moment,
    )
    before, community.stage, community.stage_since = community.stage, to_stage, moment.date()
    community.save(update_fields=["stage", "stage_since"])
    record(
        STAGE_MOVED,
        by=by,
        target=community,
        community=community,
        at=at,
        quiet=quiet,
        from_stage=before,
        to_stage=to_stage,
    )
    return change


def _entry(community: Community, stage: str, key: str) -> ChecklistEntry:
    """The community's row for an item. Raises ValidationError where the checklist has no such item."""
    known = key in {item.key for item in items_of(stage)}
    if not known and not community.checklist.filter(stage=stage, key=key).exists():
        raise ValidationError(_("This step is not on the list any more."))
    ChecklistEntry.objects.get_or_create(community=community, stage=stage, key=key)
    return ChecklistEntry.objects.select_for_update().get(community=community, stage=stage, key=key)


@transaction.atomic
def tick(*, community: Community, stage: str, key: str, by: Any, note: str) -> ChecklistEntry:
    """Say that a step is done, with a note that others can check. Twice is once, with the last note."""
    check_capability(by, community, Capability.MOVE_STAGE)
    if not note.strip():
        raise ValidationError(_("Say in a few words what was done, so that others can see it."))
    entry = _entry(community, stage, key)
    new = entry.done_at is None
    entry.done_at, entry.note, entry.by = timezone.now(), note.strip()[:500], actor_or_none(by)
    entry.save()
    if new:
        record(CHECKLIST_TICKED, by=by, target=entry, community=community, key=key)
    return entry


@transaction.atomic
def untick(*, community: Community, stage: str, key: str, by: Any) -> None:
    check_capability(by, community, Capability.MOVE_STAGE)
    ChecklistEntry.objects.filter(community=community, stage=stage, key=key).update(done_at=None, note="")


@transaction.atomic
def leave_out(*, community: Community, stage: str, key: str, by: Any, back: bool = False) -> None:
    """Take a step off the community's list, or bring it back: one size does not fit all."""
    check_capability(by, community, Capability.MOVE_STAGE)
    entry = _entry(community, stage, key)
    if (entry.dropped_at is None) is not back:
        entry.dropped_at = None if back else timezone.now()
        entry.save(update_fields=["dropped_at"])
        record(CHECKLIST_ADAPTED, by=by, target=entry, community=community, key=key)


@transaction.atomic
def add_step(*, community: Community, stage: str, label: str, by: Any) -> ChecklistEntry:
    """A step of the community's own. The same words twice are one step."""
    check_capability(by, community, Capability.MOVE_STAGE)
    label = label.strip()[:200]
    if not label:
        raise ValidationError(_("Write what the step is."))
    Community.objects.select_for_update(no_key=True).only("pk").get(pk=community.pk)
    own = community.checklist.filter(stage=stage, label=label).first()
    if own is not None:
        return own
    number = community.checklist.filter(stage=stage).exclude(label="").count() + 1
    entry = ChecklistEntry.objects.create(
        community=community, stage=stage, key=f"own-{number}", label=label, by=actor_or_none(by)
    )
    record(CHECKLIST_ADAPTED, by=by, target=entry, community=community, key=entry.key)
    return entry
