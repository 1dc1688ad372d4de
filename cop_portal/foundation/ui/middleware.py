"""The Content-Security-Policy: strict on the portal's pages, wider where Django and Wagtail edit."""

from __future__ import annotations

from collections.abc import Callable

from csp.utils import build_policy
from django.http import HttpRequest, HttpResponse

EDITING = ("/cms/", "/admin/")
# Wagtail's editor draws with style attributes and previews pictures it holds in memory.
WIDER = {
    "style-src": ["'self'", "'unsafe-inline'"],
    "img-src": ["'self'", "data:", "blob:"],
    "frame-src": ["'self'"],
}
HEADER = "Content-Security-Policy"


class ContentSecurityMiddleware:
    """django-csp's policy, built once: without nonces it is the same for every answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.strict = build_policy()
        self.wider = build_policy(replace=WIDER)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        wide = request.path_info.startswith(EDITING)
        response.headers.setdefault(HEADER, self.wider if wide else self.strict)
        return response
