"""The page on which somebody says that they used a contribution."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from communities.views.shared import community_context
from cop_portal.foundation.permissions import can
from cop_portal.foundation.policies import signed_in
from discussions.actions import uses as actions
from discussions.forms.uses import UseForm
from discussions.models import Contribution
from discussions.permissions import check_say_used
from discussions.queries import discussions, uses
from discussions.views import page as composing


@signed_in
def used(request: HttpRequest, slug: str, pk: int, number: int) -> HttpResponse:
    """Who used it and for what; and to say so oneself, with one sentence if one likes."""
    talk = discussions.get_for(request.user, slug, pk)
    rows = Contribution.objects.select_related("author")
    contribution = get_object_or_404(rows, discussion=talk, number=number, withdrawn_at=None, hidden_at=None)
    contribution.discussion, contribution.community = talk, talk.community
    own = uses.own(request.user, contribution)
    form = UseForm(request.POST or None, initial={"words": own.words if own else ""})
    if request.method == "POST" and "take_back" in request.POST:
        actions.take_back(contribution=contribution, by=request.user)
        messages.success(request, _("Taken back."))
        return redirect(contribution)
    if request.method == "POST" and form.is_valid():
        actions.say_used(contribution=contribution, by=request.user, words=form.cleaned_data["words"])
        messages.success(request, _("Thank you. Who wrote it hears of it in the daily letter."))
        return redirect(contribution)
    return render(
        request,
        "discussions/used.html",
        {
            **community_context(request, talk.community, tab="discussions"),
            "discussion": talk,
            "contribution": contribution,
            "form": form,
            "own": own,
            "uses": uses.of_contribution(contribution),
            "may_say": can(check_say_used, request.user, contribution),
            "sees": composing.who_sees(talk),
        },
    )
