"""Who adopted a resource: telling it, adding what came of it, reading all of them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from communities.views.shared import community_context
from cop_portal.foundation.paging import key_set_page
from cop_portal.foundation.permissions import can
from cop_portal.foundation.policies import public, signed_in
from discussions.permissions import is_inside
from knowledge_base.actions import reuses as actions
from knowledge_base.forms.reuses import ReuseForm
from knowledge_base.models import ResourcePage
from knowledge_base.permissions import check_change_reuse, check_react_to_resource
from knowledge_base.queries import reuses
from knowledge_base.queries.resources import get_to_read


def _page(request: HttpRequest, template: str, resource: ResourcePage, **more: Any) -> HttpResponse:
    context = community_context(request, resource.community, tab="library")
    inside = is_inside(request.user, resource.community)
    return render(
        request, template, {**context, "resource": resource, "inside": inside, "place": "library", **more}
    )


@signed_in
def tell(request: HttpRequest, pk: int) -> HttpResponse:
    """'We use this too', filled in as far as the portal knows; or the answer that one does not."""
    resource = get_to_read(request.user, pk)
    check_react_to_resource(request.user, resource)
    if request.method == "POST" and "not_used" in request.POST:
        actions.say_not_used(resource=resource, by=request.user)
        messages.success(request, _("Thank you. You are not asked again."))
        return redirect(resource.url)
    form = ReuseForm(request.POST or None, initial=reuses.own_place(request.user))
    if request.method == "POST" and form.is_valid():
        try:
            told = actions.note(resource=resource, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error("where", refusal)
        else:
            messages.success(request, _("Noted. Whoever reads this sees that it works elsewhere too."))
            return redirect(f"{resource.url}#adopted-{told.pk}")
    asked = reuses.is_asked(request.user, resource)
    return _page(request, "knowledge_base/reuse_form.html", resource, form=form, asked=asked)


@public
def reuse_list(request: HttpRequest, pk: int) -> HttpResponse:
    """All who adopted it."""
    resource = get_to_read(request.user, pk)
    rows = reuses.of_resource(request.user, resource)
    return _page(
        request,
        "knowledge_base/reuse_list.html",
        resource,
        page=key_set_page(rows, request.GET, order=("-at", "-pk"), size=20),
        may_react=request.user.is_authenticated and can(check_react_to_resource, request.user, resource),
    )


@public
def reuse(request: HttpRequest, pk: int, reuse_pk: int) -> HttpResponse:
    """One adoption, at an address that stays."""
    resource = get_to_read(request.user, pk)
    one = reuses.get_for(request.user, resource, reuse_pk)
    may_change = request.user.is_authenticated and can(check_change_reuse, request.user, one)
    return _page(request, "knowledge_base/reuse_detail.html", resource, one=one, may_change=may_change)


@signed_in
def change(request: HttpRequest, pk: int, reuse_pk: int) -> HttpResponse:
    """Say it better, add what came of it, or take it back."""
    resource = get_to_read(request.user, pk)
    one = reuses.get_for(request.user, resource, reuse_pk)
    check_change_reuse(request.user, one)
    if request.method == "POST" and "withdraw" in request.POST:
        actions.withdraw(reuse=one, by=request.user)
        messages.success(request, _("Taken back."))
        return redirect(resource.url)
    fields = ("where", "country", "changed", "result")
    form = ReuseForm(request.POST or None, initial={name: getattr(one, name) for name in fields})
    if request.method == "POST" and form.is_valid():
        try:
            actions.change(reuse=one, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error("where", refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect(one)
    return _page(request, "knowledge_base/reuse_form.html", resource, form=form, one=one)
