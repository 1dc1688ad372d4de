"""Pages for those who ask people to come: single ones, lists, links, guests."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from communities.actions import guests as guest_actions
from communities.actions import invitations as actions
from communities.actions import links as link_actions
from communities.actions import memberships as membership_actions
from communities.enums import Capability, InvitationState
from communities.forms.invitations import AccessForm, AskForm, LinkForm, ListForm
from communities.models import Community, InvitationLink
from communities.permissions import check_capability
from communities.queries import communities
from communities.queries import invitations as queries
from communities.views.shared import community_context
from cop_portal.foundation.paging import key_set_page
from cop_portal.foundation.policies import signed_in


def _community(request: HttpRequest, slug: str) -> Community:
    community = communities.get_for(request.user, slug, content=True)
    check_capability(request.user, community, Capability.MANAGE_MEMBERS)
    return community


def _page(request: HttpRequest, community: Community, template: str, context: dict[str, Any]) -> HttpResponse:
    frame = community_context(request, community, tab="people", inner="invitations")
    return render(request, f"communities/{template}.html", {**frame, **context})


@signed_in
def invitation_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Who is to be asked and was asked, guests with their last day, links, and what brought people."""
    community = _community(request, slug)
    state = request.GET.get("state", "")
    rows = queries.listed(request.user, community, state=state)
    links = list(queries.links(request.user, community)[:50])
    for link in links:
        link.address = link_actions.link_url(link)  # type: ignore[attr-defined]
    return _page(
        request,
        community,
        "invitation_list",
        {
            "page": key_set_page(rows, request.GET, order=("-created_at", "-pk"), size=30),
            "state": state if state in InvitationState.values else "",
            "states": InvitationState,
            "guests": list(queries.guests(community)[:100]),
            "links": links,
            "brought": queries.brought(community),
        },
    )


@signed_in
def ask(request: HttpRequest, slug: str) -> HttpResponse:
    """Invite one person by address, or note them to be asked later."""
    community = _community(request, slug)
    form = AskForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        now = "later" not in request.POST
        try:
            invitation = actions.ask(community=community, by=request.user, send_now=now, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _said(invitation))
            return redirect("invitations", slug=slug)
    return _page(request, community, "invitation_form", {"form": form})


def _said(invitation: Any) -> str:
    who = {"who": invitation.name or invitation.address}
    if invitation.state == InvitationState.TO_ASK:
        return _("%(who)s is noted. Nothing was sent.") % who
    if invitation.state == InvitationState.ACCEPTED:
        return _("%(who)s had asked already and is a member now.") % who
    return _("%(who)s gets a letter and becomes a member by accepting.") % who


@signed_in
def ask_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Invite many: first the list is tried and every fault is shown by its line; then all or nobody."""
    community = _community(request, slug)
    form = ListForm(request.POST or None, request.FILES or None)
    faults: list[tuple[int, str]] = []
    tried: list[Any] = []
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["text"]
        for_real = "send" in request.POST
        tried, faults = actions.ask_list(community=community, by=request.user, text=text, for_real=for_real)
        if for_real and not faults:
            words = ngettext("%(count)s person is invited.", "%(count)s people are invited.", len(tried))
            messages.success(request, words % {"count": len(tried)})
            return redirect("invitations", slug=slug)
        form = ListForm(initial={"text": text})  # a file's lines can be mended here, too
    context = {"form": form, "faults": faults, "tried": tried}
    return _page(request, community, "invitation_list_form", context)


@signed_in
@require_POST
def change_invitation(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Send what was noted, or take an invitation back."""
    community = _community(request, slug)
    invitation = queries.get_for(request.user, community, pk)
    try:
        if "send" in request.POST:
            messages.success(request, _said(actions.send(invitation=invitation, by=request.user)))
        else:
            actions.withdraw(invitation=invitation, by=request.user)
            messages.success(request, _("Withdrawn. The link in the letter says so."))
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    return redirect("invitations", slug=slug)


@signed_in
def new_link(request: HttpRequest, slug: str) -> HttpResponse:
    """Make a link with a limit."""
    community = _community(request, slug)
    form = LinkForm(request.POST or None, initial={"key": uuid.uuid4().hex})
    if request.method == "POST" and form.is_valid():
        try:
            link_actions.make_link(community=community, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("The link is made. Copy it from the list."))
            return redirect("invitations", slug=slug)
    return _page(request, community, "invitation_link_form", {"form": form})


@signed_in
@require_POST
def revoke_link(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Withdraw a link: one's own, or any for those who look after members."""
    community = communities.get_for(request.user, slug, content=True)
    link = get_object_or_404(queries.links(request.user, community), pk=pk)
    link_actions.revoke_link(link=link, by=request.user)
    messages.success(request, _("The link lets nobody in any more."))
    own = isinstance(link, InvitationLink) and link.is_personal and link.owner_id == request.user.pk
    return redirect("invite_colleague" if own else "invitations", slug=slug)


@signed_in
def guest_access(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Move a guest's last day, or end the access today."""
    community = _community(request, slug)
    guest = get_object_or_404(queries.guests(community), pk=pk)
    form = AccessForm(
        request.POST if "until" in request.POST else None, initial={"until": guest.access_until}
    )
    try:
        if "end" in request.POST:
            membership_actions.remove(membership=guest, by=request.user)
            messages.success(request, _("The access of %(name)s has ended.") % {"name": guest.user.name})
            return redirect("invitations", slug=slug)
        if request.method == "POST" and form.is_valid():
            guest_actions.change_access(membership=guest, by=request.user, until=form.cleaned_data["until"])
            messages.success(request, _("Saved. The guest is told a week before."))
            return redirect("invitations", slug=slug)
    except ValidationError as refusal:
        form.add_error(None, refusal) if form.is_bound else messages.error(request, refusal.messages[0])
    return _page(request, community, "guest_access", {"guest": guest, "form": form})
