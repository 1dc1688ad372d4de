"""The library on paper: what a page shows, as a PDF."""

from __future__ import annotations

from django.utils.translation import gettext as _

from cop_portal.foundation.pdf import Paper
from cop_portal.foundation.ui.commas import listed
from knowledge_base.queries.comparisons import Comparison


def comparison(shown: Comparison) -> Paper:
    """Field by field, each with what every one of them says; a wide table does not fit on a sheet."""
    paper = Paper(title=_("Side by side"), kicker=listed(column.title for column in shown.columns))
    for row in shown.rows:
        paper.heading(row.label)
        paper.table(
            [_("Of"), _("What it says")],
            [(cell.title, "\n".join(cell.lines) or "–") for cell in row.cells],
            widths=(1, 2),
        )
    return paper
