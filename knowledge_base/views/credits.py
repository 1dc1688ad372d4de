"""How one is named in a resource that credits one."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from communities.views.shared import community_context
from cop_portal.foundation.policies import signed_in
from knowledge_base.actions import credits as actions
from knowledge_base.forms.credits import NameForm
from knowledge_base.models import Credit
from knowledge_base.permissions import check_curate
from knowledge_base.queries import credits
from knowledge_base.queries.resources import get_to_read


@signed_in
def own_credit(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct the spelling of one's name, or ask not to be named. Nobody else's credit is there."""
    credit = get_object_or_404(credits.own(request.user), pk=pk)
    name = request.user.name if credit.unnamed else credit.name
    form = NameForm(request.POST if "name" in request.POST else None, initial={"name": name})
    if request.method == "POST" and "unname" in request.POST:
        actions.unname(credit=credit, by=request.user)
        messages.success(request, _("You are not named any more. What you gave stays, as given by a member."))
        return redirect("given")
    if request.method == "POST" and form.is_valid():
        try:
            actions.rename(credit=credit, by=request.user, name=form.cleaned_data["name"])
        except ValidationError as refusal:
            form.add_error("name", refusal)
        else:
            messages.success(request, _("Saved. Your name stands there so from now on."))
            return redirect("given")
    return render(request, "knowledge_base/own_credit.html", {"credit": credit, "form": form})


@signed_in
def resource_credits(request: HttpRequest, pk: int) -> HttpResponse:
    """For those who look after the library: all credits, and taking a mistaken one away."""
    resource = get_to_read(request.user, pk)
    check_curate(request.user, resource.community)
    if request.method == "POST":
        asked = request.POST.get("credit", "")
        key = int(asked) if asked.isdecimal() and len(asked) < 16 else 0
        credit = get_object_or_404(Credit, resource_id=resource.pk, pk=key)
        try:
            actions.remove(credit=credit, by=request.user, reason=request.POST.get("reason", ""))
        except ValidationError as refusal:
            messages.error(request, refusal.messages[0])
        else:
            messages.success(request, _("Taken away. The record says why."))
        return redirect("resource_credits", resource.pk)
    context = community_context(request, resource.community, tab="library")
    return render(
        request,
        "knowledge_base/credit_list.html",
        {**context, "resource": resource, "credits": credits.of_resource(resource)},
    )
