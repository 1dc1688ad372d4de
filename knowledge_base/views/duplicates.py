"""Nearly the same: before a resource is handed in, and for those who look after the library."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from communities.models import Community
from communities.queries import communities
from communities.views.shared import community_context
from cop_portal.foundation.policies import signed_in
from discussions.actions import avoided
from discussions.similar import Similar, get_similar
from knowledge_base.actions import duplicates as actions
from knowledge_base.permissions import check_curate, check_submit_resource
from knowledge_base.queries import duplicates

# From this likeness on somebody is asked before it is handed in.
STOP = 0.55


def near_before(request: HttpRequest, community: Community, *, leave: int | None = None) -> list[Similar]:
    """What is nearly the same as what is handed in, unless its writer has seen that. For the form's view.

    leave: the key of the writer's own page, where it was handed in before.
    """
    if request.method != "POST" or "seen" in request.POST:
        return []
    return [row for row in _near(request, community, leave) if row.likeness >= STOP]


def _near(request: HttpRequest, community: Community, leave: int | None = None) -> list[Similar]:
    said = request.POST if request.method == "POST" else request.GET
    return duplicates.near(
        user=request.user,
        community=community,
        title=said.get("title", "")[:200],
        summary=said.get("summary", "")[:300],
        text=said.get("text", "")[:60_000],
        leave=leave,
    )


@signed_in
def near(request: HttpRequest, slug: str) -> HttpResponse:
    """Resources like ?title=; a part of the form for htmx, else a page."""
    community = communities.get_for(request.user, slug, content=True, module="library")
    check_submit_resource(request.user, community)
    context = {
        "near": _near(request, community),
        "near_asked": request.GET.get("title", "")[:200],
        "community": community,
    }
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "knowledge_base/partials/_near.html", {**context, "in_form": True})
    return render(
        request,
        "knowledge_base/near.html",
        {**community_context(request, community, tab="library"), **context},
    )


@signed_in
@require_POST
def found(request: HttpRequest, slug: str) -> HttpResponse:
    """'This says it already': nothing is handed in, and one duplication is counted as avoided."""
    community = communities.get_for(request.user, slug, content=True, module="library")
    known = get_similar(request.user, request.POST.get("found", ""))
    if known is None:
        raise Http404
    avoided.note_found(community=community, by=request.user, asked=request.POST.get("title", ""), found=known)
    messages.success(request, _("Good. Nothing was handed in; here is what says it already."))
    return redirect(known.url)


@signed_in
def pairs(request: HttpRequest, slug: str) -> HttpResponse:
    """Pairs that are much alike, for those who look after the library."""
    community = communities.get_for(request.user, slug, content=True, module="library")
    check_curate(request.user, community)
    return render(
        request,
        "knowledge_base/near_pairs.html",
        {
            **community_context(request, community, tab="library"),
            "pairs": duplicates.open_pairs(request.user, community),
            "not_twice": duplicates.counted(community),
        },
    )


@signed_in
@require_POST
def judge(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """'Not the same': the pair is not shown again."""
    community = communities.get_for(request.user, slug, content=True, module="library")
    pair = duplicates.pair_for(request.user, pk)
    if pair is None or community.pk not in (pair.first.community_id, pair.second.community_id):
        raise Http404
    if actions.say_different(pair=pair, by=request.user):
        messages.success(request, _("Noted. You are not asked about these two again."))
    return redirect("near_pairs", slug)
