"""The set-up of a community: what members need, what follows, which ways are ready."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from communities.actions import technical as actions
from communities.enums import Capability, WayState
from communities.forms.technical import TechnicalForm
from communities.permissions import check_capability, check_member
from communities.queries import communities
from communities.queries import technical as queries
from communities.views.shared import community_context
from cop_portal.foundation.policies import signed_in


@signed_in
def set_up(request: HttpRequest, slug: str) -> HttpResponse:
    """For the coordinator: the answers counted, what they speak for, and the ways to settle."""
    community = communities.get_for(request.user, slug)
    check_capability(request.user, community, Capability.EDIT_IDENTITY)
    wrong, typed = "", ""
    if request.method == "POST":
        try:
            if "ask" in request.POST:
                actions.ask_members(community=community, by=request.user)
                messages.success(request, _("Every member gets a notice with the four questions."))
            elif "adopt" in request.POST:
                actions.adopt(community=community, by=request.user, key=request.POST["adopt"])
                messages.success(request, _("Taken over. It holds from now on."))
            else:
                way, state = request.POST.get("way", ""), request.POST.get("state", "")
                typed = request.POST.get("note", "")
                actions.settle(community=community, by=request.user, way=way, state=state, note=typed)
                messages.success(request, _("Noted."))
            return redirect("set_up", slug=slug)
        except ValidationError as refusal:
            wrong = refusal.messages[0]
    return render(
        request,
        "communities/set_up.html",
        {
            **community_context(request, community, tab="about", inner="set_up"),
            "survey": queries.survey(community),
            "ways": queries.ways(community),
            "states": WayState,
            "wrong": wrong,
            "wrong_way": request.POST.get("way", ""),
            "typed": typed,
        },
    )


@signed_in
def technical_answer(request: HttpRequest, slug: str) -> HttpResponse:
    """For a member: four questions on one screen."""
    community = communities.get_for(request.user, slug, content=True)
    check_member(request.user, community)
    own = queries.own_answer(request.user, community)
    form = TechnicalForm(request.POST or None, instance=own)
    if request.method == "POST" and form.is_valid():
        actions.answer(community=community, by=request.user, **form.cleaned_data)
        messages.success(request, _("Thank you. Your community is set up by what its members need."))
        return redirect(community)
    return render(
        request,
        "communities/technical_answer.html",
        {**community_context(request, community, tab="about"), "form": form},
    )
