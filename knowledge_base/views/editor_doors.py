"""Doors of Wagtail's editor that would name pages of other communities."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import resolve
from wagtail.models import Page
from wagtail.permissions import policy_registry

from cop_portal.foundation.policies import signed_in
from knowledge_base.models import ResourcePage


@signed_in
def page_by_number(request: HttpRequest, pk: int, rest: str = "") -> HttpResponse:
    """Wagtail's own view, for pages that this person works on or may read."""
    own = policy_registry.get_by_type(Page).explorable_instances(request.user)
    readable = ResourcePage.objects.visible_to(request.user)
    if not own.filter(pk=pk).exists() and not readable.filter(pk=pk).exists():
        raise Http404
    found = resolve(request.path_info.removeprefix("/cms"), urlconf="wagtail.admin.urls")
    answer: HttpResponse = found.func(request, *found.args, **found.kwargs)
    return answer
