"""Tokens that open something to whoever holds them."""

from __future__ import annotations

import re
from typing import Any

from cop_portal.foundation.tokens import LENGTH, fresh_nonce, hash_of, token_of


def test_a_token_follows_from_its_nonce_its_purpose_and_the_secret(settings: Any) -> None:
    nonce = fresh_nonce()
    token = token_of("invitation", nonce)

    assert token == token_of("invitation", nonce)
    assert re.fullmatch(rf"[a-z2-7]{{{LENGTH}}}", token)
    others = {token_of("reply", nonce), token_of("invitation", fresh_nonce())}
    settings.SECRET_KEY = "another secret of the portal"
    others.add(token_of("invitation", nonce))
    assert token not in others
    assert len(others) == 3


def test_what_the_database_keeps_opens_nothing() -> None:
    nonce = fresh_nonce()
    token = token_of("invitation", nonce)

    assert token not in (nonce, hash_of(token))
    assert hash_of(token) != hash_of(hash_of(token))
