"""Hide, restore, lock and slow down from the page of a discussion; how a community looks after its talk."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from communities.queries import communities
from communities.views.shared import community_context
from cop_portal.foundation.policies import signed_in
from discussions.actions import moderation as actions
from discussions.forms.moderation import CareForm, SlowForm, WordsForm
from discussions.models import Contribution, Discussion
from discussions.permissions import check_decide, check_moderate
from discussions.queries import discussions
from discussions.views.flags import text_named


@signed_in
def moderate(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """What those who moderate may do with a text (?number=) or with the discussion as a whole."""
    talk = discussions.get_for(request.user, slug, pk)
    check_moderate(request.user, talk)
    contribution = text_named(request, talk)
    step = request.POST.get("step", "")
    words_form = WordsForm(request.POST if step and step != "slow" else None)
    slow_form = SlowForm(
        request.POST if step == "slow" else None,
        initial={"minutes": "" if talk.slow_minutes is None else talk.slow_minutes},
    )
    form = slow_form if step == "slow" else words_form
    if request.method == "POST" and form.is_valid():
        try:
            said = _act(request, talk, contribution, step, form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None if step == "slow" else "words", refusal)
        else:
            messages.success(request, said)
            return redirect(contribution or talk)
    return render(
        request,
        "discussions/moderate.html",
        {
            **community_context(request, talk.community, tab="discussions"),
            "discussion": talk,
            "contribution": contribution,
            "text": contribution or talk,
            "words_form": words_form,
            "slow_form": slow_form,
        },
    )


def _act(
    request: HttpRequest, talk: Discussion, contribution: Contribution | None, step: str, data: dict
) -> str:
    """The verb of the button that was pressed, and what is said about it."""
    by = request.user
    if step == "hide":
        actions.hide(discussion=talk, contribution=contribution, by=by, words=data["words"])
        return _("Hidden. Its author reads why.")
    if step == "restore":
        actions.restore(discussion=talk, contribution=contribution, by=by, words=data["words"])
        return _("It is shown again. The author is told.")
    if step == "lock":
        actions.lock(discussion=talk, by=by, words=data["words"])
        return _("The discussion is locked; everybody reads why.")
    if step == "unlock":
        actions.unlock(discussion=talk, by=by)
        return _("The discussion is unlocked.")
    if step == "slow":
        actions.slow_down(discussion=talk, by=by, minutes=data["minutes"])
        return _("Saved. It holds from the next contribution on.")
    raise Http404


@signed_in
def care(request: HttpRequest, slug: str) -> HttpResponse:
    """How a community looks after its discussions."""
    community = communities.get_for(request.user, slug, content=True)
    check_decide(request.user, community)
    form = CareForm(
        request.POST or None,
        initial={"hold_first": community.hold_first, "slow_minutes": community.slow_minutes},
    )
    if request.method == "POST" and form.is_valid():
        actions.set_care(community=community, by=request.user, **form.cleaned_data)
        messages.success(request, _("Saved. It holds from the next contribution on."))
        return redirect("care", slug=slug)
    return render(
        request,
        "discussions/care_form.html",
        {**community_context(request, community, tab="discussions", inner="care"), "form": form},
    )
