"""The search page."""

from __future__ import annotations

from functools import lru_cache

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from cop_portal.foundation.policies import public
from cop_portal.foundation.ui import frames, pieces, times
from cop_portal.portal.search import Found, search_all, snippet
from discussions.queries.search import FoundContribution

KINDS = ("resources", "discussions", "contributions", "communities", "people")
HOLES = ("accent", "url", "title", "text", "author", "community", "when")
EMPTY = SafeString("")


@public
def search(request: HttpRequest) -> HttpResponse:
    """Everything that matches and that this reader may see; composed of pieces."""
    words = request.GET.get("q", "").strip()[:200]
    kind = request.GET.get("kind", "")
    kind = kind if kind in KINDS else ""
    found = search_all(request.user, words, kind=kind) if words else None
    flags = [f"kind={kind}"]
    if words:
        flags.append("asked")
    if found is not None and not found.total:
        flags.append("nothing")
    values = {
        "words": words,
        "others": _others(found),
        "contributions": _contributions(found, words),
    }
    if values["contributions"]:
        flags.append("some_contributions")
    return frames.page(request, "portal/search.html", values, flags=flags)


def _others(found: Found | None) -> SafeString:
    """Communities, people, resources and discussions: at most ten of each."""
    if found is None or found.total == len(found.contributions):
        return EMPTY
    return SafeString(render_to_string("portal/partials/_found.html", {"found": found}))


def _contributions(found: Found | None, words: str) -> SafeString:
    if found is None:
        return EMPTY
    language, zone = get_language(), timezone.get_current_timezone_name()
    return SafeString("".join(_contribution(row, words, language, zone) for row in found.contributions))


@lru_cache(maxsize=1024)
def _contribution(row: FoundContribution, words: str, language: str, zone: str) -> SafeString:
    return pieces.get("portal/pieces/found_contribution.html", HOLES).fill(
        {
            "accent": row.accent,
            "url": row.url,
            "title": row.title,
            "text": snippet(row.body, words),
            "author": row.author or "–",
            "community": row.community,
            "when": times.time_text(row.created_at),
        }
    )
