"""Suspending somebody, and lifting it: in a community, and for administrators in the whole portal."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from communities.actions import suspensions as actions
from communities.enums import Capability
from communities.forms.suspensions import LiftForm, SuspendForm
from communities.models import Suspension
from communities.permissions import check_capability, check_suspend, check_suspend_from_portal
from communities.queries import communities, suspensions
from communities.views.shared import community_context
from cop_portal.foundation.accounts.models import User
from cop_portal.foundation.paging import key_set_page
from cop_portal.foundation.policies import signed_in


@signed_in
def suspended(request: HttpRequest, slug: str) -> HttpResponse:
    """Who is suspended here, why and until when, and who was."""
    community = communities.get_for(request.user, slug)
    check_capability(request.user, community, Capability.MANAGE_MEMBERS)
    rows = suspensions.of_community(request.user, community)
    return render(
        request,
        "communities/suspension_list.html",
        {
            **community_context(request, community, tab="people", inner="suspensions"),
            "page": key_set_page(rows, request.GET, order=suspensions.ORDER, size=20),
            "form": LiftForm(),
        },
    )


@signed_in
def suspend(request: HttpRequest, pk: int, slug: str = "") -> HttpResponse:
    """Suspend a person: with why, until a day or until it is lifted."""
    community = communities.get_for(request.user, slug) if slug else None
    # First: whether somebody is a member, or is at all, is no answer for those who look after nobody here.
    if community is not None:
        check_capability(request.user, community, Capability.MANAGE_MEMBERS)
    else:
        check_suspend_from_portal(request.user)
    person = suspensions.person_at(pk, community)
    check_suspend(request.user, person, community)
    running = suspensions.running_of(request.user, person, community)
    if community is None and not person.is_active and running is None:
        return _reopen(request, person)
    form = SuspendForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.suspend(user=person, community=community, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("%(name)s is suspended.") % {"name": person.name})
            return redirect(request.path) if community is None else redirect("suspensions", slug=slug)
    context: dict[str, Any] = {"person": person, "form": form, "running": running, "lift_form": LiftForm()}
    if community is not None:
        context |= community_context(request, community, tab="people", inner="suspensions")
    return render(request, "communities/suspend_form.html", context)


def _reopen(request: HttpRequest, person: User) -> HttpResponse:
    """The account was shut without a suspension: all there is to do is to let its owner in again.

    By its own button alone: who sends the form to suspend, and meets a shut account, did not ask for that.
    """
    form = LiftForm(request.POST if "lift" in request.POST else None)
    if form.is_valid():
        actions.reopen(user=person, by=request.user, why=form.cleaned_data["why"])
        messages.success(request, _("The account of %(name)s is open again.") % {"name": person.name})
        return redirect(request.path)
    return render(
        request, "communities/suspend_form.html", {"person": person, "shut": True, "lift_form": form}
    )


@signed_in
@require_POST
def lift(request: HttpRequest, pk: int) -> HttpResponse:
    """Lift a suspension; the membership or the account is as it was."""
    rows = Suspension.objects.visible_to(request.user).select_related("user", "community")
    found = get_object_or_404(rows, pk=pk)
    form = LiftForm(request.POST)
    why = form.cleaned_data["why"] if form.is_valid() else ""
    actions.lift(suspension=found, by=request.user, why=why)
    messages.success(request, _("The suspension of %(name)s is lifted.") % {"name": found.user.name})
    if found.community is None:
        return redirect("suspend_person", pk=found.user_id)
    return redirect("suspensions", slug=found.community.slug)
