"""Publications: the list, one issue in the making, one that is out, its PDF and pictures."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from communities.enums import Capability
from communities.models import Community
from communities.permissions import check_capability
from communities.queries import communities
from communities.views.shared import community_context
from cop_portal.foundation.notifications.actions import mark_read
from cop_portal.foundation.paging import key_set_page
from cop_portal.foundation.permissions import can
from cop_portal.foundation.policies import public, signed_in
from cop_portal.foundation.subjects import note_subject
from knowledge_base.actions import papers, pieces
from knowledge_base.actions import publications as actions
from knowledge_base.forms.publications import BeginForm, FigureForm, IssueForm, PieceForm
from knowledge_base.models import Piece, PublicationPage, ResourcePage
from knowledge_base.permissions import check_approve, check_assemble, check_edit_publications, check_take_back
from knowledge_base.queries import publications
from knowledge_base.views.resources import resource_context


def _place(request: HttpRequest, community: Community) -> dict[str, Any]:
    return community_context(request, community, tab="library", inner="publications")


@public
def publication_list(request: HttpRequest, slug: str) -> HttpResponse:
    """What came out, newest first; issues in the making for those who make them."""
    community = communities.get_for(request.user, slug, content=True, module="library")
    note_subject(request, "library", community_id=community.pk)
    makes = can(check_edit_publications, request.user, community)
    page = key_set_page(
        publications.published(request.user, community),
        request.GET,
        order=("-first_published_at", "-pk"),
        size=20,
    )
    return render(
        request,
        "knowledge_base/publication_list.html",
        {
            **_place(request, community),
            "page": page,
            "drafts": publications.drafts(community) if makes else [],
            "may_begin": can(check_capability, request.user, community, Capability.EDIT_PUBLICATIONS),
        },
    )


@signed_in
def begin(request: HttpRequest, slug: str) -> HttpResponse:
    """A new issue; what is in it comes on the next page."""
    community = communities.get_for(request.user, slug, content=True, module="library")
    check_capability(request.user, community, Capability.EDIT_PUBLICATIONS)
    first = {"language": community.language or "en", "sharing": actions.resources.usual_sharing(community)}
    form = BeginForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            page = actions.begin(community=community, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            return redirect("publication_desk", slug, page.pk)
    return render(
        request,
        "knowledge_base/publication_form.html",
        {**_place(request, community), "form": form, "is_new": True},
    )


@signed_in
def desk(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One issue in the making: its parts in their order, what could be added, who has to say yes."""
    community = communities.get_for(request.user, slug, content=True)
    page = publications.get_to_edit(request.user, community, pk)
    if page.live:
        return redirect(page.url)
    may_assemble = can(check_assemble, request.user, page)
    words = request.GET.get("q", "")[:200]
    return render(
        request,
        "knowledge_base/publication_desk.html",
        {
            **_place(request, community),
            "publication": actions.newest(page),
            "pieces": publications.parts_of(page),
            "waits": page.waits,
            "may_assemble": may_assemble,
            "may_take_back": can(check_take_back, request.user, page),
            "may_approve": page.waits and can(check_approve, request.user, page),
            "candidates": publications.candidates(request.user, page, words) if may_assemble else [],
            "words": words,
            "figure_form": FigureForm(figures=publications.figures(page)) if may_assemble else None,
        },
    )


@signed_in
def describe(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Title, editorial, readers."""
    community = communities.get_for(request.user, slug, content=True)
    page = publications.get_to_edit(request.user, community, pk)
    check_assemble(request.user, page)
    now = actions.newest(page)
    form = IssueForm(request.POST or None, initial={name: getattr(now, name) for name in actions.FIELDS})
    if request.method == "POST" and form.is_valid():
        try:
            actions.describe(publication=page, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("publication_desk", slug, pk)
    return render(
        request,
        "knowledge_base/publication_form.html",
        {**_place(request, community), "form": form, "publication": now, "is_new": False},
    )


@signed_in
def preview(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The issue as its readers will see it."""
    community = communities.get_for(request.user, slug, content=True)
    page = publications.get_to_edit(request.user, community, pk)
    if page.live:
        return redirect(page.url)
    now = actions.newest(page)
    return render(
        request,
        "knowledge_base/publication.html",
        {
            **_place(request, community), "page": now, "is_draft": True,
            "back": reverse("publication_desk", args=[slug, pk]), **_reading(request, now),
        },
    )  # fmt: skip


def _reading(request: HttpRequest, page: PublicationPage) -> dict[str, Any]:
    found = publications.shown(request.user, page)
    return {"pieces": found, "people": publications.united(found)}


def publication_context(request: HttpRequest, page: PublicationPage) -> dict[str, Any]:
    """What the page of an issue shows beside what all resources show."""
    context = {**resource_context(request, page), **_reading(request, page)}
    if request.user.is_authenticated:
        mark_read(by=request.user, url=page.url)
    makes = can(check_edit_publications, request.user, page.community)
    told = publications.told(page) if makes else None
    return {**context, "told": told, "inner_pages": [], "is_draft": False}


def draft_context(request: HttpRequest, page: PublicationPage) -> dict[str, Any]:
    """The same as the desk's own preview, for Wagtail's."""
    back = reverse("publication_desk", args=[page.community.slug, page.pk])
    return {
        **community_context(request, page.community, tab="library"), "place": "library", "is_draft": True,
        "back": back, **_reading(request, page),
    }  # fmt: skip


@signed_in
@require_POST
def act(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """What is done to an issue with one button: the field `step` says which."""
    community = communities.get_for(request.user, slug, content=True)
    page = publications.get_to_edit(request.user, community, pk)
    step, post = request.POST.get("step", ""), request.POST
    doing = {"publication": page, "by": request.user}
    try:
        if step == "item":
            resource = get_object_or_404(
                ResourcePage.objects.visible_to(request.user).select_related("community"),
                pk=_number(post, "resource"),
            )
            pieces.add_item(**doing, resource=resource)
        elif step == "section":
            pieces.add_section(**doing, title=post.get("title", ""))
        elif step == "figure":
            pieces.add_figure(**doing, figure=post.get("figure", ""), caption=post.get("title", ""))
        elif step in ("up", "down", "remove"):
            _arrange(request, page, step)
        elif step == "hand_in":
            actions.hand_in(**doing)
            messages.success(request, _("Handed in. A second person approves it."))
        elif step == "take_back":
            actions.take_back(**doing)
        elif step == "approve":
            actions.approve(**doing)
            messages.success(request, _("Approved. The issue is out, and the members are told."))
            return redirect(page.url)
        elif step == "send_back":
            actions.send_back(**doing, comment=post.get("comment", ""))
            messages.success(request, _("Sent back; the editor reads what you wrote."))
        else:
            raise Http404
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    return redirect(
        reverse("publication_desk", args=[slug, pk]) + ("#parts" if step in ("up", "down", "remove") else "")
    )


def _arrange(request: HttpRequest, page: PublicationPage, step: str) -> None:
    piece = get_object_or_404(Piece, pk=_number(request.POST, "piece"), publication=page)
    piece.publication = page
    if step == "remove":
        pieces.remove(piece=piece, by=request.user)
    else:
        seen_at = _number(request.POST, "at") if "at" in request.POST else None
        pieces.move(piece=piece, by=request.user, up=step == "up", seen_at=seen_at)


def _number(given: Any, name: str) -> int:
    value = given.get(name, "")
    if not value.isdecimal() or len(value) > 12:
        raise Http404
    return int(value)


@signed_in
def piece(request: HttpRequest, slug: str, pk: int, piece_pk: int | None = None) -> HttpResponse:
    """A text of the editor's own, or other words for a section or a figure."""
    community = communities.get_for(request.user, slug, content=True)
    page = publications.get_to_edit(request.user, community, pk)
    check_assemble(request.user, page)
    found = get_object_or_404(Piece, pk=piece_pk, publication=page) if piece_pk else None
    first = {"title": found.title, "words": found.text} if found else None
    form = PieceForm(request.POST or None, initial=first)
    if found is not None and found.kind != "text":
        del form.fields["words"]
    if request.method == "POST" and form.is_valid():
        title, words = form.cleaned_data["title"], form.cleaned_data.get("words", "")
        try:
            if found is None:
                pieces.add_text(publication=page, by=request.user, title=title, words=words)
            else:
                found.publication = page
                pieces.change(piece=found, by=request.user, title=title, words=words)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            return redirect("publication_desk", slug, pk)
    return render(
        request,
        "knowledge_base/piece_form.html",
        {**_place(request, community), "form": form, "publication": page, "piece": found},
    )


@public
def pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The PDF of what this reader may see of an issue. It was made before; who takes it is counted, not named."""
    page = publications.get_to_read(request.user, pk)
    found = publications.shown(request.user, page)
    paper = publications.paper_of(page, found)
    if paper is None:
        papers.want(page, found)
        messages.info(request, _("The PDF is being set. Try again in a minute."))
        return redirect(page.url)
    try:
        stored = paper.file.open("rb")
    except OSError as error:
        raise Http404 from error
    if request.method == "GET":
        actions.note_download(page)
    answer = FileResponse(stored, content_type="application/pdf", filename=f"{page.slug}.pdf")
    answer["Cache-Control"] = "private, no-cache"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@public
def picture(request: HttpRequest, pk: int, piece_pk: int, number: int) -> HttpResponse:
    """A picture of an issue as it was kept, for who may see the part it belongs to."""
    page = publications.get_to_read(request.user, pk)
    found = next((row for row in publications.shown(request.user, page) if row.piece.pk == piece_pk), None)
    parts = found.data.get("parts", []) if found else []
    name = parts[number].get("file", "") if number < len(parts) else ""
    try:
        if not name:
            raise Http404
        stored = default_storage.open(name, "rb")
    except OSError as error:
        raise Http404 from error
    answer = FileResponse(stored, content_type="image/jpeg")
    answer["Cache-Control"] = "private, max-age=300"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
