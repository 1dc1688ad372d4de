"""Answering to an event: never more than its places; who waits moves up by itself."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from communities.activity import EVENT_ANSWERED, EVENT_PLACE_FREED
from communities.enums import MembershipState
from communities.gatherings import EventAnswerKind
from communities.models import Community, Event, EventAnswer
from communities.permissions import check_member
from cop_portal.foundation.activity.models import Channel
from cop_portal.foundation.activity.record import record
from cop_portal.foundation.permissions import SYSTEM
from cop_portal.foundation.text import one_line

# What people can answer; whether a yes has a place is not theirs to say.
CHOICES = (EventAnswerKind.YES, EventAnswerKind.MAYBE, EventAnswerKind.NO)


def lock(event: Event) -> Event:
    """The event with its row locked: all that counts its places passes here."""
    rows = Event.objects.select_for_update(of=("self",)).select_related("community", "need")
    locked = rows.filter(pk=event.pk).first()
    if locked is None:
        raise ValidationError(_("The draft was thrown away."))
    return locked


@transaction.atomic
def answer(
    *, event: Event, by: Any, answer: str, note: str | None = None, channel: str = Channel.WEB
) -> EventAnswer:
    """Say yes, maybe or no; the last word counts. A yes to a full event waits for a place."""
    check_member(by, event.community)
    locked = lock(event)
    if answer not in CHOICES:
        raise ValidationError(_("Choose one of the answers."))
    if not locked.takes_answers:
        raise ValidationError(
            _("It is cancelled. Its page says why.")
            if locked.is_cancelled
            else _("It takes no answers any more.")
        )
    own = EventAnswer.objects.filter(event=locked, user=by).first() or EventAnswer(event=locked, user=by)
    before, wanted = own.answer, answer
    if answer == EventAnswerKind.YES and before != EventAnswerKind.YES:
        wanted = EventAnswerKind.WAITING if locked.is_full or locked.waiting_count else EventAnswerKind.YES
    if note is not None:
        own.note = one_line(note)[:300]
    if before != wanted:
        own.answer, own.at = wanted, timezone.now()
    own.save()
    move_up(locked)
    own.refresh_from_db()
    if before != own.answer:
        record(
            EVENT_ANSWERED,
            by=by,
            target=locked,
            community=locked.community,
            channel=channel,
            answer=str(own.answer),
        )
    return own


def answer_series(*, event: Event, by: Any, answer: str) -> int:
    """The same answer to this date and all of its series that are to come. How many."""
    rows = Event.objects.published().coming().filter(series=event.series_id or 0)
    for row in rows.select_related("community").order_by("pk"):
        _one_of_series(row, by, answer)
    return len(rows)


def _one_of_series(event: Event, by: Any, given: str) -> None:
    answer(event=event, by=by, answer=given)


def move_up(locked: Event) -> None:
    """Give free places to those who wait longest and are members still; count anew. The row is locked."""
    rows = EventAnswer.objects.filter(event=locked)
    if locked.takes_answers:
        going = rows.filter(answer=EventAnswerKind.YES).count()
        free = None if locked.capacity is None else max(locked.capacity - going, 0)
        waiting = rows.filter(
            answer=EventAnswerKind.WAITING,
            user__is_active=True,
            user__memberships__community=locked.community_id,
            user__memberships__state=MembershipState.ACTIVE,
        ).order_by("at", "pk")
        for row in list(waiting[:free]):
            EventAnswer.objects.filter(pk=row.pk).update(answer=EventAnswerKind.YES)
            record(
                EVENT_PLACE_FREED, by=SYSTEM, target=locked, community=locked.community, user_id=row.user_id
            )
    counts = rows.aggregate(
        going_count=Count("pk", filter=Q(answer=EventAnswerKind.YES)),
        waiting_count=Count("pk", filter=Q(answer=EventAnswerKind.WAITING)),
        maybe_count=Count("pk", filter=Q(answer=EventAnswerKind.MAYBE)),
    )
    for name, number in counts.items():
        setattr(locked, name, number)
    locked.save(update_fields=list(counts))


@transaction.atomic
def free_places(*, user_id: int, community: Community | None) -> None:
    """Who left, or may not come in any more, keeps no place: the next one moves up. By the portal itself."""
    rows = Event.objects.published().coming().filter(answers__user=user_id)
    if community is not None:
        rows = rows.filter(community=community)
    for event in rows.order_by("pk"):
        locked = lock(event)
        EventAnswer.objects.filter(event=locked, user=user_id).delete()
        move_up(locked)


@transaction.atomic
def value(*, event: Event, by: Any, valued: str) -> None:
    """Say afterwards what was most valuable. One word of each person who answered; the last counts."""
    check_member(by, event.community)
    valued = one_line(valued)[:300]
    if not valued:
        raise ValidationError({"valued": _("Say in a sentence what was most valuable to you.")})
    locked = lock(event)
    if not locked.is_over or locked.is_draft or locked.is_cancelled:
        raise ValidationError(_("It is not over yet."))
    own = EventAnswer.objects.filter(event=locked, user=by).first()
    if own is None:
        own = EventAnswer(event=locked, user=by, answer=EventAnswerKind.MAYBE, at=timezone.now(), came=True)
    own.valued = valued
    own.save()
