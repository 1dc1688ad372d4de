"""What I gave: a person's own page of their trail, and the same as a file. For themselves alone."""

from __future__ import annotations

from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from communities import traces
from cop_portal.foundation import spreadsheets
from cop_portal.foundation.policies import signed_in
from knowledge_base.queries import credits

SHOWN = 60


@signed_in
def given(request: HttpRequest) -> HttpResponse:
    """What one gave and what became of it, and how one is named where one is credited."""
    return render(
        request,
        "portal/given.html",
        {
            "traces": traces.whole_trail(request.user, most=SHOWN),
            "credits": credits.own(request.user)[:SHOWN],
            "most": SHOWN,
        },
    )


@signed_in
def given_file(request: HttpRequest, kind: str) -> HttpResponse:
    """The whole trail as CSV or JSON. There is no way to ask for somebody else's."""
    rows = _rows(request)
    if kind == "csv":
        heading = (_("Day"), _("What"), _("Title"), _("Community"), _("What became of it"), _("Address"))
        cells = (
            (row["at"][:10], row["what"], row["title"], row["community"], "; ".join(row["became"]), row["address"])
            for row in rows
        )  # fmt: skip
        answer: HttpResponse = spreadsheets.answer("what-i-gave", "csv", heading, cells)
    elif kind == "json":
        answer = JsonResponse(
            {"name": request.user.name, "made_at": timezone.now().isoformat(), "given": rows},
            json_dumps_params={"ensure_ascii": False, "indent": 1},
        )
        answer["Content-Disposition"] = 'attachment; filename="what-i-gave.json"'
    else:
        raise Http404
    answer["Cache-Control"] = "private, no-store"
    return answer


def _rows(request: HttpRequest) -> list[dict[str, Any]]:
    """What the page shows, with the credits in what one may not read any more: without its title and address."""
    readable = [
        {
            "at": item.at.isoformat(),
            "what": item.kind,
            "title": item.title,
            "community": item.place,
            "became": list(item.became),
            "address": urljoin(settings.PORTAL_URL, item.url),
        }
        for item in traces.whole_trail(request.user)
    ]
    closed = [
        {
            "at": credit.at.isoformat() if credit.at else "",
            "what": str(credit.get_role_display()),
            "title": _("A resource that you may not read now"),
            "community": "",
            "became": [],
            "address": "",
        }
        for credit in credits.own(request.user)
        .filter(readable=False)
        .annotate(at=F("resource__first_published_at"))
    ]
    return [*readable, *closed]
