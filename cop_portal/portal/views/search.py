"""The search page, and the part of it that changes while somebody types."""

from __future__ import annotations

import datetime
from functools import lru_cache
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from communities.finding import Narrowed
from communities.models import Community
from communities.queries import communities
from cop_portal.foundation.paging import Page, numbered_links
from cop_portal.foundation.policies import public
from cop_portal.foundation.searching import BOUND
from cop_portal.foundation.ui import frames, pieces, times
from cop_portal.foundation.ui.templatetags.ui import face
from cop_portal.portal.search import AGES, Found, Row, kinds, search_all, snippet
from knowledge_base.actions.searches import note_failed

HOLES = ("accent", "face", "url", "title", "text", "meta")
EMPTY = SafeString("")
MOST_OWN = 5
FACETS = {
    "community": gettext_lazy("Community"),
    "language": gettext_lazy("Language"),
    "place": gettext_lazy("Where"),
    "since": gettext_lazy("When"),
    "trust": gettext_lazy("Trust"),
}
SINCE = {
    "week": gettext_lazy("The last week"),
    "month": gettext_lazy("The last month"),
    "year": gettext_lazy("The last year"),
}
TRUST = {
    "confirmed": gettext_lazy("Confirmed"),
    "due": gettext_lazy("Review is due"),
    "none": gettext_lazy("Not confirmed yet"),
}


@public
def search(request: HttpRequest) -> HttpResponse:
    """Everything that matches and that this reader may see; for htmx, that part of the page alone."""
    asked = _asked(request)
    begun = bool(request.htmx)  # type: ignore[attr-defined]
    found = None
    if asked["q"]:
        page = asked.pop("page", "1")
        found = search_all(
            request.user,
            asked["q"],
            kind=asked.get("kind", ""),
            narrowed=_narrowed(request.user, asked),
            page=min(int(page), BOUND) if page.isascii() and page.isdigit() and len(page) < 5 else 1,
            begun=begun,
        )
        if not begun and not (found.total or found.alike):
            _note_failed(request.user, asked)
    part = _found(request, found, asked) if found else EMPTY
    if begun:
        return HttpResponse(part)
    kept = "".join(
        f'<input type="hidden" name="{name}" value="{escape(value)}">'
        for name, value in asked.items()
        if name not in ("q", "kind", "page")
    )
    values = {
        "words": asked["q"],
        "kinds": _options(asked.get("kind", "")),
        "kept": SafeString(kept),  # escaped above
        "found": part,
    }
    return frames.page(request, "portal/search.html", values, flags=["asked"] if asked["q"] else [])


def _asked(request: HttpRequest) -> dict[str, str]:
    """What the address asks for, each at most once; what it cannot mean is left out."""
    asked = {"q": request.GET.get("q", "").replace("\x00", "").strip()[:200]}
    for name in ("kind", *FACETS, "page"):
        value = request.GET.get(name, "").replace("\x00", "").strip()[:120]
        if value:
            asked[name] = value
    closed: dict[str, Any] = {
        "kind": kinds(),
        "since": AGES,
        "trust": TRUST,
        "language": dict(settings.LANGUAGES),
    }
    return {name: value for name, value in asked.items() if name not in closed or value in closed[name]}


def _narrowed(user: Any, asked: dict[str, str]) -> Narrowed:
    community = 0
    if "community" in asked:
        rows = Community.objects.visible_to(user).filter(slug=asked["community"])
        # What is not there for this reader has nothing in it.
        community = rows.values_list("pk", flat=True).first() or -1
    days = AGES.get(asked.get("since", ""))
    return Narrowed(
        community=community,
        language=asked.get("language", ""),
        place=asked.get("place", ""),
        since=timezone.now() - datetime.timedelta(days=days) if days else None,
        trust=asked.get("trust", ""),
    )


def _note_failed(user: Any, asked: dict[str, str]) -> None:
    """Nothing was found in the whole portal, or in a community whose content this person reads."""
    if set(asked) == {"q"}:
        note_failed(words=asked["q"], by=user)
    elif set(asked) == {"q", "community"}:
        where = Community.objects.readable_by(user).filter(slug=asked["community"]).first()
        if where is not None:
            note_failed(words=asked["q"], by=user, community=where)


def _options(chosen: str) -> SafeString:
    out = []
    for key, label in kinds().items():
        selected = " selected" if key == chosen else ""
        out.append(f'<option value="{key}"{selected}>{escape(label)}</option>')
    return SafeString("".join(out))


def _url(asked: dict[str, str], **changes: str) -> str:
    return f"?{urlencode({name: value for name, value in {**asked, **changes}.items() if value})}"


def _found(request: HttpRequest, found: Found, asked: dict[str, str]) -> SafeString:
    words, language, zone = asked["q"], get_language() or "", timezone.get_current_timezone_name()

    def rows(some: list[Row]) -> SafeString:
        return SafeString("".join(_row(row, words, language, zone) for row in some))

    kind = asked.get("kind", "")
    links = numbered_links(found.page, found.pages, lambda number: _url(asked, page=str(number)))
    context = {
        "found": found,
        "kind": kind,
        "exact": rows(found.exact),
        "parts": [
            {
                "key": part.kind,
                "label": part.label,
                "count": _count(part.count, part.capped),
                "rows": rows(part.rows),
                "more": "" if kind or part.count <= len(part.rows) else _url(asked, kind=part.kind),
            }
            for part in found.parts
            if part.count
        ],
        "alike": rows(found.alike),
        "meant_url": _url(asked, q=found.meant) if found.meant else "",
        "pager": Page([], links),
        "facets": _facets(request, found, asked),
        "chosen": _chosen(asked),
        "narrowed": set(asked) - {"q"},
        "all_url": _url({"q": words}),
        "own": _own(request.user) if not (found.total or found.alike) else [],
        "asked_url": urlencode({"title": words}),
    }
    return SafeString(render_to_string("portal/partials/_found.html", context))


def _own(user: Any) -> list[Community]:
    """Where somebody who found nothing may ask."""
    return list(communities.of_member(user)[:MOST_OWN]) if user.is_authenticated else []


def _count(count: int, capped: bool) -> str:
    return f"{count}+" if capped else str(count)


def _chosen(asked: dict[str, str]) -> list[dict[str, str]]:
    """What the reader narrowed to, each with the address without it."""
    return [
        {"label": f"{label}: {_value_label(name, asked[name])}", "url": _url(asked, **{name: ""})}
        for name, label in FACETS.items()
        if name in asked
    ]


def _facets(request: HttpRequest, found: Found, asked: dict[str, str]) -> list[dict[str, Any]]:
    """What the findings can be narrowed by: values with counts, of what this reader may see."""
    keys = [key for key, _count in found.facets.get("community", [])]
    known = communities.names_of(request.user, keys) if "community" not in asked else {}
    facets = []
    for name, label in FACETS.items():
        if name in asked:
            continue
        values = []
        for value, count in found.facets.get(name, []):
            if name == "community":
                if value not in known:
                    continue
                text, value = known[value]
            else:
                text = _value_label(name, value)
            values.append({"label": text, "count": count, "url": _url(asked, **{name: value})})
        if values:
            facets.append({"key": name, "label": label, "values": values})
    return facets


def _value_label(name: str, value: str) -> str:
    known: dict[str, Any] = {"since": SINCE, "trust": TRUST, "language": dict(settings.LANGUAGES)}.get(
        name, {}
    )
    return _(str(known[value])) if name == "language" and value in known else str(known.get(value, value))


@lru_cache(maxsize=1024)
def _row(row: Row, words: str, language: str, zone: str) -> SafeString:
    one = row.finding
    meta = [f"<span>{escape(part)}</span>" for part in one.meta]
    if one.at is not None:
        meta.append(f"<span>{escape(times.time_text(one.at))}</span>")
    if one.trust[0]:
        item = SimpleNamespace(trust_state=one.trust[0], trust_text=one.trust[1])
        meta.append(render_to_string("components/trust.html", {"item": item, "named": True}))
    said = snippet(one.text, words) if one.text else ""
    flags = ["faced"] if one.face else []
    return pieces.get("portal/pieces/found.html", HOLES, flags).fill(
        {
            "accent": one.accent,
            "face": face(one.face, size="small") if one.face else EMPTY,
            "url": one.url,
            "title": snippet(one.title, words, length=300),
            "text": SafeString(f'<p class="hint" dir="auto">{said}</p>') if said else EMPTY,
            "meta": SafeString("".join(meta)),  # escaped above
        }
    )
