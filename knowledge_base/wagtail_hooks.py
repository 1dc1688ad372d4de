"""Where Wagtail's doors meet the library's gate, and how its editor looks."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.ui.components import Component

from cop_portal.foundation.subjects import note_subject
from knowledge_base import sharing_hooks  # noqa: F401  (they register)
from knowledge_base.models import LibraryDocument, ResourcePage
from knowledge_base.permissions import check_read_resource
from knowledge_base.queries.curation import waiting_for_curator
from knowledge_base.queries.editors import choosable
from knowledge_base.queries.media import may_see_document
from knowledge_base.queries.resources import stands_instead


@hooks.register("before_serve_page")
def page_gate(page: Any, request: HttpRequest, serve_args: Any, serve_kwargs: Any) -> HttpResponse | None:
    if not isinstance(page, ResourcePage):
        return None
    check_read_resource(request.user, page)
    leads_to = stands_instead(request.user, page.merged_into_id)
    if leads_to is None and request.path != page.url:  # it moved, or its address was changed
        leads_to = page
    return redirect(leads_to.url) if leads_to else None


@hooks.register("before_serve_document")
def document_gate(document: LibraryDocument, request: HttpRequest) -> None:
    if not may_see_document(request.user, document):
        raise Http404
    note_subject(request, "download", object_id=document.pk)


@hooks.register("insert_global_admin_css")
def portal_colours() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("css/cms.css"))


@hooks.register("before_edit_page")
def nothing_is_done_twice(request: HttpRequest, page: Any) -> HttpResponse | None:
    """Wagtail saves by itself what is in the form, also while its button is on the way: that one does the act."""
    acts = any(name.startswith("action-") for name in request.POST)
    if not acts or request.accepts("text/html"):
        return None
    said = {"success": False, "error_code": "on_its_way", "error_message": _("It is on its way.")}
    return JsonResponse(said, status=400)


class WaitingPanel(Component):
    """On the editor's first page: what waits for this person."""

    order = 50

    def render_html(self, parent_context: Any = None) -> SafeString:
        user = parent_context["request"].user
        return SafeString(
            render_to_string(
                "knowledge_base/partials/_waiting_panel.html", {"waiting": waiting_for_curator(user)}
            )
        )


@hooks.register("construct_homepage_panels")
def show_what_waits(request: HttpRequest, panels: list[Any]) -> None:
    panels.append(WaitingPanel())


@hooks.register("construct_page_chooser_queryset")
def only_what_they_may_read(pages: Any, request: HttpRequest) -> Any:
    """The chooser shows one's own trees, and what one may read in the library anyway."""
    return pages if request.user.is_superuser else pages.filter(choosable(request.user))
