"""Tokens that open something to whoever holds them: 130 bits that nobody can guess.

The database keeps a nonce and the token's hash; the token follows from the nonce and the portal's secret,
so that it can be written again into a letter, while a copy of the database alone opens nothing.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets

from django.conf import settings

LENGTH = 26


def fresh_nonce() -> str:
    return secrets.token_urlsafe(32)


def token_of(purpose: str, nonce: str) -> str:
    """Small letters and digits, so that it survives an address of mail."""
    digest = hmac.new(settings.SECRET_KEY.encode(), f"{purpose}:{nonce}".encode(), hashlib.sha256).digest()
    return base64.b32encode(digest).decode().lower()[:LENGTH]


def hash_of(token: str) -> str:
    """What the database knows a token by."""
    return hashlib.sha256(token.encode()).hexdigest()
