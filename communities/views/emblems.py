"""The picture a community carries: served, chosen, looked at before it is used."""

from __future__ import annotations

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from communities.actions import emblems as actions
from communities.enums import Capability
from communities.forms.emblems import EmblemForm
from communities.permissions import check_capability
from communities.queries import communities, emblems
from communities.queries import identity as queries
from communities.views.shared import community_context
from cop_portal.foundation.policies import public, signed_in, token


@public
def emblem(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """For whoever may know of the community. Another picture has another name, so browsers keep it."""
    community = communities.get_for(request.user, slug)
    answer = FileResponse(emblems.stored(community, name), content_type="image/webp")
    answer["Cache-Control"] = "private, max-age=31536000, immutable"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@token
def emblem_in_letters(request: HttpRequest, key: str) -> HttpResponse:
    """For whoever got a letter: mail programs sign in nowhere. It names no community."""
    answer = FileResponse(emblems.of_letters(key), content_type="image/png")
    answer["Cache-Control"] = "public, max-age=86400"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@signed_in
def edit_emblem(request: HttpRequest, slug: str) -> HttpResponse:
    """Choose a picture, see how it will look, use it; or take the weave again."""
    community = communities.get_for(request.user, slug)
    check_capability(request.user, community, Capability.EDIT_IDENTITY)
    if request.method == "POST" and "weave" in request.POST:
        actions.set_emblem(community=community, by=request.user)
        messages.success(request, _("The community carries its weave again."))
        return redirect("community_identity", slug=slug)
    form = (
        EmblemForm(request.POST or None, request.FILES or None) if request.method == "POST" else EmblemForm()
    )
    shown, kept = None, ""
    if request.method == "POST" and form.is_valid():
        if "use" in request.POST:
            square = form.cleaned_data["square"]
            actions.set_emblem(community=community, by=request.user, name="emblem.png", content=square)
            messages.success(request, _("Saved. Members see it from now on."))
            return redirect("community_about", slug=slug)
        kept = form.as_kept()
        shown = queries.Shown(
            name=community.name,
            tagline=community.tagline,
            audience=community.audience,
            accent=community.accent,
            weave=community.weave,
            picture=f"data:image/png;base64,{kept}",
        )
    return render(
        request,
        "communities/emblem_form.html",
        {
            **community_context(request, community, tab="about"),
            "form": form,
            "shown": shown,
            "kept": kept,
            "readings": queries.readings(community.accent),
        },
    )
