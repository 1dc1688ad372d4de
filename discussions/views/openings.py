"""Changing the text that begins a discussion."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from communities.views.shared import community_context
from cop_portal.foundation.permissions import Denied, can
from cop_portal.foundation.policies import signed_in
from discussions.actions import openings as actions
from discussions.forms import mentions as whom
from discussions.forms.contributions import OpeningForm
from discussions.models import Discussion
from discussions.permissions import check_edit_opening
from discussions.queries import discussions
from discussions.views import page as composing
from discussions.views.contributions import preview_of


@signed_in
def edit(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Its author, while it is open; facilitators may correct any. What is refused to its author stays typed."""
    talk = discussions.get_for(request.user, slug, pk)
    own = talk.author_id is not None and talk.author_id == request.user.pk
    if request.method != "POST" or not own or talk.is_facilitated:
        check_edit_opening(request.user, talk)
    form = OpeningForm(request.POST or None, initial={"title": talk.title, "body": talk.body})
    preview = ""
    if request.method == "POST" and form.is_valid():
        body = whom.settle(form, "body", by=request.user, community=talk.community)
        if "preview" in request.POST:
            said = form.cleaned_data["body"] if body is None else body
            preview = preview_of(said, request.user, talk, talk.channel)
        elif body is not None and _edited(talk, form, body, by=request.user):
            return redirect(talk)
    return render(
        request,
        "discussions/opening_edit.html",
        {
            **community_context(request, talk.community, tab="discussions"),
            "discussion": talk,
            "form": form,
            "edits": talk.opening_edits.select_related("by"),
            "preview": preview,
            "sees": composing.who_sees(talk),
        },
        status=200 if can(check_edit_opening, request.user, talk) else 403,
    )


def _edited(talk: Discussion, form: OpeningForm, body: str, *, by: Any) -> bool:
    try:
        actions.edit(discussion=talk, by=by, title=form.cleaned_data["title"], body=body)
    except (Denied, ValidationError) as refusal:
        form.add_error("body", str(refusal.sentence) if isinstance(refusal, Denied) else refusal)
        return False
    return True
