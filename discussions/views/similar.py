"""What is there already, while a title is typed; and leaving satisfied."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from communities.queries import communities
from communities.views.shared import community_context
from cop_portal.foundation.policies import signed_in
from discussions.actions import avoided
from discussions.actions import contributions as contribution_actions
from discussions.permissions import check_start_discussion
from discussions.similar import find_similar, get_similar


@signed_in
def similar(request: HttpRequest, slug: str) -> HttpResponse:
    """Discussions, answered questions and resources like ?title=; a part of the form for htmx."""
    community = communities.get_for(request.user, slug, content=True)
    check_start_discussion(request.user, community)
    title = request.GET.get("title", "")[:200]
    context = {"alike": find_similar(request.user, community, title), "asked": title, "community": community}
    if request.htmx:
        return render(request, "discussions/partials/_similar.html", {**context, "in_form": True})
    return render(
        request,
        "discussions/similar.html",
        {**community_context(request, community, tab="discussions"), **context},
    )


@signed_in
@require_POST
def found(request: HttpRequest, slug: str) -> HttpResponse:
    """'This answers it': nothing is posted, the draft goes, and the finding is counted."""
    community = communities.get_for(request.user, slug, content=True)
    answer = get_similar(request.user, request.POST.get("found", ""))
    if answer is None:
        raise Http404
    avoided.note_found(
        community=community, by=request.user, asked=request.POST.get("title", ""), found=answer
    )
    contribution_actions.discard_draft(by=request.user, place=f"new:{community.pk}")
    messages.success(request, _("Good. Nothing was posted; here is what answers it."))
    return redirect(answer.url)
