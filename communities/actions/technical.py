"""Asking members what they need to take part, taking over what follows, settling ways of communicating."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from communities.actions.communities import switch_modules
from communities.activity import MEMBERS_ASKED, NEEDS_ANSWERED, SETTING_ADOPTED, WAY_SETTLED
from communities.enums import Capability, Way, WayState
from communities.models import Community, TechnicalAnswer, TechnicalTally, WayChoice
from communities.permissions import check_capability, check_member
from communities.queries import technical as queries
from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.activity.record import record
from cop_portal.foundation.permissions import actor_or_none
from cop_portal.foundation.text import one_line


@transaction.atomic
def ask_members(*, community: Community, by: Any) -> None:
    """Every member gets a notice with the four questions; at most once a month."""
    check_capability(by, community, Capability.EDIT_IDENTITY)
    Community.objects.select_for_update(no_key=True).only("pk").get(pk=community.pk)
    month_ago = timezone.now() - datetime.timedelta(days=30)
    asked = ActivityEntry.objects.filter(community=community, verb=str(MEMBERS_ASKED), at__gt=month_ago)
    if asked.exists():
        raise ValidationError(_("Members were asked less than a month ago. Give them time to answer."))
    record(MEMBERS_ASKED, by=by, target=community, community=community)


@transaction.atomic
def answer(*, community: Community, by: Any, **answers: str) -> TechnicalAnswer:
    """A member's four answers; the last ones count. The same again changes nothing."""
    check_member(by, community)
    # One after the other, so that what is counted is what was said until then.
    Community.objects.select_for_update(no_key=True).only("pk").get(pk=community.pk)
    row = TechnicalAnswer.objects.filter(community=community, user=by).first()
    new = row is None
    row = row or TechnicalAnswer(community=community, user=by)
    before = {name: getattr(row, name) for name in answers}
    if new or before != answers:
        for name, value in {**answers, "at": timezone.now()}.items():
            setattr(row, name, value)
        row.save()
        _count(community)
    if new:
        record(NEEDS_ANSWERED, by=by, target=row, community=community)
    return row


def _count(community: Community) -> None:
    """Count anew once several people answered since: a step of one would show what that one said."""
    tally = TechnicalTally.objects.filter(community=community).first()
    if not queries.is_due(community, tally):
        return
    answered, counts = queries.counted_anew(community)
    TechnicalTally.objects.update_or_create(
        community=community, defaults={"answered": answered, "counts": counts, "at": timezone.now()}
    )


@transaction.atomic
def adopt(*, community: Community, by: Any, key: str) -> Community:
    """Take over one proposed setting, as the answers of this moment propose it."""
    check_capability(by, community, Capability.EDIT_IDENTITY)
    found = next((item for item in queries.survey(community).proposals if item.key == key), None)
    if found is None:
        raise ValidationError(_("The answers do not propose this any more."))
    if found.is_set:
        return community
    if key == "modules":
        switch_modules(community=community, by=by, off=sorted({*community.modules_off, *found.value}))
    else:
        setattr(community, key, found.value)
        community.save(update_fields=[key])
    record(SETTING_ADOPTED, by=by, target=community, community=community, setting=key, value=found.value)
    return community


@transaction.atomic
def settle(*, community: Community, by: Any, way: str, state: str, note: str = "") -> WayChoice:
    """Say that a way is ready, or not used here. A way that is not used says why."""
    check_capability(by, community, Capability.EDIT_IDENTITY)
    if way not in Way.values or state not in WayState.values:
        raise ValidationError(_("Choose one of the ways and one of the states."))
    note = one_line(note)[:200]
    if state == WayState.NOT_USED and not note:
        raise ValidationError(_("Say why it is not used here; members read it."))
    row, _new = WayChoice.objects.update_or_create(
        community=community,
        way=way,
        defaults={"state": state, "note": note, "by": actor_or_none(by), "at": timezone.now()},
    )
    record(WAY_SETTLED, by=by, target=row, community=community, way=way, state=state)
    return row
