"""The needs board: add in one sentence, want it too, see what became of it."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from communities.actions import needs as actions
from communities.enums import Capability
from communities.forms.needs import AnswerNeedForm, NeedForm
from communities.models import Need
from communities.permissions import check_capability, check_member
from communities.queries import communities, needs
from communities.views.shared import community_context
from cop_portal.foundation.paging import key_set_page
from cop_portal.foundation.permissions import can
from cop_portal.foundation.policies import public, signed_in
from cop_portal.foundation.text import one_line


@public
def need_board(request: HttpRequest, slug: str) -> HttpResponse:
    """Open needs, most wanted first; with ?answered, what became of the others."""
    community = communities.get_for(request.user, slug, content=True, module="needs")
    answered = "answered" in request.GET
    rows = needs.board(request.user, community, answered=answered)
    order = ("-answered_at", "-pk") if answered else ("-support_count", "-pk")
    form = NeedForm(request.POST or None, initial={"text": one_line(request.GET.get("text", ""))[:200]})
    alike: list[Need] = []
    if request.method == "POST":
        check_member(request.user, community)
        if form.is_valid():
            text = form.cleaned_data["text"]
            alike = [] if "anyway" in request.POST else needs.similar(request.user, community, text)
            if not alike:
                actions.add(community=community, by=request.user, text=text)
                messages.success(request, _("It is on the board. Others can want it too."))
                return redirect("needs", slug=slug)
    return render(
        request,
        "communities/need_list.html",
        {
            **community_context(request, community, tab="needs"),
            "page": key_set_page(rows, request.GET, order=order, size=30),
            "answered": answered,
            "form": form,
            "alike": alike,
            "may_add": can(check_member, request.user, community),
            "may_take_up": can(check_capability, request.user, community, Capability.TAKE_UP_NEEDS),
        },
    )


@signed_in
@require_POST
def support_need(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Want it too, or no longer."""
    community = communities.get_for(request.user, slug, content=True, module="needs")
    need = get_object_or_404(needs.board(request.user, community), pk=pk)
    actions.support(need=need, by=request.user, wanted="less" not in request.POST)
    return redirect("needs", slug=slug)


@signed_in
def answer_need(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Turn it into a discussion, an activity or a request; or say that it is met or set aside."""
    community = communities.get_for(request.user, slug, content=True, module="needs")
    check_capability(request.user, community, Capability.TAKE_UP_NEEDS)
    need = get_object_or_404(
        Need.objects.visible_to(request.user).select_related("community", "by"), pk=pk, community=community
    )
    if request.method == "POST" and "request" in request.POST:
        communities.get_for(request.user, slug, content=True, module="library")
        actions.ask_members(need=need, by=request.user)
        messages.success(request, _("Saved. Those who want it are told."))
        return redirect("needs", slug=slug)
    form = AnswerNeedForm(request.POST or None, initial={"state": "taken_up", "outcome": need.outcome})
    if request.method == "POST" and form.is_valid():
        try:
            actions.answer(need=need, by=request.user, outcome_url=need.outcome_url, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("Saved. Those who want it are told."))
            return redirect("needs", slug=slug)
    return render(
        request,
        "communities/need_answer.html",
        {**community_context(request, community, tab="needs"), "need": need, "form": form},
    )
