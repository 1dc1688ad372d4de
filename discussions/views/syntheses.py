"""Pages to conclude: summaries, the synthesis beside the contributions, where it is sent."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from communities.views.shared import community_context
from cop_portal.foundation.policies import signed_in
from discussions.actions import syntheses as actions
from discussions.forms.syntheses import DisseminationForm, SummaryForm, SynthesisForm
from discussions.models import Contribution, Synthesis
from discussions.permissions import check_conclude
from discussions.queries import contributions, discussions


@signed_in
def summarise(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Write and pin the summary of a week."""
    talk = discussions.get_for(request.user, slug, pk)
    check_conclude(request.user, talk)
    form = SummaryForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.pin_summary(discussion=talk, by=request.user, body=form.cleaned_data["body"])
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


@signed_in
def edit_synthesis(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The synthesis on one side, the contributions on the other. Saving publishes nothing."""
    talk = discussions.get_for(request.user, slug, pk)
    check_conclude(request.user, talk)
    synthesis = Synthesis.objects.filter(discussion=talk).first()
    if synthesis and synthesis.is_published:
        return redirect(talk)
    initial = {
        "in_short": synthesis.in_short if synthesis else "",
        "body": synthesis.body if synthesis else "",
        "revision": synthesis.revision if synthesis else 0,
    }
    form = SynthesisForm(request.POST or None, initial=initial)
    theirs, saved = None, synthesis
    if request.method == "POST" and form.is_valid():
        try:
            saved = actions.save_synthesis(discussion=talk, by=request.user, **form.cleaned_data)
            if "publish" in request.POST:
                actions.publish_synthesis(discussion=talk, by=request.user)
                messages.success(request, _("Published. Members are told; the library gets a draft of it."))
                return redirect(talk)
        except actions.EditedMeanwhile as conflict:
            theirs = conflict.synthesis
            form = SynthesisForm(initial={**form.cleaned_data, "revision": theirs.revision})
        except ValidationError as refusal:
            form = SynthesisForm(initial={**form.cleaned_data, "revision": saved.revision if saved else 0})
            messages.error(request, refusal.messages[0])
        else:
            messages.success(request, _("The draft is kept. Nobody else reads it yet."))
            return redirect("synthesis_edit", slug=slug, pk=pk)
    source = theirs.body if theirs else (form["body"].value() or "")
    cited = actions.cited_numbers(source)
    cited_ids = set(
        Contribution.objects.filter(discussion=talk, number__in=cited).values_list("pk", flat=True)
    )
    return render(
        request,
        "discussions/synthesis_form.html",
        {
            **community_context(request, talk.community, tab="discussions"),
            "discussion": talk,
            "form": form,
            "theirs": theirs,
            "contributions": contributions.in_discussion(talk),
            "coverage": contributions.coverage(talk, cited_ids),
        },
    )


@signed_in
@require_POST
def disseminate(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Note one place the synthesis was sent to."""
    talk = discussions.get_for(request.user, slug, pk)
    check_conclude(request.user, talk)
    form = DisseminationForm(request.POST)
    if form.is_valid():
        try:
            actions.note_dissemination(discussion=talk, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            return redirect(f"{talk.get_absolute_url()}#shared")
    return render(
        request,
        "discussions/dissemination_form.html",
        {**community_context(request, talk.community, tab="discussions"), "discussion": talk, "form": form},
    )
