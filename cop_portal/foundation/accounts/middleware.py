"""Language and time zone of the reader."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers

from cop_portal.foundation.accounts.models import zone_of


def language_of(request: HttpRequest) -> str:
    """The language for this reader: the profile's, else the one chosen, the browser's, the portal's.

    The profile goes first: on a machine that several people use, the cookie is somebody else's.
    """
    if settings.SESSION_COOKIE_NAME in request.COOKIES:
        kept = getattr(request.user, "language", "")
        if kept in settings.OFFERED_LANGUAGES:
            return kept
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    if chosen in settings.OFFERED_LANGUAGES:
        return chosen
    if request.headers.get("Accept-Language"):
        wanted = translation.get_language_from_request(request)
        if wanted in settings.OFFERED_LANGUAGES:
            return wanted
    return settings.LANGUAGE_CODE


class PreferencesMiddleware:
    """Switches to the reader's language and time zone for the length of one request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = language_of(request)
        translation.activate(language)
        request.LANGUAGE_CODE = language  # type: ignore[attr-defined]
        zone = settings.TIME_ZONE
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            zone = getattr(request.user, "time_zone", zone)
        timezone.activate(zone_of(zone))
        try:
            response = self.get_response(request)
        finally:
            timezone.deactivate()
        response.headers.setdefault("Content-Language", language)
        patch_vary_headers(response, ("Accept-Language", "Cookie"))
        return response
