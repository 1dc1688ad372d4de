"""The search page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from cop_portal.foundation.policies import public
from cop_portal.portal.search import search_all, snippet


@public
def search(request: HttpRequest) -> HttpResponse:
    """Everything that matches and that this reader may see."""
    words = request.GET.get("q", "").strip()[:200]
    kind = request.GET.get("kind", "")
    found = search_all(request.user, words, kind=kind) if words else None
    return render(
        request,
        "portal/search.html",
        {
            "words": words,
            "kind": kind,
            "found": found,
            "kinds": [
                ("", _("Everything")),
                ("resources", _("Library")),
                ("discussions", _("Discussions")),
                ("contributions", _("Contributions")),
                ("communities", _("Communities")),
                ("people", _("People")),
            ],
            "contributions": [(row, snippet(row.body, words)) for row in found.contributions]
            if found
            else [],
        },
    )
