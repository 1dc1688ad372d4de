"""Pages of the charter: reading, agreeing, drafting, putting it to the members."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from communities.actions import charters as actions
from communities.charter_templates import TEMPLATES
from communities.enums import Capability
from communities.forms.charters import CharterForm, CommentForm, PublishCharterForm
from communities.models import CharterDraft, CharterVersion, Community
from communities.permissions import (
    can_see_members,
    check_agree_to_charter,
    check_capability,
    check_see_members,
)
from communities.queries import charters, communities
from communities.views.shared import as_seen, community_context
from cop_portal.foundation.paging import key_set_page
from cop_portal.foundation.permissions import can
from cop_portal.foundation.policies import public, signed_in
from cop_portal.foundation.text import as_number


@public
def charter(request: HttpRequest, slug: str, number: int | None = None) -> HttpResponse:
    """The charter in force, or an earlier version; first of all what changed since one agreed."""
    community = communities.get_for(request.user, slug)
    latest = charters.current(community)
    version = latest
    if number is not None:
        version = get_object_or_404(CharterVersion, community=community, number=number)
    agreed = charters.agreement(request.user, community)
    outdated = agreed is not None and not charters.holds(agreed, latest)
    may_see_members = can_see_members(request.user, community)
    is_member = can(check_agree_to_charter, request.user, community)
    may_edit = can(check_capability, request.user, community, Capability.EDIT_CHARTER)
    return render(
        request,
        "communities/charter_detail.html",
        {
            **community_context(request, community, tab="about", inner="charter"),
            "version": version,
            "latest": latest,
            "agreed": agreed,
            "changes": charters.changes(agreed.version, latest) if outdated and agreed and latest else [],
            "may_agree": is_member and version == latest and (agreed is None or outdated),
            "may_edit": may_edit,
            "holds": charters.holds(agreed, latest),
            "versions": charters.versions(community),
            "may_see_members": may_see_members,
            "agreed_count": charters.agreed_count(version) if version and may_see_members else 0,
            "agreements": charters.agreements(version)[:60] if version and may_see_members else [],
            "shown": charters.shown_draft(community) if is_member else None,
        },
    )


@signed_in
@require_POST
def agree(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Agree to exactly the version that was shown."""
    community = communities.get_for(request.user, slug)
    version = get_object_or_404(
        CharterVersion.objects.select_related("community"), community=community, number=number
    )
    try:
        actions.agree(version=version, by=request.user)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    else:
        messages.success(request, _("You agreed to version %(number)s.") % {"number": number})
    return redirect("charter", slug=slug)


@signed_in
def edit_charter(request: HttpRequest, slug: str) -> HttpResponse:
    """Draft the charter. Who saves second sees both texts and loses none."""
    community = communities.get_for(request.user, slug)
    check_capability(request.user, community, Capability.EDIT_CHARTER)
    draft = charters.draft_of(community)
    form = CharterForm(request.POST or None, instance=draft, initial={"revision": draft.revision})
    theirs = None
    if request.method == "POST" and form.is_valid():
        try:
            actions.save_draft(community=community, by=request.user, **form.cleaned_data)
        except actions.EditedMeanwhile as conflict:
            theirs = conflict.draft
            form = CharterForm(initial={**form.cleaned_data, "revision": theirs.revision}, instance=None)
        else:
            messages.success(request, _("The draft is saved. Members do not see it yet."))
            return redirect("charter_edit", slug=slug)
    return _draft_page(request, community, draft, form, theirs)


def _draft_page(
    request: HttpRequest,
    community: Community,
    draft: CharterDraft,
    form: CharterForm,
    theirs: CharterDraft | None,
) -> HttpResponse:
    """The form, with `theirs` before it where somebody else saved since this person opened it."""
    revision, latest = form["revision"].value(), charters.current(community)
    return render(
        request,
        "communities/charter_form.html",
        {
            **community_context(request, community, tab="about", inner="charter"),
            "form": form,
            "draft": draft,
            "revision": revision,
            "theirs": theirs,
            "their_sections": _their_sections(theirs) if theirs else [],
            "publish_form": PublishCharterForm(initial=as_seen(revision, latest)),
            "latest": latest,
            "templates": TEMPLATES if not any(getattr(draft, name) for name in draft.SECTIONS) else {},
            "comments": charters.comments(draft).filter(resolved_at=None),
        },
    )


def _sections(draft: CharterDraft) -> list[tuple[str, str]]:
    """Titles and texts of a draft, its own sections after the four."""
    return [(str(CharterForm.Meta.labels[name]), getattr(draft, name)) for name in draft.SECTIONS] + [
        (item["title"], item["text"]) for item in draft.more
    ]


def _their_sections(theirs: CharterDraft) -> list[tuple[str, str]]:
    """All that a save would replace, what is ticked too."""
    label, answer = CharterForm.Meta.labels["unnamed_questions"], charters.yes_or_no(theirs.unnamed_questions)
    return [*_sections(theirs), (str(label), answer)]


@signed_in
def change_draft(request: HttpRequest, slug: str) -> HttpResponse:
    """Start from a template, take an earlier version up again, show the draft to members or hide it.

    What replaces text says which draft was seen; who comes second gets both texts, as when saving.
    """
    if request.method != "POST":  # from the page with both texts, by its address
        return redirect("charter_edit", slug=slug)
    community = communities.get_for(request.user, slug)
    check_capability(request.user, community, Capability.EDIT_CHARTER)
    data = request.POST
    seen = as_number(data.get("revision"))
    mine: dict[str, Any] = {}
    try:
        if data.get("template") in TEMPLATES:
            mine = charters.template_texts(data["template"])
            actions.start_from(community=community, by=request.user, template=data["template"], revision=seen)
        elif earlier := as_number(data.get("restore")):
            version = get_object_or_404(CharterVersion, community=community, number=earlier)
            mine = charters.texts_of(version)
            actions.restore(version=version, by=request.user, revision=seen)
            messages.success(
                request, _("The draft has the text of version %(number)s.") % {"number": version.number}
            )
        elif "show" in data or "hide" in data:
            actions.show_draft(community=community, by=request.user, shown="show" in data)
            if "show" in data:
                messages.success(request, _("Members see the draft and are asked for comments."))
    except actions.EditedMeanwhile as conflict:
        theirs = conflict.draft
        form = CharterForm(initial={**theirs.texts(), **mine, "revision": theirs.revision})
        return _draft_page(request, community, theirs, form, theirs)
    return redirect("charter_edit", slug=slug)


@signed_in
def comment_on_charter(request: HttpRequest, slug: str) -> HttpResponse:
    """The draft as members see it, with what they say to it."""
    community = communities.get_for(request.user, slug)
    check_agree_to_charter(request.user, community)
    may_edit = can(check_capability, request.user, community, Capability.EDIT_CHARTER)
    draft = charters.shown_draft(community)
    if draft is None:
        messages.info(request, _("The draft is not open for comments now."))
        return redirect("charter", slug=slug)
    if "resolve" in request.POST:
        found = get_object_or_404(draft.comments, pk=as_number(request.POST["resolve"]))
        actions.resolve_comment(comment=found, by=request.user)
        return redirect("charter_comments", slug=slug)
    form = CommentForm(request.POST or None, draft=draft, initial={"key": uuid.uuid4().hex})
    if request.method == "POST" and form.is_valid():
        actions.comment(community=community, by=request.user, **form.cleaned_data)
        messages.success(request, _("Thank you. Those who draft the charter read it."))
        return redirect("charter_comments", slug=slug)
    return render(
        request,
        "communities/charter_comments.html",
        {
            **community_context(request, community, tab="about", inner="charter"),
            "sections": _sections(draft),
            "comments": charters.comments(draft),
            "form": form,
            "may_edit": may_edit,
        },
    )


@signed_in
def charter_people(request: HttpRequest, slug: str) -> HttpResponse:
    """Who has agreed to the charter in force and who has not; a reminder for the latter."""
    community = communities.get_for(request.user, slug, content=True)
    check_see_members(request.user, community)
    version = charters.current(community)
    if version is None:
        raise Http404
    may_edit = can(check_capability, request.user, community, Capability.EDIT_CHARTER)
    if request.method == "POST":
        try:
            actions.remind(version=version, by=request.user)
        except ValidationError as refusal:
            messages.error(request, refusal.messages[0])
        else:
            messages.success(request, _("Those who have not agreed are written to."))
        return redirect(f"{reverse('charter_people', args=[slug])}?not=1")
    agreed = "not" not in request.GET
    rows = charters.members_by_agreement(version, agreed=agreed)
    return render(
        request,
        "communities/charter_people.html",
        {
            **community_context(request, community, tab="about", inner="charter"),
            "version": version,
            "agreed": agreed,
            "count": charters.agreed_count(version),
            "page": key_set_page(rows, request.GET, order=("user__folded_name", "pk"), size=60),
            "may_edit": may_edit,
        },
    )


@signed_in
@require_POST
def publish_charter(request: HttpRequest, slug: str) -> HttpResponse:
    """Put the draft, as it was last seen, to the members."""
    community = communities.get_for(request.user, slug)
    form = PublishCharterForm(request.POST)
    if not form.is_valid():
        raise Http404
    try:
        version = actions.publish(community=community, by=request.user, **form.cleaned_data)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    except actions.EditedMeanwhile:
        messages.error(
            request, _("Somebody changed the draft meanwhile. Read it again before you put it to members.")
        )
    else:
        messages.success(
            request,
            _("Version %(number)s is put to the members. They are told.") % {"number": version.number},
        )
        return redirect("charter", slug=slug)
    return redirect("charter_edit", slug=slug)
