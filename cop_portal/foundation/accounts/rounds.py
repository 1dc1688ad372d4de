"""What signs in changed: sessions that were opened before it end, but for the one in which it was done."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest

from cop_portal.foundation.accounts import actions
from cop_portal.foundation.accounts.models import User


def begin_round_elsewhere(sender: Any, request: HttpRequest | None, user: User, **_more: Any) -> None:
    """After a new address, a second factor that came or went, and new recovery codes.

    A password does it by its own hash.
    The session in which it was done goes on under another id.
    """
    actions.begin_round(user=user)
    if request is not None and request.user == user:
        update_session_auth_hash(request, user)
