"""Pages to conclude: the summaries on the way."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from communities.views.shared import community_context
from cop_portal.foundation.policies import signed_in
from discussions.actions import syntheses as actions
from discussions.forms.syntheses import SummaryForm
from discussions.permissions import check_conclude
from discussions.queries import contributions, discussions
from discussions.views.keys import key_of, new_key, renew_key


@signed_in
def summarise(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Write and pin the summary of a week."""
    talk = discussions.get_for(request.user, slug, pk)
    check_conclude(request.user, talk)
    form = SummaryForm(request.POST or None, initial={"key": new_key()})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            actions.pin_summary(
                discussion=talk, by=request.user, body=said["body"], key=key_of(request.user, said["key"])
            )
        except ValidationError as refusal:
            form.add_error("body", refusal)
            renew_key(form, refusal)
        else:
            messages.success(request, _("Pinned. Those who follow the discussion are told."))
            return redirect(talk)
    return render(
        request,
        "discussions/summary_form.html",
        {
            **community_context(request, talk.community, tab="discussions"),
            "discussion": talk,
            "form": form,
            "contributions": contributions.in_discussion(talk),
        },
    )
