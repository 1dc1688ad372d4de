"""Proposals of members: open ones and past ones, taking part, results."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from communities.actions import proposals as actions
from communities.enums import BallotChoice
from communities.forms.proposals import BallotForm, ConcludeForm, ProposalForm
from communities.permissions import check_conclude_proposal, check_member
from communities.queries import communities, proposals
from communities.views.shared import community_context
from cop_portal.foundation.paging import key_set_page
from cop_portal.foundation.permissions import can
from cop_portal.foundation.policies import public, signed_in


@public
def proposal_list(request: HttpRequest, slug: str) -> HttpResponse:
    """What runs, the nearest closing first, and what was decided."""
    community = communities.get_for(request.user, slug, content=True, module="proposals")
    past = proposals.proposals_of(request.user, community, running=False)
    return render(
        request,
        "communities/proposal_list.html",
        {
            **community_context(request, community, tab="about", inner="proposals"),
            "running": proposals.proposals_of(request.user, community, running=True)[:50],
            "page": key_set_page(past, request.GET, order=("-closed_at", "-pk"), size=30),
            "may_propose": can(check_member, request.user, community),
        },
    )


@signed_in
def new_proposal(request: HttpRequest, slug: str) -> HttpResponse:
    """Propose a change."""
    community = communities.get_for(request.user, slug, content=True, module="proposals")
    check_member(request.user, community)
    form = ProposalForm(request.POST or None, initial={"key": uuid.uuid4().hex})
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.propose(community=community, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("It runs. Members are told."))
            return redirect("proposal", slug=slug, pk=made.pk)
    return render(
        request,
        "communities/proposal_form.html",
        {**community_context(request, community, tab="about", inner="proposals"), "form": form},
    )


@public
def proposal(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One proposal: its reasons, one's own answer, objections, the result and what follows from it."""
    community = communities.get_for(request.user, slug, content=True, module="proposals")
    found = proposals.get_proposal_for(request.user, community, pk)
    own = proposals.own_ballot(request.user, found)
    is_open = found.state == "running" and found.closes_at > timezone.now()
    initial = {"choice": own.choice, "reason": own.reason} if own else {}
    ballot_form, conclude_form = (
        BallotForm(initial=initial, proposal=found),
        # Once its day has come, what is saved is the review; it comes back on a new day only.
        ConcludeForm(
            initial={"result": found.result, "review_on": None if found.is_due_again else found.review_on}
        ),
    )
    if request.method == "POST":
        check_member(request.user, community)
        try:
            if "withdraw" in request.POST:
                actions.withdraw(proposal=found, by=request.user)
                messages.success(request, _("Taken back. It stays readable."))
                return redirect(found)
            if "result" in request.POST:
                conclude_form = ConcludeForm(request.POST)
                if conclude_form.is_valid():
                    actions.conclude(proposal=found, by=request.user, **conclude_form.cleaned_data)
                    messages.success(request, _("Saved. Members find it here."))
                    return redirect(found)
            else:
                ballot_form = BallotForm(request.POST, proposal=found)
                if ballot_form.is_valid():
                    actions.cast(proposal=found, by=request.user, **ballot_form.cleaned_data)
                    messages.success(request, _("Counted. You can change it until it closes."))
                    return redirect(found)
        except ValidationError as refusal:
            (conclude_form if "result" in request.POST else ballot_form).add_error(None, refusal.messages)
    return render(
        request,
        "communities/proposal_detail.html",
        {
            **community_context(request, community, tab="about", inner="proposals"),
            "proposal": found,
            "own": own,
            "is_open": is_open,
            "may_take_part": is_open and can(check_member, request.user, community),
            "ballot_form": ballot_form,
            "conclude_form": conclude_form,
            "may_conclude": found.state in ("adopted", "not_adopted")
            and can(check_conclude_proposal, request.user, found),
            "objections": proposals.objections(found) if request.user.is_authenticated else [],
            "counts": [
                (choice.label, found.counts.get(choice.value, 0)) for choice in BallotChoice.of(found.method)
            ],
        },
    )
