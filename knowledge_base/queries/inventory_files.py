"""What became of the spreadsheets that were handed in for a library."""

from __future__ import annotations

from typing import Any

from communities.models import Community
from knowledge_base.models import InventoryFile


def latest(user: Any, community: Community) -> InventoryFile | None:
    """The file that is being imported or was the last one, without its text."""
    rows = InventoryFile.objects.visible_to(user).filter(community=community)
    return rows.select_related("by").defer("text").order_by("-pk").first()
