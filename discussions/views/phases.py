"""Moving a facilitated discussion on: one button each, and other dates."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from communities.views.shared import community_context
from cop_portal.foundation.policies import signed_in
from discussions.actions import discussions as discussion_actions
from discussions.actions import phases as actions
from discussions.forms.briefs import DatesForm
from discussions.permissions import check_change_dates
from discussions.queries import discussions


@signed_in
@require_POST
def move(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Open, end the contributions, take over, close or open again: one button each."""
    talk = discussions.get_for(request.user, slug, pk)
    verbs = {
        "open": actions.open_discussion,
        "end": actions.close_contributions,
        "take_over": actions.take_over,
        "close": discussion_actions.close,
        "reopen": discussion_actions.reopen,
    }
    verb = verbs.get(request.POST.get("step", ""))
    if verb is not None:
        try:
            verb(discussion=talk, by=request.user)
        except ValidationError as refusal:
            messages.error(request, refusal.messages[0])
            if verb is actions.open_discussion:  # its days are changed there
                return redirect("edit_brief", slug=slug, pk=pk)
    return redirect(talk)


@signed_in
def change_dates(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Other dates for a discussion that is open, with a reason."""
    talk = discussions.get_for(request.user, slug, pk)
    check_change_dates(request.user, talk)
    if talk.phase == "brief":
        return redirect("edit_brief", slug=slug, pk=pk)
    initial = {name: getattr(talk, name) for name in actions.DATES}
    form = DatesForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_dates(discussion=talk, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("The dates are changed. Those who follow it are told."))
            return redirect(talk)
    return render(
        request,
        "discussions/dates_form.html",
        {**community_context(request, talk.community, tab="discussions"), "form": form, "discussion": talk},
    )
