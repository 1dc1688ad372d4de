"""The curators' own doors in Wagtail: the queue, merging, retiring, tagging, the inventory."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.admin.widgets import Button

from communities.enums import Capability
from cop_portal.foundation.permissions import can
from knowledge_base.models import ResourcePage
from knowledge_base.permissions import check_curate
from knowledge_base.views import guide, inventories, merges, queue, retirements
from knowledge_base.views.bulk import OwnerBulkAction, TagBulkAction

hooks.register("register_bulk_action", TagBulkAction)
hooks.register("register_bulk_action", OwnerBulkAction)
hooks.register("register_bulk_action", merges.MergeBulkAction)


@hooks.register("register_admin_urls")
def own_addresses() -> list[Any]:
    return [
        path("curation/", queue.queue, name="curation_queue"),
        path("curation/guide/", guide.guide, name="curation_guide"),
        path("curation/act/<slug:key>/<slug:name>/<int:pk>/", queue.act, name="curation_act"),
        path("curation/retire/<int:pk>/", retirements.retire, name="curation_retire"),
        path("curation/merge/<int:pk>/", merges.choose, name="curation_merge_with"),
        path("curation/merge/<int:pk>/<int:other>/", merges.merge, name="curation_merge"),
        path("curation/inventory/<slug:slug>/import/", inventories.import_view, name="inventory_import"),
        path("curation/inventory/<slug:slug>/progress/", inventories.progress, name="inventory_progress"),
        path("curation/inventory/<slug:slug>/template.csv", inventories.template, name="inventory_template"),
        path("curation/inventory/<slug:slug>/export.<str:kind>", inventories.export, name="inventory_export"),
    ]


class QueueItem(MenuItem):
    """In the menu of those who have a queue."""

    def is_shown(self, request: HttpRequest) -> bool:
        return queue.works_here(request.user)


@hooks.register("register_admin_menu_item")
def in_the_menu() -> MenuItem:
    return QueueItem(_("Queue"), reverse("curation_queue"), name="curation", icon_name="list-ul", order=50)


def _buttons(page: Any, user: Any) -> Iterator[Button]:
    """What a curator does with one published resource."""
    page = page.specific
    if not isinstance(page, ResourcePage) or not page.live or not can(check_curate, user, page.community):
        return
    yield Button(_("Retire"), reverse("curation_retire", args=[page.pk]), icon_name="logout", priority=60)
    yield Button(
        _("Merge"), reverse("curation_merge_with", args=[page.pk]), icon_name="resubmit", priority=61
    )


@hooks.register("register_page_listing_more_buttons")
def in_the_list(page: Any, user: Any, next_url: str | None = None) -> Iterator[Button]:
    yield from _buttons(page, user)


@hooks.register("register_page_header_buttons")
def above_the_page(
    page: Any, user: Any, next_url: str | None = None, view_name: str = ""
) -> Iterator[Button]:
    yield from _buttons(page, user)


class GuidePanel(Component):
    """On the editor's first page, for those who have a queue: the way there, and what one does here."""

    order = 40

    def render_html(self, parent_context: Any = None) -> SafeString:
        request = parent_context["request"]
        own = queue.own_communities(request.user, Capability.REVIEW_RESOURCES)
        context = {**guide.guide_context(request.user, own), "at_home": True}
        return SafeString(render_to_string("wagtailadmin/curation/home.html", context, request=request))


@hooks.register("construct_homepage_panels")
def first_visit(request: HttpRequest, panels: list[Any]) -> None:
    if queue.works_here(request.user):
        panels.append(GuidePanel())
