"""Counts pages that people read. It sets no cookie, keeps no address, and asks no third party."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from metrics import capture

BOTS = re.compile(r"bot|crawl|spider|slurp|preview|monitor|curl|wget|python|headless|^$", re.I)


class PageViewMiddleware:
    """Notes the subject of each page that was shown to a reader (foundation/subjects.py)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        subject = getattr(request, "page_subject", None)
        if subject is not None and response.status_code == 200 and request.method == "GET":
            self._note(request, subject)
        return response

    @staticmethod
    def _note(request: HttpRequest, subject: tuple[int | None, str, int | None]) -> None:
        headers = request.headers
        browser = headers.get("User-Agent", "")
        purpose = headers.get("Sec-Purpose", "") or headers.get("Purpose", "")
        if "prefetch" in purpose or headers.get("HX-Request") or BOTS.search(browser):
            return
        user = request.user
        community_id, kind, object_id = subject
        capture.note(
            capture.Seen(
                timezone.now(),
                community_id,
                kind,
                object_id,
                user.pk if user.is_authenticated else None,
                request.META.get("REMOTE_ADDR", ""),
                browser,
            )
        )
