"""Announcements of a community: the list, one, writing, the last look before sending."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from communities.actions import announcements as actions
from communities.forms.announcements import AnnouncementForm, SendForm
from communities.models import Announcement, Community
from communities.permissions import check_announce
from communities.queries import announcements, communities
from communities.views.shared import community_context
from cop_portal.foundation.notifications import kinds
from cop_portal.foundation.notifications.actions import mark_read
from cop_portal.foundation.notifications.reach import reach, sample
from cop_portal.foundation.paging import key_set_page
from cop_portal.foundation.permissions import can
from cop_portal.foundation.policies import public, signed_in
from cop_portal.foundation.subjects import note_subject

# A mail brings its own styles and nothing else; it is shown in a frame of no origin.
MAIL_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox"


def _place(request: HttpRequest, community: Community) -> dict:
    return community_context(request, community, tab="about", inner="announcements")


@public
def announcement_list(request: HttpRequest, slug: str) -> HttpResponse:
    """What was announced, newest first; drafts for those who may send them."""
    community = communities.get_for(request.user, slug, content=True)
    may_announce = can(check_announce, request.user, community)
    rows = announcements.sent_to(request.user, community)
    page = key_set_page(rows, request.GET, order=("-sent_at", "-pk"), size=20)
    for row in page.rows:
        row.community = community
    return render(
        request,
        "communities/announcement_list.html",
        {
            **_place(request, community),
            "page": page,
            "drafts": announcements.drafts(request.user, community)[:20] if may_announce else [],
            "may_announce": may_announce,
        },
    )


@public
def announcement(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One announcement. Opening it counts as having read its notice."""
    community = communities.get_for(request.user, slug, content=True)
    found = announcements.get_for(request.user, community, pk)
    may_announce = can(check_announce, request.user, community)
    if found.is_draft:
        return redirect("announcement_edit", slug=slug, pk=pk)
    note_subject(request, "announcement", community_id=community.pk, object_id=found.pk)
    if request.user.is_authenticated:
        mark_read(by=request.user, url=found.get_absolute_url())
    return render(
        request,
        "communities/announcement_detail.html",
        {
            **_place(request, community),
            "announcement": found,
            "may_announce": may_announce,
            "told": announcements.told(found) if may_announce else None,
        },
    )


@signed_in
def edit_announcement(request: HttpRequest, slug: str, pk: int | None = None) -> HttpResponse:
    """Write a new one, change a draft, correct what was sent."""
    community = communities.get_for(request.user, slug, content=True)
    check_announce(request.user, community)
    found = announcements.get_for(request.user, community, pk) if pk else Announcement(community=community)
    form = AnnouncementForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        values = form.values()
        try:
            if pk:
                revision = form.cleaned_data["revision"] or 0
                saved = actions.change(announcement=found, by=request.user, revision=revision, **values)
            else:
                key = form.cleaned_data["key"]
                saved = actions.draft(community=community, by=request.user, key=key, **values)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            if saved.is_draft:
                return redirect("announcement_send", slug=slug, pk=saved.pk)
            if pk:
                messages.success(request, _("Saved, and marked as changed. No second mail goes out."))
            return redirect(saved)
    return render(
        request,
        "communities/announcement_form.html",
        {**_place(request, community), "announcement": found, "form": form, "is_new": pk is None},
    )


@signed_in
def send_announcement(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """A last look (GET): whom it reaches, and the mail. The word (POST): a second one sends nothing."""
    community = communities.get_for(request.user, slug, content=True)
    check_announce(request.user, community)
    found = announcements.get_for(request.user, community, pk)
    form = SendForm(request.POST or None, initial={"revision": found.revision})
    if request.method == "POST" and form.is_valid():
        try:
            sent = actions.send(announcement=found, by=request.user, revision=form.cleaned_data["revision"])
        except ValidationError as refusal:
            messages.error(request, refusal.messages[0])
            return redirect("announcement_send", slug=slug, pk=pk)
        messages.success(request, _("It is on its way to the members."))
        return redirect(sent)
    if not found.is_draft:
        return redirect(found)
    kind, entry = kinds.get(announcements.KIND), announcements.unsent(found, request.user)
    assert kind is not None, "announcements declare their notice"
    mail = sample(kind, entry, request.user, get_language() or "en")
    if request.GET.get("part") == "html" and mail is not None:
        return HttpResponse(mail.html, headers={"Content-Security-Policy": MAIL_POLICY})
    return render(
        request,
        "communities/announcement_send.html",
        {
            **_place(request, community),
            "announcement": found,
            "form": form,
            "reach": reach(kind, entry),
            "mail": mail,
        },
    )


@signed_in
@require_POST
def end_announcement(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Withdraw what was sent, or throw a draft away."""
    community = communities.get_for(request.user, slug, content=True)
    check_announce(request.user, community)
    found = announcements.get_for(request.user, community, pk)
    if found.is_draft:
        actions.discard(announcement=found, by=request.user)
        messages.success(request, _("The draft is thrown away."))
    else:
        actions.withdraw(announcement=found, by=request.user)
        messages.success(request, _("Withdrawn. Members do not see it any more."))
    return redirect("announcements", slug=slug)
