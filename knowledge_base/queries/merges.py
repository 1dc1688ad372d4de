"""Two resources side by side, before one of them is merged into the other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from cop_portal.foundation.text import excerpt
from cop_portal.foundation.ui import times
from cop_portal.foundation.ui.commas import listed
from knowledge_base.models import ResourcePage
from knowledge_base.queries.resources import credits_of


@dataclass(frozen=True)
class Side:
    """What one of the two says, in the order in which both are read."""

    rows: list[tuple[str, Any]]

    def values(self) -> list[Any]:
        return [value for _heading, value in self.rows]


def side_of(page: ResourcePage) -> Side:
    credits = [f"{row.name} ({row.get_role_display()})" for row in credits_of(page)]
    return Side(
        [
            (_("Summary"), page.summary),
            (_("Type"), page.type_label),
            (_("Community"), page.community.name),
            (_("Language"), page.get_language_display()),
            (_("Where"), page.place),
            (_("Who may read this"), page.get_sharing_display()),
            (_("Owner"), page.owner.name if page.owner else ""),
            (_("Published on"), times.day_text(page.first_published_at) if page.first_published_at else ""),
            (_("Trust"), page.trust_text),
            (_("Topics"), listed(sorted(page.tags.names()))),
            (_("Credits"), listed(credits)),
            (_("Found useful by"), page.useful_count),
            (_("Uses told"), page.reuse_count),
            (_("Text"), excerpt(page.full_text(), 1200)),
        ]
    )
