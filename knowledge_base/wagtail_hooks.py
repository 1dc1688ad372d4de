"""Where Wagtail's doors meet the library's gate, and how its editor looks."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.admin.ui.components import Component

from knowledge_base import sharing_hooks  # noqa: F401  (they register)
from knowledge_base.models import LibraryDocument, ResourcePage
from knowledge_base.permissions import check_read_resource
from knowledge_base.queries.curation import waiting_for_curator
from knowledge_base.queries.media import may_see_document


@hooks.register("before_serve_page")
def page_gate(page: Any, request: HttpRequest, serve_args: Any, serve_kwargs: Any) -> None:
    if isinstance(page, ResourcePage):
        check_read_resource(request.user, page)


@hooks.register("before_serve_document")
def document_gate(document: LibraryDocument, request: HttpRequest) -> None:
    if not may_see_document(request.user, document):
        raise Http404


@hooks.register("insert_global_admin_css")
def portal_colours() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("css/cms.css"))


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
