"""The composer: contributions on one side, the synthesis growing by theme on the other.

It is one form, and every button in it keeps all that was typed before it does anything else.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from communities.views.shared import community_context
from cop_portal.foundation.policies import signed_in
from cop_portal.foundation.ui.commas import listed
from discussions.actions import composing, passages, syntheses
from discussions.actions.citations import cited_numbers
from discussions.forms import composer as forms
from discussions.models import Discussion, Passage, Synthesis, Theme
from discussions.permissions import check_conclude
from discussions.queries import discussions, representations
from discussions.queries import passages as lists
from discussions.queries.coverage import coverage
from discussions.queries.passages import Choice


@dataclass
class Left:
    """What could not be done, and what was typed for it."""

    refused: list[str] = field(default_factory=list)
    written: dict[str, composing.Words] = field(default_factory=dict)
    theirs: dict[str, str] = field(default_factory=dict)
    typed: dict[int, dict[str, str]] = field(default_factory=dict)
    new_theme: str = ""

    def __bool__(self) -> bool:
        return bool(self.refused or self.theirs)


@signed_in
def compose(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Mark passages, write by theme, publish. Saving publishes nothing."""
    talk = discussions.get_for(request.user, slug, pk)
    check_conclude(request.user, talk)
    synthesis = Synthesis.objects.filter(discussion=talk).first()
    if synthesis and synthesis.is_published:
        if request.method == "POST":
            messages.error(request, _("The synthesis is published and stays as people read it."))
        return redirect(talk)
    choice, left = Choice.of(request.GET), Left()
    if request.method == "POST":
        choice = Choice.of(QueryDict(request.POST.get("shown", "").removeprefix("?")))
        left = _keep(request, talk)
        if not left:
            return _do(request, talk, choice) or _page(request, talk, choice, left)
    return _page(request, talk, choice, left)


def _keep(request: HttpRequest, talk: Discussion) -> Left:
    """Keep all that was typed: texts first, then a new theme, then marks. What is refused stays typed."""
    data, by = request.POST, request.user
    left = Left(written=forms.written(data), new_theme=data.get("new_theme", ""))
    marks = forms.marks(data)
    try:
        composing.compose(discussion=talk, by=by, words=left.written)
        if left.new_theme.strip():
            passages.add_theme(discussion=talk, by=by, title=left.new_theme)
            left.new_theme = ""
    except composing.WrittenMeanwhile as clash:
        composing.bring_back(discussion=talk, by=by, words=left.written)
        left.theirs, left.typed = clash.theirs, marks
        return left
    except ValidationError as refusal:
        left.refused, left.typed = refusal.messages, marks
        return left
    for number, said in marks.items():
        try:
            passages.mark(
                discussion=talk, by=by, number=number, quote=said["quote"], title=said["title"],
                theme=_theme(talk, said["theme"]),
            )  # fmt: skip
        except ValidationError as refusal:
            left.refused += refusal.messages
            left.typed[number] = said
    if left.refused:
        left.written = {}  # it is kept
    return left


def _theme(talk: Discussion, pk: str) -> Theme | None:
    return talk.themes.filter(pk=int(pk[:12])).first() if pk.isascii() and pk.isdigit() else None


def _do(request: HttpRequest, talk: Discussion, choice: Choice) -> HttpResponse | None:
    """What the button was for. None where it was refused: the page says why."""
    what, _colon, ref = request.POST.get("do", "").partition(":")
    number = int(ref[:12]) if ref.isascii() and ref.isdigit() else 0
    place = ""
    try:
        if what == "publish":
            return _publish(request, talk)
        if what in ("after", "before"):
            choice, place = choice.at(**{what: number}), "#beside"
        elif what == "show":
            choice, place = Choice.of(request.POST).at(), "#beside"
        elif what == "mark":
            place = f"#k{number}"
        elif what in ("add", "unmark", "move"):
            place = _with_passage(request, talk, what, number)
        elif what in ("earlier", "later", "remove"):
            place = _with_theme(request, talk, what, number)
        else:
            messages.success(request, _("The draft is kept. Nobody else reads it yet."))
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    if what == "ask":
        return redirect("representations", slug=talk.community.slug, pk=talk.pk)
    address = reverse("synthesis_edit", args=[talk.community.slug, talk.pk])
    return redirect(f"{address}{choice.query()}{place}")


def _with_passage(request: HttpRequest, talk: Discussion, what: str, pk: int) -> str:
    """Use, move or take away a passage. Returns where the page goes on."""
    passage = get_object_or_404(
        Passage.objects.select_related("theme__discussion__community", "contribution"),
        pk=pk,
        theme__discussion=talk,
    )
    passage.theme.discussion = talk
    if what == "add":
        passages.add_to_text(passage=passage, by=request.user)
    elif what == "unmark":
        passages.unmark(passage=passage, by=request.user)
    else:
        theme = _theme(talk, request.POST.get(f"to-{pk}", ""))
        if theme is None:
            raise ValidationError(_("Choose a theme of this synthesis."))
        passages.move(passage=passage, by=request.user, theme=theme)
        return f"#theme-{theme.pk}"
    return f"#theme-{passage.theme_id}"


def _with_theme(request: HttpRequest, talk: Discussion, what: str, pk: int) -> str:
    theme = get_object_or_404(Theme, pk=pk, discussion=talk)
    theme.discussion = talk
    if what == "remove":
        passages.remove_theme(theme=theme, by=request.user)
        return "#themes"
    passages.shift(theme=theme, by=request.user, later=what == "later")
    return f"#theme-{pk}"


def _publish(request: HttpRequest, talk: Discussion) -> HttpResponse:
    silent = representations.voices(Synthesis.objects.filter(discussion=talk).first()).silent
    syntheses.publish_synthesis(discussion=talk, by=request.user)
    messages.success(request, _("Published. Members are told; the library gets a draft of it."))
    if silent:
        names = listed(row.user.name for row in silent)
        messages.info(request, _("Asked and silent so far: %(names)s.") % {"names": names})
    return redirect(talk)


def _page(request: HttpRequest, talk: Discussion, choice: Choice, left: Left) -> HttpResponse:
    synthesis = Synthesis.objects.filter(discussion=talk).select_related("written_by").first()
    themes = lists.themes_of(talk)
    form = forms.ComposerForm(synthesis=synthesis, themes=themes, written=left.written, theirs=left.theirs)
    cited = cited_numbers(synthesis.cited_text) if synthesis else set()
    for refusal in left.refused:
        messages.error(request, refusal)
    return render(
        request,
        "discussions/synthesis_form.html",
        {
            **community_context(request, talk.community, tab="discussions"),
            "discussion": talk,
            "synthesis": synthesis,
            "form": form,
            "left": left,
            "themes": [_shown(theme, form, left, cited) for theme in themes],
            "theirs": {name: left.theirs.get(name, "") for name in composing.FIELDS},
            "sources": lists.sources(talk, choice, cited=cited, themes=themes, typed=left.typed),
            "choice": choice,
            "questions": list(talk.guiding_questions.all()),
            "offices": lists.offices_of(talk),
            "coverage": coverage(talk, cited),
            "voices": representations.voices(synthesis),
        },
    )


def _shown(theme: Theme, form: forms.ComposerForm, left: Left, cited: set[int]) -> dict[str, Any]:
    """A theme as the page shows it: its fields, what others wrote there meanwhile, its passages."""
    return {
        "theme": theme,
        "title": form[f"title-{theme.pk}"],
        "text": form[f"text-{theme.pk}"],
        "their_title": left.theirs.get(f"title-{theme.pk}", ""),
        "their_text": left.theirs.get(f"text-{theme.pk}", ""),
        "passages": [
            (passage, f"“{passage.quote}” [{passage.contribution.number}]" in theme.text)
            for passage in theme.passages.all()
        ],
    }
