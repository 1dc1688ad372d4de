"""What became of the spreadsheets that were handed in for a library."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.db.models import Case, F, IntegerField, Q, When
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from communities.models import Community
from cop_portal.foundation.ui.commas import listed
from knowledge_base.models import InventoryFile


def latest(user: Any, community: Community) -> InventoryFile | None:
    """The file that is being imported, or that one is having tried, or the last that came to its end, without its text.

    Trials are for who asked. What a colleague did later hides neither.
    """
    trials = Q(state__in=(InventoryFile.State.TRYING, InventoryFile.State.TRIED))
    rows = InventoryFile.objects.visible_to(user).filter(community=community)
    first = Case(
        When(state__in=InventoryFile.OPEN, then=0),
        When(trials, then=1),
        default=2,
        output_field=IntegerField(),
    )
    return (
        rows.exclude(~Q(by=user.pk), trials)
        .select_related("by")
        .defer("text", "packed")
        .order_by(first, F("finished_at").desc(nulls_last=True), "-pk")
        .first()
    )


def tried_by(user: Any, community: Community, pk: str) -> InventoryFile:
    """A file that one had tried. 404 where there is none."""
    rows = InventoryFile.objects.visible_to(user).filter(community=community, by=user.pk)
    found = rows.filter(pk=int(pk)).first() if pk.isdecimal() and len(pk) < 18 else None
    if found is None:
        raise Http404
    return found


def said(file: InventoryFile) -> str:
    """What a file did, in a sentence; empty as long as it did nothing."""
    if file.state != InventoryFile.State.DONE:
        return ""
    counts = Counter(file.outcome)
    if not counts["new"] + counts["changed"]:
        return _("Nothing to do: the library says all of this already.")
    parts = [
        ngettext("%(count)s resource is new", "%(count)s resources are new", counts["new"]),
        ngettext("%(count)s was changed", "%(count)s were changed", counts["changed"]),
        ngettext("%(count)s stayed as it was", "%(count)s stayed as they were", counts["same"]),
        ngettext("%(count)s row was left out", "%(count)s rows were left out", counts["fault"]),
    ]
    numbers = [counts["new"], counts["changed"], counts["same"], counts["fault"]]
    said = [part % {"count": number} for part, number in zip(parts, numbers, strict=True) if number]
    return _("Imported: %(what)s.") % {"what": listed(said)}
