"""Offers to keep what was talked about: made once, taken up, handed on or declined."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from communities.permissions import check_member
from cop_portal.foundation import text
from cop_portal.foundation.activity.record import record
from cop_portal.foundation.permissions import SYSTEM, actor_or_none, can
from knowledge_base import harvesting
from knowledge_base.actions import resources
from knowledge_base.activity import (
    HARVEST_ACCEPTED,
    HARVEST_DECLINED,
    HARVEST_HANDED_ON,
    HARVEST_OFFERED,
    HARVEST_OVERDUE,
)
from knowledge_base.enums import CreditRole, HarvestState
from knowledge_base.models import Credit, Harvest, HarvestStep, ResourcePage
from knowledge_base.models.harvests import DAYS, PATIENCE
from knowledge_base.permissions import check_gather
from knowledge_base.queries import harvests as queries
from knowledge_base.queries.event_crops import over_and_not_offered


@transaction.atomic
def offer(
    *, source: str, source_id: int, at: datetime.datetime | None = None, quiet: bool = False
) -> Harvest | None:
    """Offer what one thing yields to a gardener, once. None where there is nothing to keep."""
    kind = harvesting.get(source)
    crop = kind.find(source_id) if kind else None
    if crop is None:
        return None
    moment = at or timezone.now()
    gardener = queries.gardener_of(crop.community)
    harvest, new = Harvest.objects.get_or_create(
        source=source,
        source_id=source_id,
        defaults={
            "community": crop.community,
            "title": crop.title[:200],
            "gardener": gardener,
            "due_on": timezone.localdate(moment) + datetime.timedelta(days=DAYS),
            "offered_at": moment,
        },
    )
    if new:
        record(
            HARVEST_OFFERED,
            by=SYSTEM,
            target=harvest,
            community=crop.community,
            at=at,
            quiet=quiet,
            gardener_id=gardener.pk if gardener else None,
            source=source,
        )
    return harvest


def offer_events(now: datetime.datetime | None = None) -> int:
    """Offer what is over, each event once, whether or not somebody told how it went."""
    rows = over_and_not_offered(now or timezone.now()).values_list("pk", flat=True)
    return sum(offer(source="event", source_id=pk) is not None for pk in list(rows[:200]))


def _locked(harvest: Harvest, by: Any) -> Harvest:
    check_gather(by, harvest)
    found = Harvest.objects.select_for_update(of=("self",)).select_related("community").get(pk=harvest.pk)
    if not found.is_open:
        raise ValidationError(_("This was dealt with already."))
    return found


def _decide(harvest: Harvest, by: Any, state: str, **values: Any) -> None:
    Harvest.objects.filter(pk=harvest.pk).update(
        state=state, decided_at=timezone.now(), decided_by=actor_or_none(by), **values
    )


@transaction.atomic
def accept(
    *, harvest: Harvest, by: Any, kind: str, title: str, summary: str, quiet: bool = False
) -> ResourcePage:
    """The draft of a resource, prefilled and credited. Who cannot edit in the library hands it in at once."""
    locked = _locked(harvest, by)
    crop = queries.crop_of(locked)
    if crop is None:
        raise ValidationError(_("What it came from is not there any more, or is kept already. Decline it."))
    if kind not in crop.kinds:
        raise ValidationError(_("Choose what sort of resource it is."))
    page = resources.draft(
        community=locked.community, by=by, kind=kind, title=title, summary=summary, **crop.fields(kind)
    )
    page.credits.set(_credits(crop, by))
    page.save()
    _decide(locked, by, HarvestState.ACCEPTED, resource_id=page.pk)
    record(
        HARVEST_ACCEPTED, by=by, target=locked, community=locked.community, quiet=quiet, resource_id=page.pk
    )
    page = ResourcePage.objects.get(pk=page.pk).specific
    if not can_edit(by, page):
        resources.submit(resource=page, by=by, quiet=quiet)
    return page


def can_edit(user: Any, page: ResourcePage) -> bool:
    """Whether somebody may go on writing in the editor of the library."""
    return actor_or_none(user) is not None and page.permissions_for_user(user).can_edit()


def _credits(crop: harvesting.Crop, by: Any) -> list[Credit]:
    """Who writes it up is its author, whatever else they gave."""
    writer = actor_or_none(by)
    rows = [Credit(user=writer, name=writer.name, role=CreditRole.AUTHOR)] if writer else []
    rows += [
        Credit(user=row["user"], name=row["user"].name, role=row["role"], contribution=row["contribution"])
        for row in crop.credits
        if row["user"] != writer
    ]
    return rows


@transaction.atomic
def hand_on(*, harvest: Harvest, by: Any, to: Any, words: str = "") -> None:
    """Another member is the gardener, and has as much time as the first one had."""
    locked = _locked(harvest, by)
    if not can(check_member, to, locked.community):
        raise ValidationError(_("%(name)s is not a member here. Choose a member.") % {"name": to.name})
    if to.pk == locked.gardener_id:
        return
    Harvest.objects.filter(pk=locked.pk).update(
        gardener=to, due_on=timezone.localdate() + datetime.timedelta(days=DAYS)
    )
    record(
        HARVEST_HANDED_ON,
        by=by,
        target=locked,
        community=locked.community,
        gardener_id=to.pk,
        said=text.one_line(words)[:300],
    )


@transaction.atomic
def decline(*, harvest: Harvest, by: Any, reason: str) -> None:
    """Not worth keeping, with the reason. It is not offered again."""
    locked = _locked(harvest, by)
    reason = text.one_line(reason)[:300]
    if not reason:
        raise ValidationError(_("Say why it is not worth keeping."))
    _decide(locked, by, HarvestState.DECLINED, reason=reason)
    record(HARVEST_DECLINED, by=by, target=locked, community=locked.community, reason=reason)


def settle(*, source: str, source_id: int, resource: ResourcePage) -> None:
    """It is kept by another way, a synthesis: the open offer is done with."""
    Harvest.objects.open().filter(source=source, source_id=source_id).update(
        state=HarvestState.ACCEPTED, decided_at=timezone.now(), resource_id=resource.pk
    )


def remind(today: datetime.date | None = None) -> int:
    """Tell of offers whose day has come, each step once. Returns how many were told now."""
    day = today or timezone.localdate()
    return sum(_tell(harvest, day) for harvest in queries.late(day))


@transaction.atomic
def _tell(harvest: Harvest, today: datetime.date) -> int:
    told = 0
    for level, patience in PATIENCE.items():
        if harvest.due_on + patience > today:
            continue
        _row, new = HarvestStep.objects.get_or_create(harvest=harvest, due=harvest.due_on, level=level)
        if new:
            record(
                HARVEST_OVERDUE,
                by=SYSTEM,
                target=harvest,
                community=harvest.community,
                due=harvest.due_on.isoformat(),
                level=level,
            )
            told += 1
    return told
