"""Moving a community from stage to stage."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext_lazy as _

from communities.activity import STAGE_MOVED
from communities.enums import Capability, Stage
from communities.models import Community, StageChange
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
    """Move with a written reason. Leaving Planning needs all four roles filled.

    An administrator may move on with a vacancy; the reason then says why.
    """
    check_capability(by, community, Capability.MOVE_STAGE)
    community = Community.objects.select_for_update(no_key=True).get(pk=community.pk)
    if not reason.strip():
        raise ValidationError(_("Say why the community moves; members read it."))
    if to_stage == community.stage:
        raise ValidationError(_("The community is in this stage already."))
    vacant = vacant_roles(community)
    may_overrule = is_system(by) or getattr(by, "is_superuser", False)
    if community.stage == Stage.PLANNING and vacant and not may_overrule:
        raise ValidationError(
            _("Before Planning ends, somebody must hold each of the four roles. Vacant: %(roles)s.")
            % {"roles": get_text_list([str(role.label) for role in vacant], _("and"))}
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
