"""Doors to put a discussion in its right place, and to what stands somewhere else now."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from communities.views.shared import community_context
from cop_portal.foundation.policies import public, signed_in
from discussions.actions import moves as actions
from discussions.forms.moves import MergeForm, MoveForm, SplitForm
from discussions.models import Discussion
from discussions.permissions import check_tidy_discussion
from discussions.queries import contributions, discussions, moves


@signed_in
def tidy(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Move, split or merge: three forms on one page, one of them sent."""
    talk = discussions.get_for(request.user, slug, pk)
    check_tidy_discussion(request.user, talk)
    communities = {one.pk: one for one in moves.communities_for(request.user, talk)}
    named = request.GET.get("into", "")
    others = {one.pk: one for one in moves.discussions_for(request.user, talk, named=named)}
    step = request.POST.get("step", "")
    sent = {name: request.POST if step == name else None for name in ("move", "split", "merge")}
    move = MoveForm(sent["move"], communities=communities.values())
    split = SplitForm(sent["split"])
    merge = MergeForm(sent["merge"], discussions=others.values(), initial={"into": named})
    form: Any = {"move": move, "split": split, "merge": merge}.get(step)
    if form is not None and form.is_valid():
        data = form.cleaned_data
        try:
            if step == "move":
                actions.move(
                    discussion=talk, to=communities[data["to"]], by=request.user, reason=data["reason"]
                )
                place = talk
            elif step == "split":
                place = actions.split(discussion=talk, by=request.user, **data)
            else:
                place = others[data["into"]]
                actions.merge(discussion=talk, into=place, by=request.user, reason=data["reason"])
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("Done. Those who follow it are told once; old addresses lead there."))
            return redirect(place)
    return _page(request, talk, move, split, merge, has_targets=bool(communities), has_others=bool(others))


def _page(
    request: HttpRequest,
    talk: Discussion,
    move: forms.Form,
    split: forms.Form,
    merge: forms.Form,
    **flags: bool,
) -> HttpResponse:
    return render(
        request,
        "discussions/tidy.html",
        {
            **community_context(request, talk.community, tab="discussions"),
            "discussion": talk,
            "move": move,
            "split": split,
            "merge": merge,
            "history": moves.history(talk)[:30],
            "contributions": contributions.in_discussion(talk)[:200],
            **flags,
        },
    )


@public
def contribution(request: HttpRequest, pk: int) -> HttpResponse:
    """A contribution by an address that stays, wherever it stands now."""
    return redirect(moves.contribution_now(request.user, pk))


@public
def numbered(request: HttpRequest, slug: str, pk: int, number: int) -> HttpResponse:
    """A contribution by its discussion and its number there, wherever it stands now."""
    return redirect(moves.numbered_now(request.user, slug, pk, number))
