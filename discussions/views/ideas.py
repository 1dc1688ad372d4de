"""An idea: support it, take it up, say what became of it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from communities.views.shared import community_context
from cop_portal.foundation.permissions import Denied, can
from cop_portal.foundation.policies import signed_in
from cop_portal.foundation.ui import frames
from discussions.actions import ideas as actions
from discussions.forms.ideas import ReportForm, TakeUpForm
from discussions.models import Discussion, Trial
from discussions.permissions import (
    check_moderate,
    check_report_trial,
    check_support_idea,
    check_take_up_idea,
)
from discussions.queries import discussions, ideas


@signed_in
@require_POST
def support(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Would like to see it tried, or no longer."""
    talk = discussions.get_for(request.user, slug, pk)
    actions.support(discussion=talk, by=request.user, wanted="less" not in request.POST)
    return redirect(talk)


@signed_in
def take_up(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Say what will be tried, by whom, until when."""
    talk = discussions.get_for(request.user, slug, pk)
    check_take_up_idea(request.user, talk, request.user)
    form = TakeUpForm(
        request.POST or None, viewer=request.user, may_name=can(check_moderate, request.user, talk)
    )
    if request.method == "POST" and form.is_valid():
        try:
            trial = actions.take_up(discussion=talk, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        except Denied as refusal:
            form.add_error("owner", str(refusal.sentence))
        else:
            messages.success(
                request, _("%(name)s tries it. Those who support it are told.") % {"name": trial.owner}
            )
            return redirect(talk)
    return render(
        request,
        "discussions/idea_take_up.html",
        {**community_context(request, talk.community, tab="discussions"), "discussion": talk, "form": form},
    )


@signed_in
def report(request: HttpRequest, slug: str, pk: int, trial: int) -> HttpResponse:
    """Say what became of it."""
    talk = discussions.get_for(request.user, slug, pk)
    found = ideas.trial_for(talk, trial)
    check_report_trial(request.user, found)
    initial = {"state": found.state, "outcome": found.outcome}
    form = ReportForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.report(trial=found, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("Saved. Those who support the idea read it."))
            return redirect(talk)
    return render(
        request,
        "discussions/idea_report.html",
        {
            **community_context(request, talk.community, tab="discussions"),
            "discussion": talk,
            "trial": found,
            "form": form,
        },
    )


def idea_html(request: HttpRequest, talk: Discussion) -> SafeString:
    """Support, trials and what became of them, for the page of an idea."""
    user = request.user
    found = ideas.of_discussion(user, talk)
    context = {
        "discussion": talk,
        "rows": [(trial, _may_report(user, talk, trial)) for trial in found.trials],
        "mine": found.mine,
        "may_support": user.is_authenticated and can(check_support_idea, user, talk),
        "may_take_up": user.is_authenticated and can(check_take_up_idea, user, talk, user),
        "csrf_token": frames.token(request) if user.is_authenticated else "",
        "linked": user.is_authenticated,
    }
    return SafeString(render_to_string("discussions/partials/_idea.html", context))


def _may_report(user: Any, talk: Discussion, trial: Trial) -> bool:
    trial.discussion = talk
    return user.is_authenticated and can(check_report_trial, user, trial)
