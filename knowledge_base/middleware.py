"""One gate before all addresses of Wagtail's administration: what lies next door is not there.

Wagtail itself refuses what a person may not do; some of its pages name things all the same (bulk actions, choosers,
reports, topics). Here every page, picture or file that an address or a form names is asked about first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import render

from knowledge_base.models import LibraryDocument, LibraryImage
from knowledge_base.queries import editors

EDITOR = "/cms/"
PAGE_KWARGS = ("page_id", "parent_page_id", "page_to_move_id", "page_pk")
# In a query or a form: pages to work on, and pages to choose from all that may be read.
PAGE_FIELDS = ("childOf", "child_of", "descendant_of", "parent_page_id", "page_to_move")
CHOICE_FIELDS = ("chooser", "new_parent_page", "parent_page")
# Wagtail's own interface lists the files of all collections, and its workflows name all communities.
CLOSED = ("api/main/images/", "api/main/documents/", "workflows/")
FILES: dict[str, Any] = {"image": LibraryImage, "document": LibraryDocument}


class EditorGateMiddleware:
    """Asks before the view; an administrator passes."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        user = request.user
        if not request.path.startswith(EDITOR) or not user.is_authenticated or user.is_superuser:
            return None
        name = request.resolver_match.url_name or "" if request.resolver_match else ""
        if name.startswith("wagtailadmin_tag_") and user.has_perm("wagtailadmin.access_admin"):
            begin = request.GET.get("term", "").strip()
            return JsonResponse(editors.known_tags(user, begin) if begin else [], safe=False)
        try:
            self._ask(request, kwargs)
        except Http404:
            return render(request, "wagtailadmin/404.html", status=404)
        return None

    def _ask(self, request: HttpRequest, kwargs: dict[str, Any]) -> None:
        user, path = request.user, request.path.removeprefix(EDITOR)
        choosing = path.startswith("choose-page/")
        pages = [int(kwargs[key]) for key in PAGE_KWARGS if key in kwargs]
        if path.startswith(("pages/", "api/main/pages/")) and "pk" in kwargs:
            pages.append(int(kwargs["pk"]))
        chosen = [int(kwargs["destination_id"])] if "destination_id" in kwargs else []
        for asked in (request.GET, request.POST):
            pages += _numbers(asked, PAGE_FIELDS)
            chosen += _numbers(asked, CHOICE_FIELDS)
        ids = list(_numbers(request.GET, ("id",)))
        if path.startswith(("bulk/wagtailcore/", "bulk/knowledge_base/resource")):
            pages += ids
        elif choosing:
            chosen, pages, ids = [*chosen, *pages, *ids], [], []
        if (
            path.startswith(CLOSED)
            or not editors.may_work_on(user, pages)
            or not editors.may_choose(user, chosen)
        ):
            raise Http404
        if request.method == "POST" and path.startswith("pages/"):
            named = editors.named_in_form(request.POST)
            if named and not editors.may_name(user, named, kwargs.get("page_id")):
                raise Http404
        for noun, model in FILES.items():
            if not editors.may_have_files(user, model, _files(noun, path, kwargs, ids, request)):
                raise Http404


def _numbers(asked: QueryDict, keys: tuple[str, ...]) -> Iterator[int]:
    for key in keys:
        yield from (int(value) for value in asked.getlist(key) if value.isdecimal())


def _files(
    noun: str, path: str, kwargs: dict[str, Any], ids: list[int], request: HttpRequest
) -> Iterator[int]:
    """Ids of pictures or of files that this request names."""
    for key in (f"{noun}_id", "doc_id" if noun == "document" else ""):
        if key in kwargs:
            yield int(kwargs[key])
    if path.startswith((f"{noun}s/", f"api/main/{noun}s/")) and str(kwargs.get("pk", "")).isdecimal():
        yield int(kwargs["pk"])
    if path.startswith((f"{noun}s/", f"bulk/knowledge_base/library{noun}")):
        yield from ids
