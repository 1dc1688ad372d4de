"""A spreadsheet is taken up by a page and carried out by the worker: nothing of it if it has faults, each row once."""

from __future__ import annotations

import datetime
import logging
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from communities.models import Community
from cop_portal.foundation.accounts.models import User, zone_of
from cop_portal.foundation.activity.record import record
from cop_portal.foundation.jobs import bell
from cop_portal.foundation.jobs.once import advisory_lock
from cop_portal.foundation.permissions import SYSTEM, Denied
from knowledge_base.actions import inventories
from knowledge_base.actions.inventories import Course
from knowledge_base.activity import INVENTORY_ANSWERED
from knowledge_base.inventory_plans import Plan, Planned
from knowledge_base.inventory_sources import Rows, Source, as_csv
from knowledge_base.models import InventoryFile
from knowledge_base.permissions import check_curate

IMPORT = "knowledge_base.tasks.import_inventories"
# So often a file is begun at the same place, whose worker was killed or whose import broke off.
TRIES = 3
# A trial is kept so long for the second word. So many of its rows are told one by one, and so many faults.
KEPT = datetime.timedelta(hours=24)
MOST_TOLD, MOST_FAULTS = 50, 500
TRIALS = (InventoryFile.State.TRYING, InventoryFile.State.TRIED)
State = InventoryFile.State
logger = logging.getLogger(__name__)


@transaction.atomic
def try_out(*, community: Community, by: Any, source: Source) -> InventoryFile:
    """Ask for a trial run of a large file. One's own trial of before is forgotten; nothing is written."""
    check_curate(by, community)
    InventoryFile.objects.filter(community=community, by=by, state__in=TRIALS).delete()
    row = InventoryFile.objects.create(community=community, by=by, state=State.TRYING, **_kept(source))
    transaction.on_commit(lambda: bell.ring(IMPORT))
    return row


@transaction.atomic
def take_up_tried(*, file: InventoryFile, by: Any, without_faulty: bool = False) -> InventoryFile:
    """Ask for a file to be imported that was tried. Asked again, the same, also when it is through already; another one
    waits until then."""
    check_curate(by, file.community)
    row = InventoryFile.objects.select_for_update(of=("self",)).filter(pk=file.pk).first()
    if row and (row.is_open or (row.finished_at and row.by_id == by.pk)):
        return row
    if row is None or row.state != State.TRIED or row.by_id != by.pk:
        raise ValidationError(_("The trial run is too old. Choose the file again."))
    if InventoryFile.objects.open().filter(community=file.community).exists():
        raise _not_now()
    row.state, row.without_faulty, row.tries = State.WAITING, without_faulty, 0
    row.outcome, row.faults, row.trial = {}, [], {}
    try:
        row.save()
    except IntegrityError:  # somebody else's came first by a blink
        raise _not_now() from None
    transaction.on_commit(lambda: bell.ring(IMPORT))
    return row


def _not_now() -> ValidationError:
    return ValidationError(
        _("Another file is being imported into this library. Try again when it is through.")
    )


def _kept(source: Source) -> dict[str, Any]:
    return {"packed": source} if isinstance(source, bytes) else {"text": source}


@transaction.atomic
def take_up(*, community: Community, by: Any, source: Source, without_faulty: bool = False) -> InventoryFile:
    """Ask for a file to be imported; one's own trial of another is forgotten. Asked again, the same; another one waits
    until this one is through."""
    check_curate(by, community)
    Rows(source)
    given = {"by": by, "without_faulty": without_faulty, "state": State.WAITING, **_kept(source)}
    try:
        row, new = InventoryFile.objects.get_or_create(
            community=community, state__in=InventoryFile.OPEN, defaults=given
        )
    except IntegrityError:  # somebody else's came first by a blink, and is through by now
        raise _not_now() from None
    if new:
        # A trial that is not taken up would stand before what becomes of this one.
        InventoryFile.objects.filter(community=community, by=by, state__in=TRIALS).delete()
        transaction.on_commit(lambda: bell.ring(IMPORT))
    elif (row.by_id, row.source, row.without_faulty) != (by.pk, source, without_faulty):
        raise _not_now()
    return row


def import_waiting() -> int:
    """Import what was taken up. Returns how many files came to their end; what a worker holds is left to it."""
    InventoryFile.objects.filter(state__in=TRIALS, created_at__lt=timezone.now() - KEPT).delete()
    for pk in (
        InventoryFile.objects.filter(state=State.TRYING).order_by("pk").values_list("pk", flat=True)[:50]
    ):
        with advisory_lock(f"trial of an inventory {pk}") as alone:
            if alone:
                _try(pk)
    waiting = InventoryFile.objects.open().order_by("pk").values_list("pk", "community_id")
    done = 0
    for pk, community_id in list(waiting[:50]):
        # The lock ends with the worker: a file that is begun and not locked is begun again.
        with inventories.alone_in(community_id) as alone:
            done += alone and _import(pk)
    return done


@contextmanager
def _as_read_by(person: User | None) -> Iterator[None]:
    """A day in a file, and what is said of it, are those of who handed it in."""
    zone = zone_of(person.time_zone) if person and person.time_zone else None
    with override((person.language if person else "") or settings.LANGUAGE_CODE), timezone.override(zone):
        yield


def _try(pk: int) -> None:
    """What a large file would do. Nothing is written, whatever it says."""
    rows = InventoryFile.objects.filter(pk=pk, state=State.TRYING)
    if not rows.update(started_at=timezone.now(), tries=F("tries") + 1):
        return
    row = rows.select_related("community", "by").first()
    if row is None:  # another file was handed in that very moment
        return
    with _as_read_by(row.by):
        try:
            if row.tries > TRIES:
                raise ValidationError(
                    _("It broke off each time. Ask the administrators of the portal to look.")
                )
            source = as_csv(row.source)  # a workbook is slow to read: once is enough
            plan = inventories.plan(community=row.community, by=row.by or AnonymousUser(), source=source)
        except ValidationError as refusal:
            return _drop(row, refusal.messages[0])
        except Denied as refusal:
            return _drop(row, str(refusal.sentence))
        except Exception:  # it is tried again by the next sweep, and must not keep the others waiting
            logger.exception("the file %s of an inventory was not tried", pk)
            return None
        told = [one for one in plan.rows if one.would_do]
        trial = {
            "rows": [
                {"line": one.line, "key": one.key, "title": one.title, "new": one.new, "changes": one.changes}
                for one in told[:MOST_TOLD]
            ],
            "more": max(0, len(told) - MOST_TOLD),
            "unknown": [word[:100] for word in plan.unknown[:MOST_TOLD]],
        }
        rows.update(  # unless another file was handed in meanwhile
            state=State.TRIED, outcome=dict(plan.counts), trial=trial,
            faults=[_told(one) for one in plan.faulty[:MOST_FAULTS]], **_kept(source),
        )  # fmt: skip
        return None


def _drop(row: InventoryFile, trouble: str) -> None:
    """It is no inventory, or not for who handed it in. What was forgotten meanwhile stays forgotten."""
    InventoryFile.objects.filter(pk=row.pk, state=State.TRYING).update(
        state=State.REFUSED, packed=b"", text="", trouble=trouble[:500], finished_at=timezone.now()
    )


def _import(pk: int) -> bool:
    """One file, from where it is. Its beginning is written before, to be counted; each step with what it did, so that
    it is done once."""
    rows = InventoryFile.objects.open().filter(pk=pk)
    if not rows.update(state=State.RUNNING, started_at=timezone.now(), tries=F("tries") + 1):
        return False
    row = rows.select_related("community", "by").get()
    course = Course(through=row.through, counts=Counter(row.outcome))

    def keep(course: Course) -> None:
        row.through, row.outcome, row.tries = course.through, dict(course.counts), 1
        row.faults += map(_told, course.left_out[: max(0, MOST_FAULTS - len(row.faults))])
        course.left_out.clear()
        if course.done:
            _end(row, State.DONE if course.did or not course.counts["fault"] else State.REFUSED)
        else:
            row.save(update_fields=["through", "outcome", "faults", "tries"])

    with _as_read_by(row.by):
        if row.tries > TRIES:
            return _stop(row, _("It broke off each time. Ask the administrators of the portal to look."))
        try:
            plan = inventories.carry_out(
                community=row.community, by=row.by or AnonymousUser(), source=row.source,
                without_faulty=row.without_faulty, course=course, keep=keep,
            )  # fmt: skip
        except ValidationError as refusal:
            return _stop(row, refusal.messages[0])
        except Denied as refusal:
            return _stop(row, str(refusal.sentence))
        except Exception:  # it is begun again by the next sweep, and must not keep the others waiting
            logger.exception("the file %s of an inventory was not imported", pk)
            return False
        if plan.unfinished:  # other work has its turn
            transaction.on_commit(lambda: bell.ring(IMPORT))
            return False
        return True if course.done else _refuse(row, plan)


def _refuse(row: InventoryFile, plan: Plan) -> bool:
    """Its rows have faults: nothing was done."""
    row.outcome, row.faults = dict(plan.counts), [_told(one) for one in plan.faulty[:MOST_FAULTS]]
    return _end(row, State.REFUSED)


@transaction.atomic
def _stop(row: InventoryFile, trouble: str) -> bool:
    """It goes no further. What was written before, if anything, stays and is told."""
    row.refresh_from_db()
    course = Course(through=row.through, counts=Counter(row.outcome))
    inventories.conclude(community=row.community, by=row.by or SYSTEM, course=course)
    row.trouble = trouble[:500]
    return _end(row, State.DONE if course.did else State.REFUSED)


@transaction.atomic
def _end(row: InventoryFile, state: State) -> bool:
    """What came of it stays for whoever comes back; the file itself is forgotten."""
    row.state, row.source, row.finished_at = state, "", timezone.now()
    row.save()
    record(INVENTORY_ANSWERED, by=row.by or SYSTEM, target=row, community=row.community)
    return True


def _told(row: Planned) -> dict[str, Any]:
    return {"line": row.line, "key": row.key[:60], "title": row.title, "said": [*map(str, row.faults)]}
