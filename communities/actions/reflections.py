"""Opening a round of “How are we doing?”, writing to it, noting what was changed, closing it."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from communities import evidence
from communities.actions import pulses
from communities.activity import (
    REFLECTION_CHANGED,
    REFLECTION_CLOSED,
    REFLECTION_NOTED,
    REFLECTION_OPENED,
)
from communities.enums import ReflectionHeading
from communities.models import Community, Reflection, ReflectionChange, ReflectionNote
from communities.permissions import check_member, check_reflect
from cop_portal.foundation.activity.record import record
from cop_portal.foundation.permissions import SYSTEM, actor_or_none
from cop_portal.foundation.text import clean, one_line

USUAL = datetime.timedelta(days=21)


@transaction.atomic
def open_round(
    *,
    community: Community,
    by: Any,
    words: str = "",
    closes_on: datetime.date | None = None,
    at: datetime.datetime | None = None,
    quiet: bool = False,
) -> Reflection:
    """Ask the members. The figures are kept as they are now, so that nobody talks about moving ones."""
    check_reflect(by, community)
    moment = at or timezone.now()
    today = timezone.localdate(moment)
    if closes_on is not None and closes_on <= today:
        raise ValidationError(_("Leave the members some days: choose a later day."))
    try:
        with transaction.atomic():
            reflection = Reflection.objects.create(
                community=community,
                words=clean(words).strip()[:2000],
                opened_by=actor_or_none(by),
                opened_at=moment,
                closes_on=closes_on or today + USUAL,
                figures=_frozen(community, by, today),
            )
    except IntegrityError:
        raise ValidationError(_("A round is open already. Write to that one, or close it first.")) from None
    record(REFLECTION_OPENED, by=by, target=reflection, community=community, at=at, quiet=quiet)
    return reflection


def _frozen(community: Community, by: Any, today: datetime.date) -> dict[str, Any]:
    """Sentences of the storeys above and their figures; whatever has nothing to say is left out."""
    figures = []
    for figure in evidence.figures().values():
        value = figure.value(community, today)
        if value is not None:
            figures.append([str(figure.label), f"{value.normalize():f}", str(figure.unit)])
    return {"words": evidence.words(community, by), "figures": figures}


@transaction.atomic
def note(*, reflection: Reflection, by: Any, heading: str, text: str) -> ReflectionNote | None:
    """What one says under a heading; saying it again changes it, and nothing takes it back."""
    check_member(by, reflection.community)
    locked = Reflection.objects.select_for_update(no_key=True).get(pk=reflection.pk)
    if not locked.is_open:
        raise ValidationError(_("This round is closed; what was said stays as it was said."))
    heading, text = ReflectionHeading(heading), clean(text).strip()[:2000]
    own = ReflectionNote.objects.filter(reflection=locked, heading=heading, by=by)
    if not text:
        own.delete()
        return None
    written, new = own.get_or_create(
        defaults={"reflection": locked, "heading": heading, "by": by, "text": text, "at": timezone.now()}
    )
    if not new and written.text != text:
        written.text, written.changed_at = text, timezone.now()
        written.save(update_fields=["text", "changed_at"])
    if new:
        record(
            REFLECTION_NOTED,
            by=by,
            target=locked,
            community=reflection.community,
            heading=str(heading),
        )
    return written


@transaction.atomic
def note_change(*, reflection: Reflection, by: Any, text: str) -> ReflectionChange:
    """What was changed as a result, in an open round or a closed one. Those who wrote to it are told."""
    check_reflect(by, reflection.community)
    text = one_line(text)[:500]
    if not text:
        raise ValidationError(_("Say what was changed; those who wrote are told."))
    change, new = ReflectionChange.objects.get_or_create(
        reflection=reflection, text=text, defaults={"by": actor_or_none(by), "at": timezone.now()}
    )
    if new:
        record(REFLECTION_CHANGED, by=by, target=change, community=reflection.community)
    return change


@transaction.atomic
def close_round(*, reflection: Reflection, by: Any, at: datetime.datetime | None = None) -> Reflection:
    """End a round. Ending it again changes nothing."""
    check_reflect(by, reflection.community)
    locked = (
        Reflection.objects.select_for_update(of=("self",), no_key=True)
        .select_related("community")
        .get(pk=reflection.pk)
    )
    if locked.is_open:
        locked.closed_at = at or timezone.now()
        locked.save(update_fields=["closed_at"])
        pulses.settle(locked)
        record(REFLECTION_CLOSED, by=by, target=locked, community=locked.community, at=at)
    return locked


@transaction.atomic
def close_due(*, at: datetime.datetime | None = None) -> int:
    """Rounds whose last day is over. Twice does it once."""
    moment = at or timezone.now()
    due = list(
        Reflection.objects.open()
        .filter(closes_on__lt=timezone.localdate(moment))
        .select_for_update(skip_locked=True, no_key=True, of=("self",))
        .select_related("community")
    )
    for reflection in due:
        reflection.closed_at = moment
        reflection.save(update_fields=["closed_at"])
        pulses.settle(reflection)
        record(REFLECTION_CLOSED, by=SYSTEM, target=reflection, community=reflection.community)
    return len(due)
