"""Flagging a text; what waits for those who moderate, and their decision."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from communities.queries import communities
from communities.views.shared import community_context
from cop_portal.foundation.paging import key_set_page
from cop_portal.foundation.policies import signed_in
from discussions.actions import flags as actions
from discussions.actions import holds, moderation
from discussions.forms.moderation import FlagForm, WordsForm
from discussions.models import Contribution, Discussion, Matter
from discussions.permissions import check_decide, check_flag
from discussions.queries import discussions, matters


def text_named(request: HttpRequest, talk: Discussion) -> Contribution | None:
    """The contribution whose number the address or the form names; none: the opening text.

    Raises Http404 where there is none of that number that this person may see.
    """
    number = request.POST.get("number") or request.GET.get("number") or ""
    if not number:
        return None
    if not number.isascii() or not number.isdigit() or len(number) > 9:
        raise Http404
    rows = Contribution.objects.visible_to(request.user).select_related("author")
    found = get_object_or_404(rows, discussion=talk, number=int(number))
    found.discussion, found.community = talk, talk.community
    return found


@signed_in
def flag_text(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Ask the facilitators to look at a text."""
    talk = discussions.get_for(request.user, slug, pk)
    contribution = text_named(request, talk)
    text = contribution or talk
    check_flag(request.user, text, talk)
    own = text.author_id is not None and text.author_id == request.user.pk
    form = FlagForm(request.POST or None, own=own)
    if request.method == "POST" and form.is_valid():
        try:
            actions.flag(
                discussion=talk,
                contribution=contribution,
                by=request.user,
                reason=form.cleaned_data.get("reason", ""),
                words=form.cleaned_data["words"],
            )
        except ValidationError as refusal:
            form.add_error("words", refusal)
        else:
            messages.success(request, _("The facilitators are told. You hear what becomes of it."))
            return redirect(text)
    context = community_context(request, talk.community, tab="discussions")
    return render(
        request,
        "discussions/flag_form.html",
        {**context, "discussion": talk, "contribution": contribution, "form": form, "own": own},
    )


@signed_in
def matter_list(request: HttpRequest, slug: str) -> HttpResponse:
    """What waits for a facilitator here, oldest first; with ?decided, what was decided."""
    community = communities.get_for(request.user, slug, content=True)
    check_decide(request.user, community)
    decided = "decided" in request.GET
    rows = matters.of_community(request.user, community, decided=decided)
    order = matters.DECIDED_ORDER if decided else matters.ORDER
    return render(
        request,
        "discussions/matter_list.html",
        {
            **community_context(request, community, tab="discussions", inner="matters"),
            "page": key_set_page(rows, request.GET, order=order, size=20),
            "decided": decided,
        },
    )


@signed_in
def matter(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One text with its context, and the decision about it."""
    community = communities.get_for(request.user, slug, content=True)
    check_decide(request.user, community)
    found = get_object_or_404(matters.of_community(request.user, community, decided=None), pk=pk)
    if found.discussion is not None:
        found.discussion.community = community
    form = WordsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            said = _decide(request, found, form.cleaned_data["words"])
        except ValidationError as refusal:
            form.add_error("words", refusal)
        else:
            messages.success(request, said)
            return redirect("matters", slug=slug)
    return render(
        request,
        "discussions/matter_detail.html",
        {
            **community_context(request, community, tab="discussions", inner="matters"),
            "matter": found,
            "around": matters.around(found),
            "flags": matters.flags_of(request.user, found),
            "files": matters.files_of(found),
            "form": form,
        },
    )


def _decide(request: HttpRequest, found: Matter, words: str) -> str:
    """The verb of the button that was pressed, and what is said about it."""
    by, step = request.user, request.POST.get("step", "")
    if found.held is not None:
        if step == "release":
            holds.release(held=found.held, by=by, words=words)
            return _("Released. It is told as every contribution is.")
        if step == "refuse":
            holds.refuse(held=found.held, by=by, words=words)
            return _("Refused. The author reads why and keeps the text.")
        raise Http404
    talk, contribution = found.discussion, found.contribution
    if talk is None:
        raise Http404
    if contribution is not None:
        contribution.discussion, contribution.community = talk, talk.community
    if step == "hide":
        moderation.hide(discussion=talk, contribution=contribution, by=by, words=words)
        return _("Hidden. The author reads why; those who flagged it are told.")
    if step == "restore":
        moderation.restore(discussion=talk, contribution=contribution, by=by, words=words)
        return _("It is shown again. The author is told.")
    if step == "lock":
        moderation.lock_for(matter=found, by=by, words=words)
        return _("The discussion is locked; everybody reads why.")
    if step == "dismiss":
        moderation.dismiss(matter=found, by=by, words=words)
        return _("Left as it is. Those who flagged it are told.")
    raise Http404
