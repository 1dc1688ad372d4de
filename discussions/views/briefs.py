"""Pages of the brief: choosing where to start, writing it, changing it, making one of a conversation."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from communities.models import Community
from communities.queries import communities
from communities.views.shared import community_context
from cop_portal.foundation.policies import signed_in
from discussions.actions import briefs as actions
from discussions.actions import invited as invited_actions
from discussions.actions.turnings import turn as turn_discussion
from discussions.brief_templates import BY_KEY, TEMPLATES
from discussions.forms.briefs import BriefForm, TurnForm
from discussions.models import Discussion
from discussions.permissions import (
    check_convene_discussion,
    check_prepare_discussion,
    check_turn_discussion,
)
from discussions.queries import briefs, discussions
from discussions.views.keys import key_of, new_key, renew_key


@signed_in
def convene(request: HttpRequest, slug: str) -> HttpResponse:
    """Choose where to start; then write the brief."""
    community = communities.get_for(request.user, slug, content=True)
    check_convene_discussion(request.user, community)
    given = request.POST if request.method == "POST" else request.GET
    template = BY_KEY.get(given.get("template", ""))
    earlier = briefs.earlier(request.user, community, given.get("from", ""))
    if request.method == "GET" and not (template or earlier or "empty" in given):
        return _choose(request, community)
    initial = BriefForm.like(earlier) if earlier else BriefForm.usual(template)
    form = BriefForm(
        request.POST or None,
        initial={**initial, "key": new_key()},
        template=template,
        today=community.today,
    )
    if request.method == "POST" and form.is_valid():
        origin = key_of(request.user, form.cleaned_data.pop("key"))
        try:
            talk = actions.convene(community=community, by=request.user, origin=origin, **form.cleaned_data)
            if earlier and not talk.invited.exists():
                invited_actions.copy(source=earlier, discussion=talk, by=request.user)
        except ValidationError as refusal:
            form.add_error(None, refusal)
            renew_key(form, refusal)
        else:
            messages.success(request, _("The brief is kept. Say now who is asked to speak."))
            return redirect("invited", slug=slug, pk=talk.pk)
    return _form(request, community, form, template=template, earlier=earlier)


def _choose(request: HttpRequest, community: Community) -> HttpResponse:
    return render(
        request,
        "discussions/convene.html",
        {
            **community_context(request, community, tab="discussions"),
            "templates": TEMPLATES,
            "earlier": briefs.earlier_ones(request.user, community),
        },
    )


def _form(request: HttpRequest, community: Community, form: Any, **context: Any) -> HttpResponse:
    return render(
        request,
        "discussions/brief_form.html",
        {**community_context(request, community, tab="discussions"), "form": form, **context},
    )


@signed_in
def edit_brief(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Change the brief before the discussion opens."""
    talk = discussions.get_for(request.user, slug, pk)
    check_prepare_discussion(request.user, talk)
    form = BriefForm(request.POST or None, initial=BriefForm.of(talk), today=talk.community.today)
    if request.method == "POST" and form.is_valid():
        try:
            form.cleaned_data.pop("key")
            actions.update_brief(discussion=talk, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("The brief is kept."))
            return redirect(talk)
    return _form(request, talk.community, form, discussion=talk)


@signed_in
def turn(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Make a conversation or a question a facilitated discussion, with all that was said."""
    talk: Discussion = discussions.get_for(request.user, slug, pk)
    check_turn_discussion(request.user, talk)
    form = TurnForm(request.POST or None, initial=TurnForm.usual(talk), today=talk.community.today)
    if request.method == "POST" and form.is_valid():
        try:
            turn_discussion(discussion=talk, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("It is a facilitated discussion now. Members are told once."))
            return redirect("invited", slug=slug, pk=talk.pk)
    return render(
        request,
        "discussions/turn_form.html",
        {**community_context(request, talk.community, tab="discussions"), "form": form, "discussion": talk},
    )
