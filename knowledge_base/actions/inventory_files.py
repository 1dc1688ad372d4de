"""A spreadsheet is taken up by a page and carried out by the worker: whole or not at all, once."""

from __future__ import annotations

import logging
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from communities.models import Community
from cop_portal.foundation.jobs import bell
from cop_portal.foundation.permissions import Denied
from knowledge_base.actions import inventories
from knowledge_base.inventory_plans import Plan, rows_of
from knowledge_base.models import InventoryFile
from knowledge_base.permissions import check_curate

IMPORT = "knowledge_base.tasks.import_inventories"
# So often a file is begun whose worker was killed or whose import broke off.
TRIES = 3
State = InventoryFile.State
logger = logging.getLogger(__name__)


@transaction.atomic
def take_up(*, community: Community, by: Any, source: str, without_faulty: bool = False) -> InventoryFile:
    """Ask for a file to be imported. Asked again, the same; another one waits until this one is through."""
    check_curate(by, community)
    rows_of(source)
    row, new = InventoryFile.objects.get_or_create(
        community=community,
        state__in=InventoryFile.OPEN,
        defaults={"by": by, "text": source, "without_faulty": without_faulty, "state": State.WAITING},
    )
    if new:
        transaction.on_commit(lambda: bell.ring(IMPORT))
    elif (row.by_id, row.text, row.without_faulty) != (by.pk, source, without_faulty):
        raise ValidationError(
            _("Another file is being imported into this library. Try again when it is through.")
        )
    return row


def import_waiting() -> int:
    """Import what was taken up. Returns how many files came to their end; what a worker holds is left to it."""
    waiting = InventoryFile.objects.open().order_by("pk").values_list("pk", "community_id")
    done = 0
    for pk, community_id in list(waiting[:50]):
        # The lock ends with the worker: a file that is begun and not locked is begun again.
        with inventories.alone_in(community_id) as alone:
            done += alone and _import(pk)
    return done


def _import(pk: int) -> bool:
    """One file. Its end is written with what it did, so that it is done once; its beginning before, to be counted."""
    rows = InventoryFile.objects.open().filter(pk=pk)
    if not rows.update(state=State.RUNNING, started_at=timezone.now(), tries=F("tries") + 1):
        return False
    row = rows.select_related("community", "by").get()
    with override((row.by.language if row.by else "") or settings.LANGUAGE_CODE):
        if row.tries > TRIES:
            return _refuse(row, _("It broke off each time. Ask the administrators of the portal to look."))
        try:
            plan = inventories.carry_out(
                community=row.community, by=row.by or AnonymousUser(), source=row.text,
                without_faulty=row.without_faulty, then=lambda plan: _end(row, State.DONE, plan),
            )  # fmt: skip
        except ValidationError as refusal:
            return _refuse(row, refusal.messages[0])
        except Denied as refusal:
            return _refuse(row, str(refusal.sentence))
        except Exception:  # it is begun again by the next sweep, and must not keep the others waiting
            logger.exception("the file %s of an inventory was not imported", pk)
            return False
        return True if plan.done else _refuse(row, "", plan)


def _refuse(row: InventoryFile, trouble: str, plan: Plan | None = None) -> bool:
    row.trouble = trouble[:500]
    _end(row, State.REFUSED, plan)
    return True


def _end(row: InventoryFile, state: State, plan: Plan | None) -> None:
    """What came of it stays for whoever comes back; the file itself is forgotten."""
    if plan is not None:
        row.outcome = dict(plan.counts)
        row.faults = [
            {"line": one.line, "key": one.key[:60], "title": one.title, "said": [*map(str, one.faults)]}
            for one in plan.faulty
        ]
    row.state, row.text, row.finished_at = state, "", timezone.now()
    row.save()
