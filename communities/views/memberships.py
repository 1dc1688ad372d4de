"""Pages of membership: people, joining, leaving, requests, roles."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from communities.actions import charters as charter_actions
from communities.actions import memberships as actions
from communities.actions import roles as role_actions
from communities.enums import Capability, JoinPolicy, MembershipState, Role
from communities.forms.invitations import DeclineForm
from communities.forms.memberships import JoinForm, RoleForm
from communities.forms.roles import CoreForm
from communities.models import Community, Membership
from communities.permissions import can_manage_members, check_capability, check_join, check_see_members
from communities.queries import charters, communities, directory, memberships, roles
from communities.views.shared import community_context
from cop_portal.foundation.paging import key_set_page
from cop_portal.foundation.permissions import can
from cop_portal.foundation.policies import signed_in
from cop_portal.foundation.text import as_number


@signed_in
def member_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Who belongs to the community, with what they bring and seek."""
    community = communities.get_for(request.user, slug, content=True)
    check_see_members(request.user, community)
    words, role = request.GET.get("q", "")[:100], request.GET.get("role", "")
    rows = memberships.members(community, words=words, role=role if role in Role.values else "")
    page = key_set_page(rows, request.GET, order=("user__folded_name", "pk"), size=30)
    mine = None if request.GET else memberships.own(request.user, community)
    return render(
        request,
        "communities/member_list.html",
        {
            **community_context(request, community, tab="people", inner="members"),
            "page": page,
            "words": words,
            "role": role,
            "roles": Role,
            "may_give": can(check_capability, request.user, community, Capability.GIVE_ROLES),
            "may_suspend": can_manage_members(request.user, community),
            "suggested": directory.suggested(mine) if mine and mine.is_active else [],
        },
    )


@signed_in
def join(request: HttpRequest, slug: str) -> HttpResponse:
    """Join, or ask to join, in one screen."""
    community = communities.get_for(request.user, slug)
    own = memberships.own(request.user, community)
    if own and own.is_active:
        return redirect(community)
    at_once = can(check_join, request.user, community)
    charter = charters.current(community)
    asked = bool(own and own.state == MembershipState.REQUESTED)
    said = {"brings": own.brings, "seeks": own.seeks} if own and asked else {}
    # Yes to letters is a choice: nothing is ticked before.
    form = JoinForm(request.POST or None, initial=said)
    if request.method == "POST" and form.is_valid():
        verb = actions.join if at_once else actions.request_membership
        verb(community=community, by=request.user, **form.cleaned_data)
        if at_once and charter and request.POST.get("agrees") == str(charter.number):
            charter_actions.agree(version=charter, by=request.user)
            messages.success(
                request,
                _("Welcome. You are a member of %(name)s and agreed to its charter.")
                % {"name": community.name},
            )
            return redirect(community)
        if at_once:
            messages.success(request, _("Welcome. You are a member of %(name)s.") % {"name": community.name})
            return redirect("charter" if charter else "community", slug=community.slug)
        messages.success(request, _asked_words(community))
        return redirect(community)
    return render(
        request,
        "communities/join_form.html",
        {
            **community_context(request, community, tab="overview"),
            "form": form,
            "at_once": at_once,
            "by_invitation": community.join_policy == JoinPolicy.INVITATION and not at_once,
            "asked": asked,
            "invited": own if own and own.state == MembershipState.INVITED else None,
            "answerer": memberships.answerer(community),
            "charter": charter,
        },
    )


def _asked_words(community: Community) -> str:
    """Whom a request reached, and what happens if nobody answers."""
    first = memberships.answerer(community)
    if first is None:
        return _("Your request reached those who welcome members. You get a letter with their answer.")
    return _(
        "Your request reached %(name)s. You get a letter with the answer; "
        "after three days others are asked to answer, too."
    ) % {"name": first.name}


@signed_in
def leave(request: HttpRequest, slug: str) -> HttpResponse:
    """Leave in two clicks: this page, its button. Pressed twice it says the same."""
    before = memberships.just_left(request.user, slug) if request.method == "POST" else None
    community = before.community if before else communities.get_for(request.user, slug)
    error = None
    if request.method == "POST":
        try:
            if before is None:
                actions.leave(community=community, by=request.user)
        except ValidationError as refusal:
            error = refusal.messages[0]
        else:
            messages.success(
                request,
                _("You left %(name)s. The letters stop today; you can come back at any time.")
                % {"name": community.name},
            )
            return redirect("communities")
    return render(
        request,
        "communities/leave.html",
        {**community_context(request, community, tab="overview"), "error": error},
    )


@signed_in
def answer_request(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Welcome somebody who asked, or decline with a few words."""
    community = communities.get_for(request.user, slug)
    check_capability(request.user, community, Capability.MANAGE_MEMBERS)
    membership = get_object_or_404(
        Membership.objects.select_related("user", "community"), pk=pk, community=community
    )
    form = DeclineForm(request.POST or None)
    welcomes = request.POST.get("verdict") == "welcome"
    if request.method != "POST" or not (welcomes or form.is_valid()):
        frame = community_context(request, community, tab="people", inner="members")
        return render(
            request, "communities/request_answer.html", {**frame, "asked": membership, "form": form}
        )
    name = {"name": membership.user.name}
    try:
        if welcomes:
            actions.welcome(membership=membership, by=request.user)
            messages.success(request, _("%(name)s is a member now and got a letter.") % name)
        else:
            actions.decline(membership=membership, by=request.user, answer=form.cleaned_data["answer"])
            messages.success(request, _("%(name)s got a letter that says so.") % name)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    return redirect("desk")


@signed_in
def edit_roles(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Give a member a role, or end one."""
    community = communities.get_for(request.user, slug)
    check_capability(request.user, community, Capability.GIVE_ROLES)
    membership = get_object_or_404(
        Membership.objects.active().select_related("user"), pk=pk, community=community
    )
    given = roles.given_by(request.user, community)
    form = RoleForm(request.POST if "give" in request.POST else None, roles=given)
    try:
        if "end" in request.POST:
            actions.end_role(
                community=community,
                user=membership.user,
                role=request.POST["end"],
                by=request.user,
                handover_note=request.POST.get("handover_note", "")[:4000],
            )
            messages.success(request, _("The term has ended."))
            if membership.user == request.user:  # who laid down the right to be here
                return redirect("community_roles", slug=slug)
            return redirect("member_roles", slug=slug, pk=pk)
        if "own" in request.POST:
            own_role = get_object_or_404(
                community.extra_roles.filter(retired_at=None), pk=as_number(request.POST["own"])
            )
            role_actions.appoint(own_role=own_role, user=membership.user, by=request.user)
            messages.success(request, _("%(name)s was told by letter.") % {"name": membership.user.name})
            return redirect("member_roles", slug=slug, pk=pk)
        if "core_group" in request.POST:
            core_form = CoreForm(request.POST)
            core_form.is_valid()
            role_actions.set_core(membership=membership, by=request.user, **core_form.cleaned_data)
            messages.success(request, _("Saved. Everybody sees who is in the core group."))
            return redirect("member_roles", slug=slug, pk=pk)
        if request.method == "POST" and form.is_valid():
            actions.give_role(community=community, user=membership.user, by=request.user, **form.cleaned_data)
            messages.success(request, _("%(name)s was told by letter.") % {"name": membership.user.name})
            return redirect("member_roles", slug=slug, pk=pk)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    return render(
        request,
        "communities/member_roles.html",
        {
            **community_context(request, community, tab="people", inner="members"),
            "member": membership,
            "form": form,
            "held": [Role(role) for role in membership.roles],
            "given": given,
            "may_call": can(check_capability, request.user, community, Capability.CALL_FOR_ROLES),
            "own_roles": community.extra_roles.filter(retired_at=None),
            "core_form": CoreForm(initial={"core": membership.is_core, "connector": membership.is_connector}),
        },
    )


@signed_in
@require_POST
def choose_newsletter(request: HttpRequest, slug: str) -> HttpResponse:
    """Say yes or no to the newsletter of a community."""
    community = communities.get_for(request.user, slug)
    wanted = request.POST.get("wanted") == "yes"
    actions.choose_newsletter(community=community, by=request.user, wanted=wanted)
    messages.success(
        request, _("You get the newsletter.") if wanted else _("You get no newsletter of this community.")
    )
    return redirect("newsletter_archive", slug=slug)
