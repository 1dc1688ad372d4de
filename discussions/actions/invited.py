"""Asking people to speak in a facilitated discussion, and reminding those who are silent."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from communities.models import Membership
from cop_portal.foundation.activity.record import record
from cop_portal.foundation.permissions import SYSTEM, actor_or_none
from discussions.activity import INVITED_REMINDED, PEOPLE_ASKED
from discussions.enums import Phase, ReminderKind
from discussions.models import Discussion, Invited, InvitedReminder
from discussions.permissions import check_ask_people
from discussions.queries import invited

# Who asks everybody asks nobody.
MOST = 100


def _lock(discussion: Discussion) -> Discussion:
    return (
        Discussion.objects.select_for_update(of=("self",), no_key=True)
        .select_related("community")
        .get(pk=discussion.pk)
    )


@transaction.atomic
def ask(
    *,
    discussion: Discussion,
    by: Any,
    people: Iterable[int],
    experts: Iterable[int] = (),
    at: datetime.datetime | None = None,
    quiet: bool = False,
) -> list[Invited]:
    """Ask members to speak, some of them as experts. Who is asked already stays asked, once.

    They are told when the discussion opens; where it is open, at once.
    """
    check_ask_people(by, discussion)
    locked = _lock(discussion)
    if locked.phase not in (Phase.BRIEF, Phase.CONTRIBUTIONS):
        raise ValidationError(_("The contributions are closed; nobody can be asked any more."))
    as_experts = set(experts)
    wanted = sorted({*people, *as_experts})
    members = Membership.objects.active().filter(
        community=locked.community, user__in=wanted, user__is_active=True
    )
    if members.count() < len(wanted):
        raise ValidationError(_("Only members can be asked. Invite others to the community first."))
    others = Invited.objects.asked().filter(discussion=locked).exclude(user__in=wanted).count()
    if others + len(wanted) > MOST:
        raise ValidationError(_("Ask at most 100 people; who asks everybody asks nobody."))
    moment = at or timezone.now()
    rows = [
        Invited.objects.update_or_create(
            discussion=locked,
            user_id=pk,
            defaults={"as_expert": pk in as_experts, "withdrawn_at": None},
            create_defaults={"as_expert": pk in as_experts, "by": actor_or_none(by), "at": moment},
        )[0]
        for pk in wanted
    ]
    if locked.phase == Phase.CONTRIBUTIONS:
        tell_asked(locked, by=by, at=at, quiet=quiet)
    return rows


def tell_asked(
    discussion: Discussion, *, by: Any, at: datetime.datetime | None = None, quiet: bool = False
) -> None:
    """Tell those who are asked and do not know it yet. Called inside the transaction of its reason."""
    untold = Invited.objects.asked().filter(discussion=discussion, told_at=None)
    ids = sorted(untold.values_list("user_id", flat=True))
    if ids:
        untold.update(told_at=at or timezone.now())
        record(
            PEOPLE_ASKED,
            by=by,
            target=discussion,
            community=discussion.community,
            at=at,
            quiet=quiet,
            user_ids=ids,
        )


@transaction.atomic
def take_off(*, discussion: Discussion, by: Any, person: int) -> None:
    """Do not ask somebody any more. Twice is once."""
    check_ask_people(by, discussion)
    _lock(discussion)
    Invited.objects.asked().filter(discussion=discussion, user=person).update(withdrawn_at=timezone.now())


@transaction.atomic
def copy(*, source: Discussion, discussion: Discussion, by: Any) -> None:
    """Ask those who were asked in an earlier discussion, as far as they are still members."""
    check_ask_people(by, discussion)
    earlier = Invited.objects.visible_to(by).asked().filter(discussion=source)
    members = Membership.objects.active().filter(community=discussion.community, user__is_active=True)
    rows = list(
        earlier.filter(user__in=members.values("user"))
        .exclude(user=by.pk)
        .values_list("user_id", "as_expert")
    )
    if rows:
        ask(
            discussion=discussion,
            by=by,
            people=[pk for pk, _expert in rows],
            experts=[pk for pk, expert in rows if expert],
        )


@transaction.atomic
def remind(*, discussion: Discussion, by: Any, person: int | None = None) -> int:
    """Remind those who are silent, or one of them; nobody twice on a day. Returns how many."""
    check_ask_people(by, discussion)
    locked = _lock(discussion)
    if locked.phase != Phase.CONTRIBUTIONS:
        raise ValidationError(_("Reminders go out while contributions are open."))
    rows = invited.remindable(locked)
    if person is not None:
        rows = rows.filter(user=person)
    count = _remind(locked, list(rows), ReminderKind.BY_HAND, by, locked.community.today)
    if not count:
        raise ValidationError(
            _("Nobody to remind: they spoke, were reminded today, or want no letters of it.")
        )
    return count


def remind_due(today: datetime.date | None = None) -> int:
    """The reminders halfway and two days before the end, each once, by the community's clock. Returns how many people."""
    count = 0
    for discussion in invited.open_with_invited():
        day = today or discussion.community.today
        step = invited.step_due(discussion, day)
        if step is None:
            continue
        with transaction.atomic():
            locked = _lock(discussion)
            if locked.phase == Phase.CONTRIBUTIONS:
                rows = list(invited.due_for(locked, *step, day))
                count += _remind(locked, rows, step[0], SYSTEM, day)
    return count


def _remind(
    discussion: Discussion, rows: list[Invited], kind: ReminderKind, by: Any, day: datetime.date
) -> int:
    """Under the lock of the discussion, so that what is recorded is what was written."""
    if not rows:
        return 0
    InvitedReminder.objects.bulk_create(
        InvitedReminder(invited=row, kind=kind, day=day, by=actor_or_none(by)) for row in rows
    )
    record(
        INVITED_REMINDED,
        by=by,
        target=discussion,
        community=discussion.community,
        user_ids=[row.user_id for row in rows],
        kind=str(kind),
    )
    return len(rows)
