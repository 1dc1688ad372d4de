"""Pages of roles: who holds which and what it may do, calls, choices, terms, the core group."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from communities.actions import roles as actions
from communities.enums import Capability
from communities.forms.roles import (
    CallForm,
    ChooseForm,
    ConnectionForm,
    ExtendForm,
    OwnRoleForm,
)
from communities.models import Community, OwnRole, RoleCall
from communities.permissions import (
    check_capability,
    check_give_roles,
    check_keep_connections,
    check_see_members,
    check_set_subjects,
    check_volunteer,
    check_write_to_holders,
)
from communities.queries import communities, memberships, roles
from communities.views.shared import community_context
from cop_portal.foundation.permissions import can
from cop_portal.foundation.policies import signed_in
from cop_portal.foundation.text import as_number


def _for_callers(request: HttpRequest, slug: str) -> Community:
    """The community, for those who define its roles and call for people to take them."""
    community = communities.get_for(request.user, slug)
    check_capability(request.user, community, Capability.CALL_FOR_ROLES)
    return community


@signed_in
def role_list(request: HttpRequest, slug: str) -> HttpResponse:
    """The four roles and the community's own: who holds them, what they may do, what is asked for."""
    community = communities.get_for(request.user, slug, content=True)
    check_see_members(request.user, community)
    found = roles.roles_of(community)
    for term in (term for view in found for term in view.terms):
        vars(term)["may_change"] = can(check_give_roles, request.user, community, term.role)
        vars(term)["may_name"] = term.expert is not None and can(
            check_set_subjects, request.user, term.expert.membership
        )
    return render(
        request,
        "communities/role_list.html",
        {
            **community_context(request, community, tab="people", inner="roles"),
            "roles": found,
            "core": roles.core_group(community),
            "decided": roles.decided_calls(community),
            "past": [term for term in memberships.role_history(community)[:60] if term.ended_at],
            "may_call": can(check_capability, request.user, community, Capability.CALL_FOR_ROLES),
            "may_volunteer": can(check_volunteer, request.user, community),
            "may_connect": can(check_keep_connections, request.user, community),
            "may_write": can(check_write_to_holders, request.user, community),
        },
    )


@signed_in
def define_role(request: HttpRequest, slug: str) -> HttpResponse:
    """A role beside the four."""
    community = _for_callers(request, slug)
    form = OwnRoleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            role = actions.define_role(community=community, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error("name", refusal)
        else:
            messages.success(request, _("The role stands. Now ask members who would take it."))
            return redirect(f"{reverse('role_call', args=[slug])}?role=own-{role.pk}")
    return _form_page(request, community, form, _("A role of your own"), _("Define the role"))


@signed_in
def open_call(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask members who would take a role."""
    community = _for_callers(request, slug)
    initial = {"which": request.GET.get("role", "")}
    form = CallForm(request.POST or None, community=community, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.open_call(community=community, by=request.user, **form.asked())
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("The call is open. Members are told."))
            return redirect("community_roles", slug=slug)
    return _form_page(request, community, form, _("Call for a role"), _("Open the call"))


@signed_in
@require_POST
def volunteer(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Say that one would do it, or take that back."""
    community = communities.get_for(request.user, slug, content=True)
    call = get_object_or_404(RoleCall.objects.visible_to(request.user), pk=pk, community=community)
    try:
        if "back" in request.POST:
            actions.step_back(call=call, by=request.user)
            messages.success(request, _("Your offer is taken back."))
        else:
            actions.volunteer(call=call, by=request.user, words=request.POST.get("words", "")[:500])
            messages.success(
                request, _("Thank you. The coordinator sees your offer, and you hear when it is decided.")
            )
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    return redirect("community_roles", slug=slug)


@signed_in
def choose(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Choose among the volunteers and announce it; or withdraw the call."""
    community = _for_callers(request, slug)
    call = get_object_or_404(
        RoleCall.objects.visible_to(request.user).select_related("own_role", "community"),
        pk=pk,
        community=community,
    )
    if request.method == "POST" and "withdraw" in request.POST:
        actions.withdraw_call(call=call, by=request.user)
        messages.success(request, _("The call is withdrawn."))
        return redirect("community_roles", slug=slug)
    form = ChooseForm(request.POST or None, call=call)
    if request.method == "POST" and form.is_valid():
        try:
            actions.choose(call=call, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("Announced. Members are told, and the role is theirs from now on."))
            return redirect("community_roles", slug=slug)
    return render(
        request,
        "communities/role_choose.html",
        {
            **community_context(request, community, tab="people", inner="roles"),
            "call": call,
            "form": form,
            "volunteers": call.volunteers.select_related("user"),
        },
    )


@signed_in
@require_POST
def change_term(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Prolong a term, or end it with a hand-over note."""
    community = communities.get_for(request.user, slug, content=True)
    term = get_object_or_404(
        community.role_terms.select_related("user", "community", "own_role"), pk=pk, ended_at=None
    )
    try:
        if "end" in request.POST:
            actions.end_term(
                term=term, by=request.user, handover_note=request.POST.get("handover_note", "")[:4000]
            )
            messages.success(request, _("The term has ended."))
        else:
            form = ExtendForm(request.POST)
            if form.is_valid():
                actions.extend_term(term=term, by=request.user, **form.cleaned_data)
                messages.success(request, _("The term of %(name)s is changed.") % {"name": term.user.name})
            else:
                messages.error(request, _("That is no date. Write it as year-month-day."))
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    return redirect("community_roles", slug=slug)


@signed_in
@require_POST
def give_up_role(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The community no longer needs a role of its own."""
    community = _for_callers(request, slug)
    own_role = get_object_or_404(OwnRole, pk=pk, community=community, retired_at=None)
    try:
        actions.give_up_role(own_role=own_role, by=request.user)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    else:
        messages.success(request, _("The role is given up. Its history stays."))
    return redirect("community_roles", slug=slug)


@signed_in
def connections(request: HttpRequest, slug: str) -> HttpResponse:
    """A connector's own list: whom to bring in or to link, ticked off when done."""
    community = communities.get_for(request.user, slug, content=True)
    check_keep_connections(request.user, community)
    form = ConnectionForm(request.POST if "add" in request.POST else None)
    if request.method == "POST":
        if "add" in request.POST and form.is_valid():
            actions.note_connection(community=community, by=request.user, **form.cleaned_data)
            return redirect("connections", slug=slug)
        if "add" not in request.POST:
            pk = as_number(request.POST.get("done") or request.POST.get("drop"))
            row = get_object_or_404(community.connections.filter(connector=request.user), pk=pk)
            verb = actions.tick_connection if "done" in request.POST else actions.drop_connection
            verb(connection=row, by=request.user)
            return redirect("connections", slug=slug)
    return render(
        request,
        "communities/connection_list.html",
        {
            **community_context(request, community, tab="people", inner="roles"),
            "form": form,
            "connections": roles.own_connections(request.user, community)[:200],
        },
    )


def _form_page(
    request: HttpRequest, community: Community, form: object, title: str, action: str
) -> HttpResponse:
    return render(
        request,
        "communities/role_form.html",
        {
            **community_context(request, community, tab="people", inner="roles"),
            "form": form,
            "title": title,
            "action": action,
        },
    )
