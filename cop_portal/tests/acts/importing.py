"""A spreadsheet is handed in for a library and has a fault."""

from __future__ import annotations

from typing import Any

from knowledge_base.actions import inventory_files

SHEET = "key,kind,title,summary\nY-1,poem,A <b>budget</b>,It rhymes.\n"


def import_an_inventory(community: Any, people: Any) -> None:
    inventory_files.take_up(community=community, by=people.knowledge_manager, source=SHEET)
    inventory_files.import_waiting()
