"""How a resource changed and will: its versions, two of them compared, proposals, who follows it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from communities.views.shared import community_context
from cop_portal.foundation.permissions import can
from cop_portal.foundation.policies import public, signed_in
from discussions.models import HeldPost
from discussions.permissions import is_inside
from knowledge_base.actions import changes as actions
from knowledge_base.forms.changes import AnswerForm, ProposeForm
from knowledge_base.models import ResourcePage
from knowledge_base.permissions import check_curate, check_propose_change
from knowledge_base.queries import changes
from knowledge_base.queries.resources import get_to_read


def _page(request: HttpRequest, template: str, resource: ResourcePage, **more: Any) -> HttpResponse:
    context = community_context(request, resource.community, tab="library")
    inside = is_inside(request.user, resource.community)
    return render(
        request, template, {**context, "resource": resource, "inside": inside, "place": "library", **more}
    )


@public
def change_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Each version with its reason and its day; small ones apart; what was proposed and what became of it."""
    resource = get_to_read(request.user, pk)
    found = changes.of_resource(request.user, resource)
    signed = request.user.is_authenticated
    return _page(
        request,
        "knowledge_base/change_list.html",
        resource,
        changes=[change for change in found if not change.small],
        small=[change for change in found if change.small],
        first=found[-1] if found else None,
        proposals=changes.proposals(request.user, resource),
        may_propose=signed and can(check_propose_change, request.user, resource),
        may_answer=signed and can(check_curate, request.user, resource.community),
    )


@public
def change(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """What a version has otherwise than the one before it, or than another that is asked for."""
    resource = get_to_read(request.user, pk)
    after = changes.get_for(request.user, resource, number)
    others = [one for one in changes.of_resource(request.user, resource) if one.number != number]
    asked = request.GET.get("with", "")
    earlier = next((one.number for one in others if one.number < number), None)
    wanted = int(asked) if asked.isdecimal() and len(asked) < 7 else earlier
    before = changes.get_for(request.user, resource, wanted) if wanted else None
    if before and before.number > after.number:
        before, after = after, before
    return _page(
        request,
        "knowledge_base/change_detail.html",
        resource,
        change=after,
        before=before,
        others=others,
        differences=changes.differences(before, after) if before else [],
    )


@signed_in
def propose(request: HttpRequest, pk: int) -> HttpResponse:
    """From the resource to a discussion of what should change, in one step."""
    resource = get_to_read(request.user, pk)
    check_propose_change(request.user, resource)
    form = ProposeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _proposal, opened = actions.propose(resource=resource, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            if isinstance(opened, HeldPost):
                words = _(
                    "A facilitator looks at your first post. Then it stands here and beside the resource."
                )
                messages.info(request, words)
                return redirect(resource.url)
            messages.success(request, _("The discussion is open. It stands beside the resource, too."))
            return redirect(opened)
    return _page(request, "knowledge_base/propose_form.html", resource, form=form)


@signed_in
def answer(request: HttpRequest, pk: int, proposal_pk: int) -> HttpResponse:
    """Say what became of a proposed change."""
    resource = get_to_read(request.user, pk)
    check_curate(request.user, resource.community)
    proposal = changes.get_proposal_for(request.user, resource, proposal_pk)
    versions = changes.of_resource(request.user, resource)
    present = str(proposal.change.number) if proposal.change else ""
    form = AnswerForm(
        request.POST or None, changes=versions, initial={"outcome": proposal.outcome, "version": present}
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.answer(
                proposal=proposal, by=request.user, outcome=form.cleaned_data["outcome"], change=form.change()
            )
        except ValidationError as refusal:
            form.add_error("outcome", refusal)
        else:
            messages.success(request, _("Kept. Who proposed it hears of it."))
            return redirect("resource_changes", resource.pk)
    return _page(request, "knowledge_base/answer_form.html", resource, form=form, proposal=proposal)


@signed_in
@require_POST
def follow(request: HttpRequest, pk: int) -> HttpResponse:
    """Hear when it changes, or not any more."""
    resource = get_to_read(request.user, pk)
    wanted = request.POST.get("wanted") == "1"
    actions.follow(resource=resource, by=request.user, wanted=wanted)
    if wanted:
        messages.success(request, _("You hear of it when this changes."))
    else:
        messages.success(request, _("You are not told any more when this changes."))
    return redirect(resource.url)
