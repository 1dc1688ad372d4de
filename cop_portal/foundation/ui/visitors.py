"""Pages for visitors who are not signed in, kept for a moment.

A public page is the same for every visitor of one language: nothing on it depends on a cookie. It is
kept in this process for two seconds at most, so that a link that goes round costs one page in two seconds.
What was kept before something was done is not shown after it: what is taken back is gone at once. Nobody who is
signed in ever gets a kept page.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from cop_portal.foundation.caching import last_act

KEPT_SECONDS = 2
MOST_PAGES = 200
HARMLESS = {settings.LANGUAGE_COOKIE_NAME}
NOT_KEPT = (
    "/accounts/",
    "/cms/",
    "/admin/",
    "/health/",
    "/stop/",
    "/development/",
    "/my/",
    "/invitations/",
    "/invite/",
    "/calendar/",
    "/certificates/",
)


class VisitorPagesMiddleware:
    """Answers a visitor from what it kept a moment ago."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.pages: OrderedDict[tuple[str, ...], tuple[float, HttpResponse, object]] = OrderedDict()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if (
            request.method != "GET"
            or not HARMLESS.issuperset(request.COOKIES)
            or request.path_info.startswith(NOT_KEPT)
        ):
            return self.get_response(request)
        key = (
            request.get_full_path(),
            request.LANGUAGE_CODE,  # type: ignore[attr-defined]
            request.headers.get("HX-Request", ""),
            request.get_host(),
            str(last_act()),  # asked before the page is made: what is done meanwhile makes it an old one
        )
        kept = self.pages.get(key)
        if kept is not None and time.monotonic() - kept[0] < KEPT_SECONDS:
            request.page_subject = kept[2]  # type: ignore[attr-defined]
            return _copy(kept[1])
        response = self.get_response(request)
        # A page with a form's token in it belongs to the one who asked.
        if self._may_keep(response) and "CSRF_COOKIE" not in request.META:
            self.pages[key] = (time.monotonic(), _copy(response), getattr(request, "page_subject", None))
            self.pages.move_to_end(key)
            while len(self.pages) > MOST_PAGES:
                self.pages.popitem(last=False)
        return response

    @staticmethod
    def _may_keep(response: HttpResponse) -> bool:
        return (
            response.status_code == 200
            and not response.streaming
            and not response.cookies
            and response.headers.get("Content-Type", "").startswith("text/html")
            and "no-store" not in response.headers.get("Cache-Control", "")
        )


def _copy(response: HttpResponse) -> HttpResponse:
    """An answer of its own, so that what is added to one does not stand in the next."""
    copy = HttpResponse(response.content, status=response.status_code)
    copy.headers._store = dict(response.headers._store)
    return copy
