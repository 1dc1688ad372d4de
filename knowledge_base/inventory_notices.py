"""What is told of the import of an inventory."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.notifications.kinds import NoticeKind, Telling, register
from knowledge_base.activity import INVENTORY_ANSWERED
from knowledge_base.models import InventoryFile
from knowledge_base.queries.inventory_files import said


@register
class InventoryAnswered(NoticeKind):
    """Who handed a spreadsheet in need not wait beside the page: what came of it comes to them."""

    name = "knowledge_base.inventory"
    label = _("The inventory I handed in was imported, or was not")
    why = _("You look after the library of this community.")
    template = "knowledge_base/email/notice"
    verbs = (INVENTORY_ANSWERED,)
    choosable = False
    to_actor = True

    def recipients(self, entry: ActivityEntry) -> Iterable[int]:
        """Who lost the library meanwhile is not told of it any more."""
        known = InventoryFile.objects.visible_to(entry.actor) if entry.actor else InventoryFile.objects.none()
        return [entry.actor_id] if entry.actor_id and known.filter(pk=entry.target_id or 0).exists() else []

    def tell(self, entry: ActivityEntry) -> Telling | None:
        rows = InventoryFile.objects.filter(pk=entry.target_id or 0).select_related("community")
        file = rows.defer("text").first()
        if file is None:
            return None
        wrong = len(file.faults)
        faulty = ngettext("%(number)s row with faults", "%(number)s rows with faults", wrong)
        return Telling(
            title=said(file) or _("Nothing was imported."),
            detail=file.trouble or (faulty % {"number": wrong} if wrong else ""),
            url=reverse("inventory_import", args=[file.community.slug]),
            context={"community": file.community},
            from_name=file.community.name,
        )
