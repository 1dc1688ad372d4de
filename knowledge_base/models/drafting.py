"""A draft as the editor shows it before it is published: its words, and nothing that one could do about it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from knowledge_base.models.trees import CommunityLibraryPage


class Drafted:
    """How a resource looks in Wagtail's preview, also one that is not saved yet."""

    # Put together by the view, which registers itself here (apps.py).
    draft_context: Callable[[HttpRequest, Any], dict[str, Any]] = staticmethod(lambda request, page: {})

    def belong(self) -> None:
        """The kind is that of its type, the community that of the tree in which it stands."""
        page: Any = self
        if page.own_kind:
            page.kind = page.own_kind
        if page.community_id is None and page.path:
            above = CommunityLibraryPage.objects.get(path=page.path[: -page.steplen])
            page.community_id = above.community_id

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        self.belong()
        answer: HttpResponse = super().serve_preview(request, mode_name)  # type: ignore[misc]
        return answer

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        return "knowledge_base/resource_draft.html"

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        return {"page": self, "self": self, "request": request, **self.draft_context(request, self)}
