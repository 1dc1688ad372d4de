"""Two or more resources or experiences on one page, and as PDF."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from cop_portal.foundation.pdf import pdf_response
from cop_portal.foundation.policies import public
from cop_portal.foundation.text import one_line
from knowledge_base import papers
from knowledge_base.queries import comparisons


def _asked(request: HttpRequest) -> comparisons.Comparison:
    """What the checkboxes name; anything that is no number is nothing."""

    def numbers(name: str) -> list[int]:
        return [
            int(value) for value in request.GET.getlist(name)[:40] if value.isdecimal() and len(value) < 16
        ]

    return comparisons.side_by_side(request.user, numbers("r"), numbers("u"))


@public
def compare(request: HttpRequest) -> HttpResponse:
    """Fields in rows, what was chosen in columns; below it what else could stand there."""
    shown = _asked(request)
    words = one_line(request.GET.get("q", ""))[:200]
    return render(
        request,
        "knowledge_base/compare.html",
        {
            "shown": shown,
            "suggestions": comparisons.suggestions(request.user, shown, words=words),
            "words": words,
            "full": len(shown.columns) >= comparisons.MOST,
            "most": comparisons.MOST,
            "query_string": request.GET.urlencode(),
            "place": "library",
        },
    )


@public
def compare_print(request: HttpRequest) -> HttpResponse:
    """The same as PDF."""
    shown = _asked(request)
    if not shown.columns:
        raise Http404
    return pdf_response(papers.comparison(shown), "side-by-side")
