"""The curators' queue in Wagtail."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from communities.enums import Capability
from communities.models import Community
from communities.queries.memberships import communities_where
from cop_portal.foundation.permissions import Denied
from cop_portal.foundation.policies import signed_in
from knowledge_base.sections.registry import MOST, MOST_ALONE, Act, Row, Section, section, sections
from knowledge_base.views.guide import guide_context


@dataclass
class Refused:
    """An act that was refused, with what was typed."""

    section: str
    act: str
    pk: int
    words: str
    sentence: str


@dataclass
class Shown:
    """A section as this person sees it."""

    section: Section
    rows: list[Any] = field(default_factory=list)
    more: bool = False


def own_communities(user: Any, capability: Capability) -> list[Community]:
    """Where the person has the capability, asked anew at each request: rights follow the role at once."""
    return list(communities_where(user, capability).filter(archived_at=None).order_by("name"))


def works_here(user: Any) -> bool:
    return communities_where(user, Capability.CURATE, Capability.REVIEW_RESOURCES).exists()


def shown(user: Any, slug: str = "", alone: str = "") -> list[Shown]:
    """The sections this person has; or one of them by itself, with many more of its rows."""
    own: dict[Capability, list[Community]] = {}
    found = []
    most = MOST_ALONE if alone else MOST
    for one in sections():
        if alone and one.key != alone:
            continue
        if one.capability not in own:
            own[one.capability] = own_communities(user, one.capability)
        communities = [row for row in own[one.capability] if not slug or row.slug == slug]
        if communities:
            rows = [row for row in one.rows(user, communities, most) if row.community or not slug]
            found.append(Shown(one, rows[:most], len(rows) > most))
    return found


def _page(request: HttpRequest, refused: Refused | None = None) -> HttpResponse:
    slug, alone = request.GET.get("community", ""), request.GET.get("section", "")
    alone = alone if section(alone) else ""
    parts = shown(request.user, slug, alone)
    if not parts and not works_here(request.user):
        raise Http404
    for part in parts:
        part.rows = [(row, _offered(part.section, row, refused)) for row in part.rows]
    looked_after = own_communities(request.user, Capability.REVIEW_RESOURCES)
    context = {
        **guide_context(request.user, looked_after),
        "parts": parts,
        "communities": looked_after,
        "curated": own_communities(request.user, Capability.CURATE),
        "chosen": slug,
        "alone": alone,
        "narrowed": _narrowed(request),
        "refused": refused,
    }
    return render(request, "wagtailadmin/curation/queue.html", context, status=422 if refused else 200)


def _narrowed(request: HttpRequest) -> str:
    """What the page is narrowed to, so that each button leads back to the same."""
    asked = {name: request.GET[name] for name in ("section", "community") if request.GET.get(name)}
    return f"?{urlencode(asked)}" if asked else ""


def _offered(part: Section, row: Row, refused: Refused | None) -> list[tuple[Act, Refused | None]]:
    acts = [act for act in part.acts if row.acts is None or act.key in row.acts]
    return [
        (
            act,
            refused
            if refused and (refused.section, refused.act, refused.pk) == (part.key, act.key, row.pk)
            else None,
        )
        for act in acts
    ]


@signed_in
def queue(request: HttpRequest) -> HttpResponse:
    """Everything that waits for this person in the libraries they look after."""
    return _page(request)


@signed_in
@require_POST
def act(request: HttpRequest, key: str, name: str, pk: int) -> HttpResponse:
    """One button of one row."""
    part = section(key)
    found = part.act(name) if part else None
    if part is None or found is None:
        raise Http404
    words = request.POST.get("words", "").strip()
    try:
        said = found.do(request.user, pk, words) or found.said
    except (Denied, ValidationError) as refusal:
        sentence = str(refusal.messages[0] if isinstance(refusal, ValidationError) else refusal.sentence)
        return _page(request, Refused(key, name, pk, words, sentence))
    if said:
        messages.success(request, said)
    return redirect(f"{reverse('curation_queue')}{_narrowed(request)}#{key}")
