"""The standing topic of how a community makes itself known: what worked, told by its members."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from communities.queries import communities
from communities.views.shared import community_context
from cop_portal.foundation.policies import signed_in
from discussions.actions import discussions as actions
from discussions.enums import PROMOTION
from discussions.forms.discussions import PromotionForm
from discussions.models import HeldPost
from discussions.permissions import check_start_discussion
from discussions.queries import discussions


@signed_in
def promotion(request: HttpRequest, slug: str) -> HttpResponse:
    """Leads to the topic; the first member who has something to tell opens it."""
    community = communities.get_for(request.user, slug, content=True)
    found = discussions.by_origin(request.user, community, PROMOTION)
    if found is not None:
        return redirect(found)
    check_start_discussion(request.user, community)
    form = PromotionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.start(
                community=community,
                by=request.user,
                title=_("What brings people to %(name)s?") % {"name": community.name},
                body=form.cleaned_data["body"],
                kind="conversation",
                origin=PROMOTION,
            )
        except ValidationError as refusal:
            form.add_error("body", refusal)
        else:
            if isinstance(made, HeldPost):
                messages.success(request, _("It waits for a facilitator. You hear when it stands."))
            return redirect(made)
    context = community_context(request, community, tab="people", inner="promotion")
    return render(request, "discussions/promotion_form.html", {**context, "form": form})
