"""Where the links of invitations lead, and the page on which a member invites colleagues."""

from __future__ import annotations

from typing import Any

import segno
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from communities.actions import invitations as actions
from communities.actions import links as link_actions
from communities.forms.memberships import JoinForm
from communities.permissions import (
    check_accept_invitation,
    check_come_through,
    check_have_link,
    check_join,
    may_be_told_of,
)
from communities.queries import communities, memberships
from communities.queries import invitations as queries
from communities.views.shared import community_context
from cop_portal.foundation.permissions import Denied, can
from cop_portal.foundation.policies import public, signed_in


@public
@never_cache
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """What a letter leads to: where one is asked to, what one will see; yes or no, and no is as easy."""
    found = queries.by_token(token)
    community = found.community
    over = _refusal(actions.check_open, found)
    mine = can(check_accept_invitation, request.user, found)
    form = JoinForm(request.POST if "accept" in request.POST else None)
    if request.method == "POST" and "decline" in request.POST:
        actions.decline(invitation=found, by=request.user)
        messages.success(request, _("Thank you for the answer. Who invited you is told."))
        return redirect("invitation", token=token)
    if request.method == "POST" and form.is_valid():
        try:
            actions.accept(invitation=found, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            over = refusal.messages[0]
        else:
            messages.success(request, _("Welcome. You are a member of %(name)s.") % {"name": community.name})
            return redirect(community)
    return render(
        request,
        "communities/invitation.html",
        {
            "invitation": found,
            "community": community,
            "accent": community.accent,
            "over": over,
            "mine": mine,
            "outside": actions.is_outside(found.address, found.user),
            "has_account": actions.account_of(found.address) is not None,
            "form": form,
            "here": request.path,
        },
    )


def _refusal(check: Any, *what: Any) -> str:
    """The sentence with which something is refused; empty if it is not."""
    try:
        check(*what)
    except ValidationError as refusal:
        return str(refusal.messages[0])
    except Denied as refusal:
        return refusal.sentence
    return ""


@public
@never_cache
def invited_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """What an invitation link leads to: colleagues join here; others are told to sign in first."""
    link = queries.link_by_token(token)
    community = link.community
    known = request.user.is_authenticated
    over = _refusal(check_come_through, request.user, link) if known else ""
    form = JoinForm(request.POST or None)
    if request.method == "POST" and known and form.is_valid():
        try:
            membership = link_actions.come_through(link=link, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            over = refusal.messages[0]
        else:
            messages.success(
                request,
                _("Welcome. You are a member of %(name)s.") % {"name": community.name}
                if membership.is_active
                else _("Your request reached those who welcome members. You get a letter with their answer."),
            )
            return redirect(community)
    return render(
        request,
        "communities/invited_by_link.html",
        {
            "link": link,
            "community": community,
            "told": may_be_told_of(request.user, link),
            "accent": community.accent,
            "over": over,
            "known": known,
            "at_once": known and (not link.is_personal or can(check_join, request.user, community)),
            "form": form,
            "here": request.path,
        },
    )


@signed_in
def invite_colleague(request: HttpRequest, slug: str) -> HttpResponse:
    """A member's own link, words to send with it, and whom it brought."""
    community = communities.get_for(request.user, slug, content=True)
    check_have_link(request.user, community)
    if request.method == "POST":
        link_actions.personal_link(community=community, by=request.user)
        return redirect("invite_colleague", slug=slug)
    link = queries.own_link(request.user, community)
    return render(
        request,
        "communities/invite_colleague.html",
        {
            **community_context(request, community, tab="people", inner="invite"),
            "link": link,
            "url": link_actions.link_url(link) if link else "",
        },
    )


@signed_in
def poster(request: HttpRequest, slug: str) -> HttpResponse:
    """A sheet to print and pin up: what the community is for, and the member's link as a code."""
    community = communities.get_for(request.user, slug, content=True)
    check_have_link(request.user, community)
    link = queries.own_link(request.user, community)
    if link is None:
        return redirect("invite_colleague", slug=slug)
    url = link_actions.link_url(link)
    code = segno.make(url, micro=False).svg_inline(scale=4, svgclass="code", lineclass=None, omitsize=True)
    return render(
        request,
        "communities/poster.html",
        {
            "community": community,
            "accent": community.accent,
            "url": url,
            "code": SafeString(code),
            "answerer": memberships.answerer(community),
        },
    )
