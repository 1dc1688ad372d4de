"""Taking a gap, filling it, setting it aside."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cop_portal.foundation.activity.record import record
from cop_portal.foundation.permissions import actor_or_none
from cop_portal.foundation.text import fold, one_line
from knowledge_base.activity import GAP_FILLED, GAP_GIVEN_BACK, GAP_SET_ASIDE, GAP_TAKEN
from knowledge_base.enums import GAP_DAYS, GapSource, GapState, Sharing
from knowledge_base.models import Gap, ResourcePage
from knowledge_base.permissions import check_curate, check_fill_gap, check_take_gap

TAKEN_ALREADY = _("%(name)s took it a moment ago.")


def _locked(gap: Gap) -> Gap:
    """Two people who click at once wait for one another."""
    Gap.objects.select_for_update().only("pk").get(pk=gap.pk)
    # Read after the lock: what is joined to a locked row is as it was before.
    return Gap.objects.select_related("community", "owner").get(pk=gap.pk)


def _save(gap: Gap, **values: Any) -> None:
    values = {"changed_at": timezone.now(), **values}
    for name, value in values.items():
        setattr(gap, name, value)
    gap.save(update_fields=list(values))


@transaction.atomic
def take(*, gap: Gap, by: Any, due_on: datetime.date | None = None) -> Gap:
    """Fill it oneself, within a month unless another day is named. Taken twice by one person is once."""
    check_take_gap(by, gap)
    gap = _locked(gap)
    if gap.state == GapState.TAKEN and gap.owner_id == by.pk:
        return gap
    if gap.state != GapState.OPEN:
        raise ValidationError(
            TAKEN_ALREADY % {"name": gap.owner.name} if gap.owner else _("It is settled already.")
        )
    day = _day(due_on)
    _save(gap, state=GapState.TAKEN, owner=by, due_on=day)
    record(GAP_TAKEN, by=by, target=gap, community=gap.community, owner_id=by.pk, due=day.isoformat())
    return gap


@transaction.atomic
def move_day(*, gap: Gap, by: Any, due_on: datetime.date) -> None:
    """Another day, by who took it or looks after the library."""
    gap = _locked(gap)
    check_fill_gap(by, gap)  # of who holds it now
    if gap.state == GapState.TAKEN:
        _save(gap, due_on=_day(due_on))


@transaction.atomic
def give_back(*, gap: Gap, by: Any) -> None:
    """Open again for others: by who took it, or by those who look after the library."""
    gap = _locked(gap)
    check_fill_gap(by, gap)  # of who holds it now
    if gap.state not in (GapState.TAKEN, GapState.SET_ASIDE):
        return
    _save(gap, state=GapState.OPEN, owner=None, due_on=None, reason="")
    record(GAP_GIVEN_BACK, by=by, target=gap, community=gap.community)


@transaction.atomic
def fill(*, gap: Gap, by: Any, resource: ResourcePage) -> None:
    """Name the resource that fills it. Those who asked are told, so all members must be able to read it."""
    gap = _locked(gap)
    check_fill_gap(by, gap)  # of who holds it now
    if resource.community_id != gap.community_id or not resource.live or resource.sharing == Sharing.CORE:
        raise ValidationError(_("Choose a resource of this library that all members may read."))
    if gap.state == GapState.FILLED and gap.filled_by_id == resource.pk:
        return
    person = actor_or_none(by)
    _save(
        gap, state=GapState.FILLED, filled_by_id=resource.pk, owner=gap.owner or person, due_on=None,
        reason="",
    )  # fmt: skip
    record(GAP_FILLED, by=by, target=gap, community=gap.community, resource_id=resource.pk)


@transaction.atomic
def set_aside(*, gap: Gap, by: Any, reason: str) -> None:
    """Nothing will come of it, and why."""
    check_curate(by, gap.community)
    reason = one_line(reason)[:300]
    if not reason:
        raise ValidationError({"reason": _("Say why; members read it.")})
    gap = _locked(gap)
    if gap.state in (GapState.FILLED, GapState.SET_ASIDE):
        return
    _save(gap, state=GapState.SET_ASIDE, owner=None, due_on=None, reason=reason)
    record(GAP_SET_ASIDE, by=by, target=gap, community=gap.community, reason=reason)


@transaction.atomic
def show(*, gap: Gap, by: Any, text: str) -> None:
    """Put what was sought in vain before all members, in words that tell of nobody."""
    check_curate(by, gap.community)
    text = one_line(text)[:200]
    if not text:
        raise ValidationError({"text": _("Say in a few words what is missing.")})
    gap = _locked(gap)
    values: dict[str, Any] = {"text": text, "is_shown": True}
    if gap.source != GapSource.SEARCH:  # the words that were sought stay the key of a search
        values["folded_text"] = fold(text)[:200]
    if gap.state in (GapState.FILLED, GapState.SET_ASIDE):
        # Other words settle nothing anew: what was sought since it was filled still stands in the queue.
        values["changed_at"] = gap.changed_at
    _save(gap, **values)


def _day(wanted: datetime.date | None) -> datetime.date:
    today = timezone.localdate()
    if wanted is not None and wanted < today:
        raise ValidationError({"due_on": _("Choose a day that is still to come.")})
    return wanted or today + datetime.timedelta(days=GAP_DAYS)
