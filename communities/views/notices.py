"""How the notices of one community reach a member."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from communities.permissions import check_choose_notices
from communities.queries import communities
from communities.views.shared import community_context
from cop_portal.foundation.notifications.actions import choose
from cop_portal.foundation.notifications.forms import ChoicesForm
from cop_portal.foundation.policies import signed_in


@signed_in
def notice_choices(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything of this community, or kind by kind; empty is as everywhere."""
    community = communities.get_for(request.user, slug)
    check_choose_notices(request.user, community)
    form = ChoicesForm(request.POST or None, user=request.user, community=community)
    if request.method == "POST" and form.is_valid():
        choose(by=request.user, frequencies=form.cleaned_data, community=community)
        messages.success(request, _("Saved. It holds from the next letter on."))
        return redirect("community_notices", slug=slug)
    return render(
        request,
        "communities/notice_choices.html",
        {**community_context(request, community, tab="people"), "form": form},
    )
