"""Pages of the library: the lists, and a resource with what one can do about it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from communities.permissions.passings import check_looks_after
from communities.queries import communities
from communities.views.shared import community_context
from cop_portal.foundation.paging import key_set_page
from cop_portal.foundation.permissions import can
from cop_portal.foundation.policies import public, signed_in
from cop_portal.foundation.subjects import note_subject
from discussions.permissions import is_inside
from knowledge_base.actions import resources as actions
from knowledge_base.actions import retirements
from knowledge_base.actions.searches import note_failed
from knowledge_base.forms.resources import FindForm
from knowledge_base.models import ResourcePage
from knowledge_base.permissions import (
    WHO_PASS_RESOURCES,
    check_curate,
    check_react_to_resource,
    check_review_resource,
    check_submit_resource,
    kinds_in,
)
from knowledge_base.queries import passings, resources
from knowledge_base.queries.resources import get_to_read
from knowledge_base.queries.stories import proof_of
from knowledge_base.views.inventory import about_resource
from knowledge_base.views.life import life_context
from knowledge_base.views.shared import sharing_context

ORDER = ("-first_published_at", "-pk")


@public
def library(request: HttpRequest) -> HttpResponse:
    """All resources that this reader may read."""
    form = FindForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    rows = resources.library(request.user, kind=asked.get("kind", ""), words=asked.get("q", ""))
    page = key_set_page(rows, request.GET, order=ORDER)
    if _found_nothing(request, asked, page):
        note_failed(words=asked["q"], by=request.user)
    homes = {row.community_id for row in page.rows}
    return render(
        request,
        "knowledge_base/library.html",
        {
            "page": page,
            "form": form,
            "asked": any(asked.values()),
            "place": "library",
            "open_homes": communities.readable_among(request.user, homes) if homes else homes,
        },
    )


def _found_nothing(request: HttpRequest, asked: dict[str, Any], page: Any) -> bool:
    """Words that no resource of the list has, whatever its kind; not while they are typed."""
    return bool(asked.get("q")) and not asked.get("kind") and not page.rows and not request.htmx  # type: ignore[attr-defined]


@public
def community_library(request: HttpRequest, slug: str) -> HttpResponse:
    """What one community keeps."""
    community = communities.get_for(request.user, slug, content=True, module="library")
    note_subject(request, "library", community_id=community.pk)
    form = FindForm(request.GET, kinds=kinds_in(community))
    asked = form.cleaned_data if form.is_valid() else {}
    rows = resources.library(
        request.user, community=community, kind=asked.get("kind", ""), words=asked.get("q", "")
    )
    page = key_set_page(rows, request.GET, order=ORDER)
    first = not (any(asked.values()) or "after" in request.GET or "before" in request.GET)
    if _found_nothing(request, asked, page):
        note_failed(words=asked["q"], by=request.user, community=community)
    return render(
        request,
        "knowledge_base/community_library.html",
        {
            **community_context(request, community, tab="library", inner="resources"),
            "page": page,
            "form": form,
            "asked": any(asked.values()),
            "passed": passings.list_of(request.user, community) if first else [],
            "may_take_back": can(check_looks_after, request.user, community, *WHO_PASS_RESOURCES),
            "may_submit": can(check_submit_resource, request.user, community),
            "may_curate": can(check_curate, request.user, community),
        },
    )


def resource_context(request: HttpRequest, resource: ResourcePage) -> dict[str, Any]:
    """What the page of a resource shows; the page itself is served by Wagtail."""
    user, community = request.user, resource.community
    note_subject(request, "resource", community_id=community.pk, object_id=resource.pk)
    signed = user.is_authenticated
    credits = resources.credits_of(resource)
    inside = is_inside(user, community)
    return {
        **community_context(request, community, tab="library"),
        "place": "library",
        "resource": resource,
        "instead": resources.stands_instead(user, resource.instead_id),
        "credits": credits,
        **sharing_context(user, resource, credits),
        # Names of those who look after it and of those who use it, and what it came from, stay inside.
        "inside": inside,
        **about_resource(request, resource),
        "may_react": signed
        and resource.live
        and not resource.is_retired
        and can(check_react_to_resource, user, resource),
        "may_review": signed and can(check_review_resource, user, resource),
        "may_curate": signed and can(check_curate, user, community),
        "may_pass": passings.may_pass_resource(user, resource),
        "proof": proof_of(user, resource),
        **life_context(request, resource),
    }


def draft_context(request: HttpRequest, resource: ResourcePage) -> dict[str, Any]:
    """What Wagtail's preview shows of a draft; nobody is counted as its reader."""
    return {
        **community_context(request, resource.community, tab="library"),
        "place": "library",
        "resource": resource,
        "credits": list(resource.credits.all()),  # type: ignore[attr-defined]
    }


@signed_in
@require_POST
def act(request: HttpRequest, pk: int) -> HttpResponse:
    """Useful, confirmed, retired: one button each."""
    resource = get_to_read(request.user, pk)
    step = request.POST.get("step", "")
    if step == "useful":
        actions.mark_useful(resource=resource, by=request.user)
        messages.success(request, _("Noted. It helps others to find it."))
    elif step == "confirm":
        actions.confirm_review(resource=resource, by=request.user)
        messages.success(request, _("Confirmed. You are asked again at the next review."))
    elif step == "retire":
        try:
            actions.retire(resource=resource, by=request.user, reason=request.POST.get("reason", ""))
        except ValidationError as refusal:
            messages.error(request, refusal.messages[0])
        else:
            messages.success(request, _("Retired. It stays readable at its address, with the reason."))
            return redirect("community_library", resource.community.slug)
    elif step == "back":
        retirements.reinstate(resource=resource, by=request.user)
        messages.success(request, _("It is in the library again."))
    else:
        raise Http404
    return redirect(resource.url)
