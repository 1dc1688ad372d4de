"""Whether contributors find themselves in the draft: the page of those who ask, and of those who are asked."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from communities.views.shared import community_context
from cop_portal.foundation.policies import signed_in
from discussions.actions import representations as actions
from discussions.actions.citations import cited_numbers, marked
from discussions.models import Discussion, Representation, Synthesis
from discussions.permissions import check_conclude
from discussions.queries import discussions, passages
from discussions.queries import representations as lists


@signed_in
def representations(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Ask contributors, see who confirmed, who corrected and who is silent, and take corrections over."""
    talk = discussions.get_for(request.user, slug, pk)
    check_conclude(request.user, talk)
    if request.method == "POST":
        _act(request, talk)
        return redirect("representations", slug=slug, pk=pk)
    synthesis = Synthesis.objects.filter(discussion=talk).first()
    cited = cited_numbers(synthesis.cited_text) if synthesis else set()
    people = list(lists.to_ask(synthesis, by=request.user)) if synthesis else []
    asked_now = (
        set(synthesis.representations.filter(revision=synthesis.revision).values_list("user", flat=True))
        if synthesis
        else set()
    )
    return render(
        request,
        "discussions/representations.html",
        {
            **community_context(request, talk.community, tab="discussions"),
            "discussion": talk,
            "synthesis": synthesis,
            "voices": lists.voices(synthesis),
            "to_ask": [person for person in people if person.pk not in asked_now],
            "cited_people": set(talk.contributions.filter(number__in=cited).values_list("author", flat=True)),
        },
    )


def _act(request: HttpRequest, talk: Discussion) -> None:
    taken = request.POST.get("taken", "")
    if taken.isascii() and taken.isdigit():
        row = get_object_or_404(Representation, pk=int(taken[:12]), synthesis__discussion=talk)
        actions.take_over(representation=row, by=request.user)
        messages.success(request, _("Noted: what %(name)s said is taken over.") % {"name": row.user.name})
        return
    try:
        asked = actions.ask(discussion=talk, by=request.user)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
        return
    if asked:
        said = ngettext("%(count)s contributor is asked.", "%(count)s contributors are asked.", asked)
        messages.success(request, said % {"count": asked})
    else:
        messages.info(request, _("Everybody was asked about the draft as it stands."))


@signed_in
def representation(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The draft with one's own words marked; confirm it, or say what to correct."""
    talk = discussions.get_for(request.user, slug, pk)
    synthesis = lists.draft_for(request.user, talk)
    if synthesis.is_published and request.method != "POST":
        return redirect(talk)
    words, refused = "", ""
    if request.method == "POST":
        words = request.POST.get("words", "")
        try:
            actions.answer(
                synthesis=synthesis,
                by=request.user,
                words=words,
                confirm=request.POST.get("say") == "confirm",
            )
        except ValidationError as refusal:
            refused = refusal.messages[0]
        else:
            messages.success(request, _("Thank you. Who writes the synthesis sees your answer."))
            return redirect("representation", slug=slug, pk=pk)
    row = lists.newest_of(request.user, synthesis)
    mine = set(
        talk.contributions.filter(author=request.user, withdrawn_at=None).values_list("number", flat=True)
    )
    themes = passages.themes_of(talk)
    parts = {
        name: marked(getattr(synthesis, f"{name}_html"), mine)
        for name in ("conclusions", "body", "minority", "open_questions")
    }
    return render(
        request,
        "discussions/representation.html",
        {
            **community_context(request, talk.community, tab="discussions"),
            "discussion": talk,
            "synthesis": synthesis,
            "row": row,
            "words": words or (row.words if row else ""),
            "refused": refused,
            "parts": parts,
            "cited": bool(mine & cited_numbers(synthesis.cited_text)),
            "passages": [
                (theme, passage)
                for theme in themes
                for passage in theme.passages.all()
                if passage.contribution.author_id == request.user.pk
            ],
        },
    )
