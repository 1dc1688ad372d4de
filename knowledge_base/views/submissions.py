"""A member writes for the library: choose a kind, fill its form, hand it in; and what became of it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from communities.queries import communities
from communities.views.shared import community_context
from cop_portal.foundation.policies import signed_in
from discussions.similar import Similar
from knowledge_base.actions import submissions as actions
from knowledge_base.enums import Kind
from knowledge_base.forms.submissions import KINDS, FilesForm, SubmissionForm
from knowledge_base.models import Submission
from knowledge_base.permissions import check_submit_resource, kinds_in
from knowledge_base.queries import submissions
from knowledge_base.shapes import words_from
from knowledge_base.views.duplicates import near_before


@signed_in
def submit(request: HttpRequest, slug: str) -> HttpResponse:
    """Choose what sort of resource it is; and go on with what one began."""
    community = communities.get_for(request.user, slug, content=True, module="library")
    check_submit_resource(request.user, community)
    offered = {kind: said for kind, said in KINDS.items() if kind in kinds_in(community)}
    if request.method == "POST":
        kind = request.POST.get("kind", "")
        if kind not in offered:
            raise Http404
        return redirect(actions.begin(community=community, by=request.user, kind=kind))
    return render(
        request,
        "knowledge_base/submit_form.html",
        {
            **community_context(request, community, tab="library"),
            "kinds": [(str(kind), Kind(kind).label, said) for kind, said in offered.items()],
            "rows": [row for row in submissions.mine(request.user, community=community) if row.may_write],
        },
    )


@signed_in
def my_submissions(request: HttpRequest) -> HttpResponse:
    """All that a person wrote for libraries, and where each stands."""
    return render(request, "knowledge_base/submissions.html", {"rows": submissions.mine(request.user)})


@signed_in
def submission(request: HttpRequest, pk: int) -> HttpResponse:
    """The form of one's own submission. Each button keeps all that was typed before it does anything else."""
    found = submissions.get_for(request.user, pk)
    form, files_form = None, FilesForm()
    near: list[Similar] = []
    if request.method == "POST":
        try:
            found = actions.keep(
                submission=found, by=request.user, words=words_from(found.kind, request.POST)
            )
            found, files_form = _attach(request, found)
            step = request.POST.get("step", "")
            if step == "hand_in":
                form = _form(found, asked=True)
                near = near_before(request, found.community, leave=found.page_id)
                if not near and not files_form.errors and _hand_in(request, found, form):
                    return redirect("my_submissions")
            elif not files_form.errors:
                return _step(request, found, step)
        except actions.ThrownAway:
            return _go_on(request, found)
    where = submissions.standing(found)
    if not where.may_write:
        return redirect(where.url or "my_submissions")
    return render(
        request,
        "knowledge_base/submission_form.html",
        {
            **community_context(request, found.community, tab="library"),
            "submission": found,
            "form": form or _form(found),
            "files_form": files_form,
            "where": where,
            "near": near,
            "topics": submissions.topics_of(request.user, found.community),
        },
    )


def _form(found: Submission, *, asked: bool = False) -> SubmissionForm:
    """With what was typed; where nothing is newer than the page, with what that says now."""
    words = found.words if found.has_changes else submissions.words_of(found)
    given = {"language": found.community.language or "en", **words}
    files = list(found.files.filter(removed=False))
    return SubmissionForm(given if asked else None, kind=found.kind, files=files, words=given)


def _attach(request: HttpRequest, found: Submission) -> tuple[Submission, FilesForm]:
    form = FilesForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            found = actions.attach(submission=found, by=request.user, files=form.cleaned_data["files"])
        except ValidationError as refusal:
            form.add_error("files", refusal)
    return found, form


def _go_on(request: HttpRequest, gone: Submission) -> HttpResponse:
    """The draft was thrown away in another tab that very moment: nothing that was typed is lost."""
    words = words_from(gone.kind, request.POST)
    found, files_form = _attach(request, actions.go_on(gone=gone, by=request.user, words=words))
    for refused in files_form.errors.get("files", []):
        messages.error(request, refused)
    messages.warning(request, _("This draft was thrown away meanwhile. What you wrote is kept in a new one."))
    return redirect(found)


def _hand_in(request: HttpRequest, found: Submission, form: SubmissionForm) -> bool:
    if not form.is_valid():
        return False
    try:
        actions.hand_in(submission=found, by=request.user, entry=form.entry)
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return False
    messages.success(request, _("Handed in. Those who look after the library answer you; you get a letter."))
    return True


def _step(request: HttpRequest, found: Submission, step: str) -> HttpResponse:
    """Everything is kept by now; go back to the same place of the form."""
    if step.startswith("remove-"):
        number = step.removeprefix("remove-")
        known = number.isascii() and number.isdigit() and len(number) < 16
        file = get_object_or_404(found.files, pk=int(number) if known else 0)
        actions.detach(file=file, by=request.user)
        return redirect(f"{found.get_absolute_url()}#files")
    if step == "people":
        return redirect(f"{found.get_absolute_url()}#people")
    messages.success(request, _("Kept as a draft. You find it under “My submissions”."))
    return redirect(found)


@signed_in
@require_POST
def keep(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what is being typed; the browser calls this every few seconds."""
    found = submissions.get_for(request.user, pk)
    words = words_from(found.kind, request.POST)
    try:
        actions.keep(submission=found, by=request.user, words=words, late=False)
    except actions.ThrownAway:
        raise Http404 from None
    return HttpResponse(status=204)


@signed_in
@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw a draft away."""
    found = submissions.get_for(request.user, pk)
    try:
        actions.discard(submission=found, by=request.user)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    else:
        messages.success(request, _("Thrown away."))
    return redirect("my_submissions")


@signed_in
def own_file(request: HttpRequest, pk: int, file: int) -> HttpResponse:
    """A file of one's own form, until it is handed in; shown by nobody's browser as a page."""
    row: Any = get_object_or_404(submissions.get_for(request.user, pk).files.exclude(file=""), pk=file)
    response = FileResponse(
        row.file.open("rb"),
        as_attachment=not row.is_picture,
        filename=row.name,
        content_type=row.content_type,
    )
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
