"""Indicators are put to the members."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from communities.actions import agreements as actions
from communities.enums import Capability, Module
from communities.forms.agreements import AgreementForm
from communities.permissions import check_capability
from communities.queries import agreements, communities
from communities.views.shared import community_context
from cop_portal.foundation.policies import signed_in


@signed_in
def put_indicators(request: HttpRequest, slug: str) -> HttpResponse:
    """All that members have not agreed to as it stands, in an ordinary proposal with method and closing day."""
    community = communities.get_for(request.user, slug, module=Module.PROPOSALS)
    if Module.GOALS in community.modules_off:
        raise Http404
    check_capability(request.user, community, Capability.EDIT_TERMS)
    rows = agreements.to_put(community)
    if not rows:
        return redirect("goals", slug=slug)
    form = AgreementForm(request.POST or None, community=community, rows=rows)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.put_to_members(community=community, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("It runs. Members are told."))
            return redirect("proposal", slug=slug, pk=made.pk)
    return render(
        request,
        "communities/goal_form.html",
        {
            **community_context(request, community, tab="goals"),
            "form": form,
            "title": _("Put the indicators to the members"),
            "action": _("Put it to the members"),
        },
    )
