"""A community's stage: where it stands, what the stage asks for, moving on, its dated history."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from communities.actions import lifecycle as actions
from communities.enums import Capability, Stage
from communities.forms.communities import StageForm
from communities.models import Community
from communities.permissions import can_read, check_capability
from communities.queries import communities, lifecycle
from communities.views.shared import community_context
from cop_portal.foundation.permissions import can
from cop_portal.foundation.policies import public


@public
def stage(request: HttpRequest, slug: str) -> HttpResponse:
    """Everybody who may know of the community reads it; who moves it, works on it here."""
    community = communities.get_for(request.user, slug)
    may_move = can(check_capability, request.user, community, Capability.MOVE_STAGE)
    form = StageForm(initial={"to_stage": _following(community)})
    if request.method == "POST":
        check_capability(request.user, community, Capability.MOVE_STAGE)
        if "reason" not in request.POST:
            return _change_checklist(request, community)
        form = StageForm(request.POST)
        if form.is_valid():
            try:
                actions.move_stage(community=community, by=request.user, **form.cleaned_data)
            except ValidationError as refusal:
                form.add_error(None, refusal)
            else:
                messages.success(request, _("Moved. Members see it with your reason."))
                return redirect("community_stage", slug=slug)
    return render(
        request,
        "communities/stage.html",
        {
            **community_context(request, community, tab="about", inner="stage"),
            "form": form,
            "may_move": may_move,
            "checklist": lifecycle.checklist(community) if can_read(request.user, community) else None,
            "history": communities.stage_history(community),
            "vacant": communities.vacant_roles(community),
        },
    )


def _following(community: Community) -> str:
    order = list(Stage.values)
    return order[min(order.index(community.stage) + 1, len(order) - 1)]


def _change_checklist(request: HttpRequest, community: Community) -> HttpResponse:
    """Tick, untick, leave out, bring back, add: one button each."""
    place = {"community": community, "stage": community.stage, "by": request.user}
    data = request.POST
    try:
        if "tick" in data:
            actions.tick(**place, key=data["tick"], note=data.get("note", ""))
        elif "untick" in data:
            actions.untick(**place, key=data["untick"])
        elif "leave_out" in data:
            actions.leave_out(**place, key=data["leave_out"])
        elif "back" in data:
            actions.leave_out(**place, key=data["back"], back=True)
        else:
            actions.add_step(**place, label=data.get("label", ""))
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    return redirect("community_stage", slug=community.slug)
