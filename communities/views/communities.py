"""Pages of communities: the list, the page about one, its identity."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from communities.actions import communities as actions
from communities.enums import MODULE_TEMPLATES, Capability, Module, Role, Stage
from communities.forms.communities import DirectoryForm, JoiningForm, ModulesForm
from communities.permissions import (
    can_edit_identity,
    can_open_profiles,
    can_read,
    can_see_members,
    check_capability,
    check_write_to_holders,
)
from communities.permissions.cases import check_propose_community
from communities.queries import charters, communities, memberships, technical
from communities.views.shared import community_context
from cop_portal.foundation.paging import key_set_page
from cop_portal.foundation.permissions import can
from cop_portal.foundation.policies import public, signed_in


@public
def community_list(request: HttpRequest) -> HttpResponse:
    """All communities this reader may know of, with filters."""
    form = DirectoryForm(request.GET)
    form.is_valid()
    asked = getattr(form, "cleaned_data", {})
    rows = communities.directory(
        request.user,
        words=asked.get("q", ""),
        stage=asked.get("stage", ""),
        level=asked.get("level", ""),
    )
    if request.user.is_authenticated:  # names of people are never public
        rows = communities.with_coordinators(rows)
    page = key_set_page(rows, request.GET, order=("folded_name", "pk"))
    return render(
        request,
        "communities/community_list.html",
        {
            "page": page,
            "form": form,
            "place": "communities",
            "asked": any(asked.values()),
            "may_propose": can(check_propose_community, request.user),
        },
    )


@public
def about(request: HttpRequest, slug: str) -> HttpResponse:
    """What a community is: purpose, objectives, roles, stage and its history, charter."""
    community = communities.get_for(request.user, slug)
    holders = communities.role_holders(community) if request.user.is_authenticated else []
    return render(
        request,
        "communities/about.html",
        {
            **community_context(request, community, tab="about", inner="what"),
            "may_write": can(check_write_to_holders, request.user, community),
            "parent": communities.part_of(request.user, community),
            "holders": holders,
            "opens_profiles": can_open_profiles(request.user, community),
            "vacant": communities.vacant_roles(community),
            "history": communities.stage_history(community),
            "terms": memberships.role_history(community) if can_see_members(request.user, community) else [],
            "may_edit_identity": can_edit_identity(request.user, community),
            "charter": charters.current(community),
            "ways": technical.ways(community) if can_read(request.user, community) else [],
            "roles": Role,
            "stages": Stage,
        },
    )


@signed_in
def edit_modules(request: HttpRequest, slug: str) -> HttpResponse:
    """Switch modules on and off, one by one or by a template; choose how one joins."""
    community = communities.get_for(request.user, slug)
    check_capability(request.user, community, Capability.EDIT_IDENTITY)
    used = [module for module in Module.values if module not in community.modules_off]
    joining = JoiningForm(
        request.POST if "joining" in request.POST else None, initial={"join_policy": community.join_policy}
    )
    if joining.is_bound and joining.is_valid():
        try:
            actions.choose_joining(community=community, by=request.user, **joining.cleaned_data)
        except ValidationError as refusal:
            joining.add_error("join_policy", refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("community_modules", slug=slug)
    asks_modules = request.method == "POST" and not joining.is_bound
    form = ModulesForm(request.POST if asks_modules else None, initial={"modules": used})
    template = MODULE_TEMPLATES.get(request.POST.get("template", ""))
    if asks_modules and (template or form.is_valid()):
        off = [str(module) for module in template[1]] if template else form.off()
        actions.switch_modules(community=community, by=request.user, off=off)
        messages.success(request, _("Saved. Members see it from now on."))
        return redirect("community_modules", slug=slug)
    return render(
        request,
        "communities/modules_form.html",
        {
            **community_context(request, community, tab="about", inner="what"),
            "form": form,
            "joining": joining,
            "templates": MODULE_TEMPLATES,
        },
    )
