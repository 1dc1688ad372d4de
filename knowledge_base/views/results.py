"""The page of a community's results."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from communities.permissions import can_read
from communities.queries import communities
from communities.views.shared import community_context
from cop_portal.foundation.permissions import can
from cop_portal.foundation.policies import public
from cop_portal.foundation.subjects import note_subject
from knowledge_base.actions import results as actions
from knowledge_base.enums import ResultsRhythm
from knowledge_base.permissions import check_plan_results
from knowledge_base.queries import duplicates
from knowledge_base.queries import results as queries


@public
def results(request: HttpRequest, slug: str) -> HttpResponse:
    """What came of it, year by year, as far as this reader may see each part.

    Who may not know of the community sees the page where something of it was released to them.
    """
    try:
        community = communities.get_for(request.user, slug, module="library")
    except Http404:
        outside = queries.shows_outside(request.user, slug)
        if outside is None:
            raise
        place: dict[str, Any] = {"community": outside, "outside": True, "may_plan": False}
        return _page(request, place)
    may_plan = can(check_plan_results, request.user, community)
    if request.method == "POST":
        check_plan_results(request.user, community)
        given = request.POST.get("days", "")
        try:
            actions.plan(community=community, by=request.user, days=int(given) if given.isdecimal() else 0)
            messages.success(request, _("Saved."))
        except ValidationError as refusal:
            messages.error(request, refusal.messages[0])
        return redirect("results", slug)
    note_subject(request, "library", community_id=community.pk)
    place = {**community_context(request, community, tab="library", inner="results"), "may_plan": may_plan}
    return _page(request, place)


def _page(request: HttpRequest, place: dict[str, Any]) -> HttpResponse:
    community = place["community"]
    found = queries.results(request.user, community)
    years = [(year, list(rows)) for year, rows in groupby(found, key=lambda row: row.day.year)]
    plan = (
        {"rhythm": queries.rhythm_of(community), "rhythms": ResultsRhythm.choices}
        if place["may_plan"]
        else {}
    )
    read = not place.get("outside") and can_read(request.user, community)
    not_twice = duplicates.counted(community) if read else None
    return render(
        request, "knowledge_base/results.html", {**place, **plan, "years": years, "not_twice": not_twice}
    )
