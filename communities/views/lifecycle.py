"""The page for moving a community to another stage."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from communities.actions import lifecycle as actions
from communities.enums import Capability
from communities.forms.communities import StageForm
from communities.permissions import check_capability
from communities.queries import communities
from communities.views.shared import community_context
from cop_portal.foundation.policies import signed_in


@signed_in
def move_stage(request: HttpRequest, slug: str) -> HttpResponse:
    """Move to another stage, with a reason."""
    community = communities.get_for(request.user, slug)
    check_capability(request.user, community, Capability.MOVE_STAGE)
    form = StageForm(request.POST or None, initial={"to_stage": community.stage})
    if request.method == "POST" and form.is_valid():
        try:
            actions.move_stage(community=community, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("Moved. Members see it with your reason."))
            return redirect("community_about", slug=slug)
    return render(
        request,
        "communities/stage_form.html",
        {
            **community_context(request, community, tab="about"),
            "form": form,
            "vacant": communities.vacant_roles(community),
        },
    )
