"""System checks of our own: what would be dangerous to start with."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import Error, Tags, register


@register(Tags.security, deploy=True)
def check_production(app_configs: Any, **kwargs: Any) -> list[Error]:
    """Nothing of a development machine may be left on in production."""
    found = []
    if settings.DEMO_ALLOWED:
        found.append(Error("Demo accounts are allowed outside development.", id="portal.E001"))
    if settings.MAIL_TRUSTED_AUTHSERV == "*":
        found.append(
            Error("MAIL_TRUSTED_AUTHSERV believes every sender. Name your mail relay.", id="portal.E002")
        )
    if settings.PORTAL_URL.startswith("http://"):
        found.append(Error("PORTAL_URL must begin with https:// in production.", id="portal.E003"))
    return found
