"""The page that says how a community is doing."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from communities.queries import communities
from communities.views.shared import community_context
from cop_portal.foundation import spreadsheets
from cop_portal.foundation.policies import signed_in
from cop_portal.foundation.subjects import note_subject
from cop_portal.foundation.ui.commas import listed
from metrics.permissions import check_see_figures
from metrics.queries import health
from metrics.views import charts

UNITS = {"share": " %", "hours": " h"}
# The sign's tone in the look's words, and its picture; the word itself always stands beside it.
TRENDS = {
    "better": ("", "up"),
    "same": ("flat", "flat"),
    "watch": ("wait", "alert"),
    "worse": ("down", "down"),
}


@signed_in
def health_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Findings in sentences, each with its picture, its formula and its table."""
    community = communities.get_for(request.user, slug, content=True, module="figures")
    check_see_figures(request.user, community)
    note_subject(request, "health", community_id=community.pk)
    as_of, found = health.findings(request.user, community)
    return render(
        request,
        "metrics/health.html",
        {
            **community_context(request, community, tab="health"),
            "as_of": as_of,
            "lede": health.lede(found),
            "findings": [_shown(finding) for finding in found],
        },
    )


def _shown(finding: health.Finding) -> dict[str, Any]:
    """A finding as the template draws it."""
    indicator, points = finding.indicator, finding.points
    tone, icon = TRENDS[finding.trend]
    yearly = indicator.key == "H01"
    drawn = [point for point in points if (point[0].month, point[0].day) == (12, 31)] if yearly else points
    as_of = finding.figure.day if finding.figure else None
    rows = [
        (
            str(day.year) if yearly and (day.month, day.day) == (12, 31) else date_format(day, "j M Y"),
            figure.n if figure and not health.too_few(figure) else "–",
            health.value_text(indicator, figure),
        )
        for day, figure in finding.series
        if figure is not None
    ]
    label = listed(f"{row[0]}: {row[2]}" for row in rows)
    return {
        "finding": finding,
        "indicator": indicator,
        "tone": tone,
        "icon": icon,
        "trend": {"better": _("Better"), "same": _("Same"), "watch": _("Watch"), "worse": _("Worse")}[
            finding.trend
        ],
        "line": None if yearly else charts.line(drawn, unit=UNITS.get(indicator.unit, "")),
        "bars": charts.bars(drawn) if yearly else [],
        "label": f"{indicator.name}. {label}",
        "rows": rows,
        "window": health.window_text(indicator, as_of) if as_of else "",
        "n_label": _("People") if yearly else _("Out of"),
    }


@signed_in
def figures_csv(request: HttpRequest, slug: str) -> HttpResponse:
    """The figures of the last year, for a spreadsheet."""
    community = communities.get_for(request.user, slug, content=True, module="figures")
    check_see_figures(request.user, community)
    heading = [_("Day"), _("Indicator"), _("Name"), _("Value"), _("Out of"), _("Definition")]
    rows = health.rows_for_csv(request.user, community)
    return spreadsheets.answer(f"{community.slug}-figures", "csv", heading, rows)
