"""The Content-Security-Policy: strict on the portal's pages, wider where Django and Wagtail edit."""

from __future__ import annotations

from collections.abc import Callable

from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest, HttpResponse

# Wagtail's editor draws with style attributes and previews pictures it holds in memory.
ADMIN = {
    "style-src": ["'self'", "'unsafe-inline'"],
    "img-src": ["'self'", "data:", "blob:"],
    "frame-src": ["'self'"],
}
# Its page editor still starts its date fields and its lists of people by scripts in the page.
EDITOR = {**ADMIN, "script-src": ["'self'", "'unsafe-inline'"]}
HEADER = "Content-Security-Policy"


class ContentSecurityMiddleware:
    """django-csp's policy, built once: without nonces it is the same for every answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.strict = build_policy()
        players = [f"https://{host}" for host in settings.VIDEO_HOSTS]
        editor = {**EDITOR, "frame-src": [*ADMIN["frame-src"], *players]}
        self.wider = {
            "/admin/": build_policy(replace=ADMIN),
            "/cms/": build_policy(replace=editor),
            # Films play in a resource's page, and nowhere else.
            "/library/": build_policy(replace={"frame-src": players or ["'none'"]}),
        }

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        path = request.path_info
        wider = next((policy for prefix, policy in self.wider.items() if path.startswith(prefix)), None)
        response.headers.setdefault(HEADER, wider or self.strict)
        return response
