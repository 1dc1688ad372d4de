"""Pages of transformation: choosing what becomes of a community, proposing, answering, undoing."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from communities.actions import transformations as actions
from communities.enums import Capability, TransformationKind
from communities.forms.transformations import FORMS, AnswerForm, ReasonForm
from communities.models import Transformation
from communities.permissions import (
    can_know,
    can_read,
    check_answer_transformation,
    check_capability,
    check_undo_transformation,
)
from communities.queries import communities, transformations
from communities.views.shared import community_context
from cop_portal.foundation.permissions import can
from cop_portal.foundation.policies import public, signed_in


@signed_in
def choose(request: HttpRequest, slug: str) -> HttpResponse:
    """The four ways, what each means, and what happened here before."""
    community = communities.get_for(request.user, slug, content=True)
    check_capability(request.user, community, Capability.TRANSFORM)
    return render(
        request,
        "communities/transformation_choose.html",
        {
            **community_context(request, community, tab="about", inner="stage"),
            "kinds": TransformationKind,
            "under_way": transformations.awaited(community),
            "past": transformations.past(request.user, community),
        },
    )


@signed_in
def propose(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """Plan one of the four. Nothing happens before the day, and members are told."""
    community = communities.get_for(request.user, slug, content=True)
    check_capability(request.user, community, Capability.TRANSFORM)
    if kind not in FORMS:
        raise Http404
    form = FORMS[kind](request.POST or None, community=community, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            step = actions.propose(community=community, kind=kind, by=request.user, **form.plan())
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _said(step))
            return redirect(step)
    return render(
        request,
        "communities/transformation_form.html",
        {
            **community_context(request, community, tab="about", inner="stage"),
            "form": form,
            "kind": TransformationKind(kind),
            "under_way": transformations.awaited(community),
        },
    )


def _said(step: Transformation) -> str:
    if step.is_done:
        return _("It is done. Members are told; for 30 days it can be undone.")
    if step.state == "proposed":
        return _("Asked. Nothing happens before the answer; you are told when it comes.")
    return _("Announced. Members are told now; until the day it can be withdrawn.")


@public
def transformation(request: HttpRequest, pk: int) -> HttpResponse:
    """One step: why, when, what happens; with the answer, the withdrawal or the undoing it still takes."""
    return _page(request, transformations.get_for(request.user, pk))


def _page(
    request: HttpRequest, step: Transformation, *, answer: Any = None, reason: Any = None
) -> HttpResponse:
    user, community = request.user, step.community
    readable = can_read(user, community)
    return render(
        request,
        "communities/transformation_detail.html",
        {
            **(community_context(request, community, tab="about", inner="stage") if readable else {}),
            "step": step,
            "community": community,
            "readable": readable,
            "accent": community.accent,
            "place": "communities",
            "into": step.into if step.into and can_know(user, step.into) else None,
            "made": transformations.made_by(user, step),
            "may_answer": step.state == "proposed" and can(check_answer_transformation, user, step),
            "may_withdraw": step.is_awaited and can(check_capability, user, community, Capability.TRANSFORM),
            "may_undo": step.can_still_be_undone and can(check_undo_transformation, user, step),
            "answer_form": answer or AnswerForm(prefix="answer"),
            "reason_form": reason or ReasonForm(),
        },
    )


@signed_in
@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Yes or no to a merge or a hand-over."""
    step = transformations.get_for(request.user, pk)
    form = AnswerForm(request.POST, prefix="answer")
    word = request.POST.get("answer")
    if word not in ("yes", "no"):
        raise Http404
    if not form.is_valid():
        return _page(request, step, answer=form)
    try:
        step = actions.answer(step=step, by=request.user, yes=word == "yes", **form.cleaned_data)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    else:
        messages.success(request, _said(step) if word == "yes" else _("You said no. Nothing happens."))
    return redirect(step)


@signed_in
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    return _take_back(request, pk, actions.withdraw, _("Withdrawn. Nothing changes."))


@signed_in
@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    return _take_back(request, pk, actions.undo, _("Undone. Everything is as it was; members are told."))


def _take_back(request: HttpRequest, pk: int, verb: Any, said: str) -> HttpResponse:
    step = transformations.get_for(request.user, pk)
    form = ReasonForm(request.POST)
    if form.is_valid():
        try:
            verb(step=step, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, said)
            return redirect(step)
    return _page(request, step, reason=form)


@public
def learned(request: HttpRequest, slug: str) -> HttpResponse:
    """What a community learned, as it was written when it closed."""
    community = communities.get_for(request.user, slug, content=True)
    step = transformations.learned(community)
    if step is None:
        raise Http404
    return render(
        request,
        "communities/transformation_learned.html",
        {**community_context(request, community, tab="about"), "step": step},
    )
