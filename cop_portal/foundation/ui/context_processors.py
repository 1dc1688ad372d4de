"""What every template may name."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language, get_language_bidi, gettext


def portal(request: HttpRequest) -> dict[str, Any]:
    return {
        "portal_name": gettext(settings.PORTAL_NAME),
        "portal_accent": settings.PORTAL_ACCENT,
        "language": get_language(),
        "direction": "rtl" if get_language_bidi() else "ltr",
        "development": settings.DEMO_ALLOWED,
    }
