"""What a community wants to reach: goals with steps, indicators with baseline, target and present value."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from communities.actions import goals as actions
from communities.enums import Capability, GoalState, Module, StepState
from communities.forms.goals import GoalForm, IndicatorForm, ReadingForm, StepForm
from communities.models import Community, GoalStep
from communities.permissions import check_capability
from communities.queries import agreements, communities, goals
from communities.views.shared import community_context
from cop_portal.foundation.permissions import can
from cop_portal.foundation.policies import public, signed_in
from cop_portal.foundation.text import as_number


def _for_writers(request: HttpRequest, slug: str) -> Community:
    community = communities.get_for(request.user, slug, module="goals")
    check_capability(request.user, community, Capability.EDIT_TERMS)
    return community


@public
def goal_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Expected results: each with its indicator, baseline, target and present value."""
    community = communities.get_for(request.user, slug, content=True, module="goals")
    may_edit = can(check_capability, request.user, community, Capability.EDIT_TERMS)
    indicators = agreements.marked(goals.indicators_of(community))
    are_decided = Module.PROPOSALS not in community.modules_off
    return render(
        request,
        "communities/goal_list.html",
        {
            **community_context(request, community, tab="goals"),
            "goals": goals.goals_of(request.user, community),
            "indicators": indicators,
            "may_edit": may_edit,
            "are_decided": are_decided,
            "may_put": may_edit and are_decided and any(agreements.may_be_put(row) for row in indicators),
            "goal_states": GoalState,
            "step_states": StepState,
        },
    )


@signed_in
def new_goal(request: HttpRequest, slug: str) -> HttpResponse:
    community = _for_writers(request, slug)
    form = GoalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.set_goal(community=community, by=request.user, **form.cleaned_data)
        messages.success(request, _("The goal stands. Now name steps and an indicator."))
        return redirect("goals", slug=slug)
    return _form_page(request, community, form, _("A goal"), _("Set the goal"))


@signed_in
def new_step(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    community = _for_writers(request, slug)
    goal = get_object_or_404(goals.goals_of(request.user, community), pk=pk)
    form = StepForm(request.POST or None, viewer=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_step(goal=goal, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            return redirect("goals", slug=slug)
    title = _("A step towards “%(goal)s”") % {"goal": goal.title}
    return _form_page(request, community, form, title, _("Add the step"))


@signed_in
@require_POST
def change(request: HttpRequest, slug: str) -> HttpResponse:
    """The state of a goal or of a step, by one button."""
    community = communities.get_for(request.user, slug, content=True, module="goals")
    kind, _colon, pk = request.POST.get("what", "").partition(":")
    state = request.POST.get("state", "")
    if kind == "step" and state in StepState.values:
        step = get_object_or_404(
            GoalStep.objects.select_related("goal__community"), pk=as_number(pk), goal__community=community
        )
        actions.change_step(step=step, by=request.user, state=state)
    elif kind == "goal" and state in GoalState.values:
        goal = get_object_or_404(community.goals.select_related("community"), pk=as_number(pk))
        actions.change_goal(goal=goal, by=request.user, state=state)
    return redirect("goals", slug=slug)


@signed_in
def new_indicator(request: HttpRequest, slug: str) -> HttpResponse:
    community = _for_writers(request, slug)
    form = IndicatorForm(request.POST or None, community=community)
    if request.method == "POST" and form.is_valid():
        try:
            actions.name_indicator(community=community, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("The indicator is named; its baseline is kept."))
            return redirect("goals", slug=slug)
    return _form_page(request, community, form, _("An indicator"), _("Name the indicator"))


@signed_in
def change_indicator(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Correct its words, baseline or target. What members agreed to before says that it was changed."""
    community = _for_writers(request, slug)
    indicator = get_object_or_404(community.goal_indicators.select_related("community"), pk=pk)
    form = IndicatorForm(request.POST or None, instance=indicator, community=community)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_indicator(indicator=indicator, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("goals", slug=slug)
    return _form_page(request, community, form, _("An indicator"), _("Save"))


@signed_in
def new_reading(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Enter a value with its source, or take the portal's own figure of today."""
    community = _for_writers(request, slug)
    indicator = get_object_or_404(community.goal_indicators.select_related("community"), pk=pk)
    if request.method == "POST" and "measure" in request.POST:
        if actions.measure(indicator=indicator, day=timezone.localdate()) is None:
            messages.error(request, _("The portal has no figure of this yet. Try again tomorrow."))
        return redirect("goals", slug=slug)
    form = ReadingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.take_reading(indicator=indicator, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            return redirect("goals", slug=slug)
    title = _("A reading of “%(name)s”") % {"name": indicator.name}
    return _form_page(request, community, form, title, _("Note the value"))


def _form_page(
    request: HttpRequest, community: Community, form: Any, title: str, action: str
) -> HttpResponse:
    return render(
        request,
        "communities/goal_form.html",
        {
            **community_context(request, community, tab="goals"),
            "form": form,
            "title": title,
            "action": action,
        },
    )
