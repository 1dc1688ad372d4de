"""Putting a question to an expert; the expert's ways to deal with it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from communities.views.shared import community_context
from cop_portal.foundation.permissions import Denied, can
from cop_portal.foundation.policies import signed_in
from discussions.actions import routings as actions
from discussions.forms.routings import AskBackForm, AskExpertForm, NotMeForm
from discussions.models import Discussion
from discussions.permissions import check_answer_routing, check_route_question
from discussions.queries import discussions, routings
from discussions.views import page as composing
from discussions.views.keys import new_key, renew_key


@signed_in
def ask_expert(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Choose who should answer a question."""
    talk = discussions.get_for(request.user, slug, pk)
    check_route_question(request.user, talk)
    found = routings.candidates(talk)
    first = next((row.expert.user.pk for row in found if row.matching), "")
    form = AskExpertForm(
        request.POST or None, candidates=found, viewer=request.user, initial={"expert": str(first)}
    )
    if request.method == "POST" and form.is_valid():
        to = form.cleaned_data["to"]
        try:
            actions.route(discussion=talk, to=to, by=request.user, words=form.cleaned_data["words"])
        except (ValidationError, Denied) as refusal:
            form.add_error("other" if form.cleaned_data["other"] else None, _sentence(refusal))
        else:
            messages.success(request, _("%(name)s is asked, and can answer by mail.") % {"name": to.name})
            return redirect(talk)
    return _page(request, talk, form, template="discussions/ask_expert.html")


@signed_in
def not_me(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """'Not me, ask …': name somebody else, or nobody."""
    talk = discussions.get_for(request.user, slug, pk)
    routing = routings.own(request.user, talk)
    check_answer_routing(request.user, routing)
    form = NotMeForm(request.POST or None, candidates=routings.candidates(talk), viewer=request.user)
    if request.method == "POST" and form.is_valid():
        to = form.cleaned_data["to"]
        try:
            actions.pass_on(routing=routing, by=request.user, to=to, words=form.cleaned_data["words"])
        except (ValidationError, Denied) as refusal:
            form.add_error("other" if form.cleaned_data["other"] else None, _sentence(refusal))
        else:
            messages.success(
                request,
                _("Thank you. %(name)s is asked instead.") % {"name": to.name}
                if to
                else _("Thank you. Those who facilitate look for somebody else."),
            )
            return redirect(talk)
    return _page(request, talk, form, template="discussions/not_me.html", routing=routing)


@signed_in
def ask_back(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Ask the asker something first."""
    talk = discussions.get_for(request.user, slug, pk)
    routing = routings.own(request.user, talk)
    check_answer_routing(request.user, routing)
    form = AskBackForm(request.POST or None, initial={"key": new_key()})
    if request.method == "POST" and form.is_valid():
        key = form.cleaned_data["key"]
        try:
            said = actions.ask_back(
                routing=routing,
                by=request.user,
                body=form.cleaned_data["body"],
                key=f"web:{request.user.pk}:{key}"[:64] if key else "",
            )
        except ValidationError as refusal:
            form.add_error("body", refusal)
            renew_key(form, refusal)
        else:
            messages.success(request, _("Asked. The question waits for a reply, not for you."))
            return redirect(said)
    return _page(request, talk, form, template="discussions/ask_back.html", sees=composing.who_sees(talk))


def asked_html(request: HttpRequest, talk: Discussion) -> SafeString:
    """What a question is about, who was asked, and what the reader may do about it; empty for most."""
    user = request.user
    rows = routings.of_discussion(talk) if talk.routing_count else []
    may_route = user.is_authenticated and can(check_route_question, user, talk)
    own = next((row for row in rows if row.to_id == user.pk), None)
    if own is not None:
        own.discussion = talk
    mine = own if own is not None and can(check_answer_routing, user, own) else None
    if not (rows or talk.subjects or may_route):
        return SafeString("")
    context = {
        "discussion": talk,
        "routings": rows,
        "may_route": may_route,
        "mine": mine,
        "linked": user.is_authenticated,
    }
    return SafeString(render_to_string("discussions/partials/_asked.html", context))


def _sentence(refusal: ValidationError | Denied) -> str:
    return refusal.messages[0] if isinstance(refusal, ValidationError) else str(refusal.sentence)


def _page(request: HttpRequest, talk: Discussion, form: Any, *, template: str, **more: Any) -> HttpResponse:
    return render(
        request,
        template,
        {
            **community_context(request, talk.community, tab="discussions"),
            "discussion": talk,
            "form": form,
            **more,
        },
    )
