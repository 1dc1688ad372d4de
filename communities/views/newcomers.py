"""Pages about those who have just come, and one's own membership."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from communities.actions import invitations as invitation_actions
from communities.actions import newcomers as actions
from communities.enums import Capability
from communities.forms.invitations import OwnMembershipForm
from communities.models import Membership
from communities.permissions import check_capability, check_member
from communities.queries import communities, memberships
from communities.queries import newcomers as queries
from communities.views.shared import community_context
from cop_portal.foundation.policies import signed_in
from cop_portal.foundation.text import as_number


@signed_in
def newcomer_list(request: HttpRequest, slug: str) -> HttpResponse:
    """How those who came in the last two months are doing, and who stalled."""
    community = communities.get_for(request.user, slug, content=True)
    check_capability(request.user, community, Capability.MANAGE_MEMBERS)
    return render(
        request,
        "communities/newcomer_list.html",
        {
            **community_context(request, community, tab="people", inner="newcomers"),
            "page": queries.newcomers(community, request.GET),
            "buddies": list(queries.buddies(community)[:30]),
        },
    )


@signed_in
@require_POST
def look_after(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Name a buddy, or write to a newcomer once."""
    community = communities.get_for(request.user, slug, content=True)
    check_capability(request.user, community, Capability.MANAGE_MEMBERS)
    membership = get_object_or_404(
        Membership.objects.active().select_related("user", "community"), pk=pk, community=community
    )
    name = {"name": membership.user.name}
    try:
        if "nudge" in request.POST:
            actions.nudge(membership=membership, by=request.user)
            messages.success(request, _("%(name)s gets a friendly letter with the first steps.") % name)
        else:
            buddy = get_object_or_404(queries.buddies(community), pk=as_number(request.POST.get("buddy")))
            actions.name_buddy(membership=membership, buddy=buddy, by=request.user)
            messages.success(request, _("Saved. Both are told.") % name)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    back = reverse("newcomers", args=[slug])
    return redirect(f"{back}?{request.GET.urlencode()}" if request.GET else back)


@signed_in
def own_membership(request: HttpRequest, slug: str) -> HttpResponse:
    """What one brings and seeks; the buddy and the first steps."""
    community = communities.get_for(request.user, slug, content=True)
    check_member(request.user, community)
    own = memberships.own(request.user, community)
    if own is None or not own.is_active:
        return redirect("community_join", slug=slug)
    form = OwnMembershipForm(request.POST or None, instance=own)
    if request.method == "POST" and form.is_valid():
        actions.introduce(community=community, by=request.user, **form.cleaned_data)
        messages.success(request, _("Saved. The members see it beside your name."))
        return redirect(community)
    return render(
        request,
        "communities/own_membership.html",
        {
            **community_context(request, community, tab="people"),
            "form": form,
            "first": queries.first_steps(request.user, community),
            "own": own,
        },
    )


@signed_in
@require_POST
def decline_invitation(request: HttpRequest, slug: str) -> HttpResponse:
    """Say no to an invitation."""
    community = communities.get_for(request.user, slug)
    invitation_actions.decline_own(community=community, by=request.user)
    messages.success(request, _("Thank you for the answer. Who invited you is told."))
    return redirect("communities")
