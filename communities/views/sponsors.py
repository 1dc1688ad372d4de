"""The sponsor's page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from communities.permissions.cases import check_see_sponsored
from communities.queries import sponsors
from cop_portal.foundation.policies import signed_in


@signed_in
def sponsored(request: HttpRequest) -> HttpResponse:
    """The communities one sponsors: their stage, who coordinates them, which roles are vacant."""
    check_see_sponsored(request.user)
    rows = sponsors.sponsored(request.user)
    return render(
        request,
        "communities/sponsored.html",
        {"rows": rows, "vacant": sum(bool(row.vacancies) for row in rows), "place": "communities"},
    )
