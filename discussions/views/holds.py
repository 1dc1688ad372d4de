"""One's own posts that wait for a facilitator, and files of posts that wait."""

from __future__ import annotations

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from communities.queries import communities
from communities.views.shared import community_context
from cop_portal.foundation.policies import signed_in
from discussions.actions import holds as actions
from discussions.models import HeldFile, HeldPost
from discussions.queries import matters


@signed_in
def held_posts(request: HttpRequest, slug: str) -> HttpResponse:
    """What a person wrote here that waits, or was refused with a reason; they may take it back."""
    community = communities.get_for(request.user, slug, content=True)
    rows = matters.held_of(request.user, community)
    if request.method == "POST":
        chosen = request.POST.get("held", "")
        held = get_object_or_404(rows, pk=int(chosen) if chosen.isdecimal() and len(chosen) < 15 else 0)
        actions.take_back(held=held, by=request.user)
        messages.success(request, _("Taken back. Nobody but you and the facilitators read it."))
        return redirect("held_posts", slug=slug)
    return render(
        request,
        "discussions/held_posts.html",
        {**community_context(request, community, tab="discussions"), "posts": rows[:50]},
    )


@signed_in
def held_file(request: HttpRequest, pk: int) -> HttpResponse:
    """A file of a post that waits: for its author and those who moderate, asked at each request."""
    seen = HeldPost.objects.visible_to(request.user).values("pk")
    found = get_object_or_404(HeldFile, pk=pk, held__in=seen)
    response = FileResponse(
        found.file.open("rb"), as_attachment=True, filename=found.name, content_type=found.content_type
    )
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
