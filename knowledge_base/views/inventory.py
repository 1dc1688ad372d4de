"""The inventory of a community, and what readers say about one resource."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from communities.permissions import can_read
from communities.queries import communities
from communities.views.shared import community_context
from cop_portal.foundation import spreadsheets
from cop_portal.foundation.accounts.models import User
from cop_portal.foundation.paging import Page, key_set_page
from cop_portal.foundation.policies import public, signed_in
from cop_portal.foundation.subjects import note_subject
from knowledge_base.actions import ratings
from knowledge_base.actions import resources as actions
from knowledge_base.forms.inventory import ConfirmForm, NarrowForm
from knowledge_base.models import ResourcePage
from knowledge_base.permissions import check_see_inventory, kinds_in
from knowledge_base.queries import inventory as queries
from knowledge_base.queries import reasons, resources
from knowledge_base.queries.resources import get_to_read


def _asked(request: HttpRequest, community: Any) -> tuple[NarrowForm, Any, str]:
    """The form, the rows that are asked for, and by what they are sorted."""
    form = NarrowForm(request.GET, kinds=kinds_in(community))
    asked = form.cleaned_data if form.is_valid() else {}
    rows = queries.inventory(
        request.user,
        community,
        words=asked.get("q", ""),
        kind=asked.get("kind", ""),
        state=asked.get("state", ""),
    )
    return form, rows, request.GET.get("sort", queries.USUAL)


@public
def inventory(request: HttpRequest, slug: str) -> HttpResponse:
    """All that a community keeps, with scores: what needs care stands first."""
    community = communities.get_for(request.user, slug, content=True, module="library")
    check_see_inventory(request.user, community)
    note_subject(request, "inventory", community_id=community.pk)
    form, rows, sort = _asked(request, community)
    page = key_set_page(rows, request.GET, order=queries.order_of(sort))
    return render(
        request,
        "knowledge_base/inventory.html",
        {
            **community_context(request, community, tab="library", inner="inventory"),
            "page": Page([(row, reasons.said(row, row.score)) for row in page.rows], _named(page.links)),
            "form": form,
            "columns": _columns(request, sort),
            "sort": sort,
            "query": request.GET.urlencode(),
            "asked": any(form.cleaned_data.values()) if form.is_valid() else False,
        },
    )


@public
def export(request: HttpRequest, slug: str, kind: str) -> HttpResponseBase:
    """The whole table as it is shown: sorted and narrowed the same way."""
    community = communities.get_for(request.user, slug, content=True, module="library")
    check_see_inventory(request.user, community)
    if kind not in spreadsheets.FORMATS:
        raise Http404
    _form, rows, sort = _asked(request, community)
    table = spreadsheets.worked_out(queries.table(queries.whole(rows, sort)))
    return spreadsheets.stream(f"inventory-{community.slug}", kind, [*map(str, queries.HEADING)], table)


def _named(links: list[Any]) -> list[Any]:
    """Rows that are sorted by a score are neither newer nor older."""
    for link in links:
        link.label = _("Previous") if link.rel == "prev" else _("Next")
    return links


def _columns(request: HttpRequest, sort: str) -> list[dict[str, Any]]:
    """The sortable headings: a link that sorts by it, and again the other way round."""
    labels = {
        "title": _("Resource"),
        "freshness": _("Freshness"),
        "relevance": _("Relevance"),
        "usefulness": _("Usefulness"),
        "use": _("Use"),
    }
    found = []
    for key, label in labels.items():
        query = request.GET.copy()
        for name in ("before", "after"):
            query.pop(name, None)
        current = sort.removeprefix("-") == key
        query["sort"] = f"-{key}" if current and not sort.startswith("-") else key
        direction = ("descending" if sort.startswith("-") else "ascending") if current else ""
        found.append({"key": key, "label": label, "url": f"?{query.urlencode()}", "direction": direction})
    return found


def about_resource(request: HttpRequest, resource: ResourcePage) -> dict[str, Any]:
    """Scores, trust and ratings for the page of a resource."""
    bring_people(resource)
    score = queries.score_of(resource)
    inside = can_read(request.user, resource.community)
    return {
        "score": score,
        "scores": reasons.said(resource, score, inside=inside) if score else [],
        "confirmations": queries.confirmations_of(resource),
        "rating": resources.rating_of(request.user, resource),
        "confirm_form": ConfirmForm(),
    }


def bring_people(resource: ResourcePage) -> None:
    """Owner, substitute and who confirmed it last, in one statement."""
    names = ("owner", "substitute", "confirmed_by")
    ids = {getattr(resource, f"{name}_id") for name in names} - {None}
    found = User.objects.in_bulk(ids) if ids else {}
    for name in names:
        setattr(resource, name, found.get(getattr(resource, f"{name}_id")))


@signed_in
@require_POST
def rate(request: HttpRequest, pk: int) -> HttpResponse:
    """Useful to me, or not."""
    resource = get_to_read(request.user, pk)
    answer = request.POST.get("useful", "")
    if answer not in ("yes", "no"):
        raise Http404
    ratings.rate(resource=resource, by=request.user, useful=answer == "yes")
    messages.success(
        request,
        _("Noted. It helps others to find it.")
        if answer == "yes"
        else _("Noted. Your name is not shown; enough of these, and somebody is asked to better it."),
    )
    return redirect(resource.url)


@signed_in
@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """It still holds, by who answers for it or reviews."""
    resource = get_to_read(request.user, pk)
    form = ConfirmForm(request.POST)
    note = form.cleaned_data["note"] if form.is_valid() else form.data.get("note", "")[:300]
    actions.confirm_review(resource=resource, by=request.user, note=note)
    messages.success(request, _("Confirmed. You are asked again at the next review."))
    return redirect(resource.url)
