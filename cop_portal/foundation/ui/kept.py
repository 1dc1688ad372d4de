"""Tells the browser that the server has what was sent, so that its own copy may go.

A browser keeps what is typed until then (static/js/portal.js): a form that was sent over a line that
broke is shown again, whole.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from django.conf import settings
from django.contrib.messages import ERROR
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url

COOKIE = "kept"
FIELD = "kept_as"
_PLACE = re.compile(r"[\w:.-]{1,80}", re.ASCII)


class KeptMiddleware:
    """A form that names its copy (`kept_as`) and is answered with another page has arrived."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method == "POST" and response.status_code in (302, 303):
            place = request.POST.get(FIELD, "")
            if _PLACE.fullmatch(place) and _arrived(request, response):
                response.set_cookie(
                    COOKIE,
                    place,
                    max_age=3600,
                    secure=settings.SESSION_COOKIE_SECURE,
                    samesite="Lax",
                )
        return response


def _arrived(request: HttpRequest, response: HttpResponse) -> bool:
    """Not where the person must sign in first, nor where they are told of an error on the next page."""
    if response.headers["Location"].startswith(resolve_url(settings.LOGIN_URL)):
        return False
    storage = getattr(request, "_messages", None)
    return not any(said.level >= ERROR for said in getattr(storage, "_queued_messages", ()))
