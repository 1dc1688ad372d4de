"""What a community shows of itself, seen before it is saved."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from communities.actions import communities as actions
from communities.enums import Accent, Capability, Weave
from communities.forms.communities import ColourForm, IdentityForm
from communities.models import Community
from communities.permissions import check_capability
from communities.queries import communities
from communities.queries import identity as queries
from communities.views.shared import community_context
from cop_portal.foundation.policies import signed_in


def _shown(community: Community, data: QueryDict) -> dict[str, Any]:
    """The preview: what was typed, unsaved, with how its colour reads."""
    asked = ColourForm(data)
    wish = queries.wish(asked.cleaned_data["own"]) if asked.is_valid() and asked.cleaned_data["own"] else None
    accent = data.get("accent", "")
    if wish is not None and "nearest" in data:
        accent = wish.nearest
    texts = {
        name: data.get(name, getattr(community, name)).strip()[:200]
        for name in ("name", "tagline", "audience")
    }
    shown = queries.Shown(
        accent=accent if accent in Accent.values else community.accent,
        weave=data["weave"] if data.get("weave") in Weave.values else community.weave,
        picture=community.emblem_address(),
        **texts,
    )
    return {"shown": shown, "readings": queries.readings(shown.accent), "wish": wish}


@signed_in
def edit_identity(request: HttpRequest, slug: str) -> HttpResponse:
    """Name, purpose, emblem and colour."""
    community = communities.get_for(request.user, slug)
    check_capability(request.user, community, Capability.EDIT_IDENTITY)
    data = request.POST.copy() if request.method == "POST" else None
    preview = _shown(community, data if data is not None else QueryDict())
    if data is not None and "nearest" in data:
        data["accent"] = preview["shown"].accent
    form = IdentityForm(data, instance=community)
    only_look = data is not None and ("preview" in data or "nearest" in data)
    if data is not None and form.is_valid() and not only_look:
        actions.update_identity(community=community, by=request.user, **form.cleaned_data)
        messages.success(request, _("Saved. Members see it from now on."))
        return redirect("community_about", slug=community.slug)
    context = community_context(request, communities.get_for(request.user, slug), tab="about")
    return render(
        request,
        "communities/identity_form.html",
        {**context, "form": form, "colour": ColourForm(data), **preview},
    )


@signed_in
def identity_preview(request: HttpRequest, slug: str) -> HttpResponse:
    """The preview alone, while somebody types."""
    community = communities.get_for(request.user, slug)
    check_capability(request.user, community, Capability.EDIT_IDENTITY)
    return render(request, "communities/partials/_identity_preview.html", _shown(community, request.GET))
