"""Keys that make a form's post happen once."""

import secrets
from typing import Any


def new_key() -> str:
    return secrets.token_urlsafe(18)


def is_spent(refusal: Any) -> bool:
    """Whether the form was sent before with other words: with a new key these are another post."""
    return getattr(refusal, "code", "") == "again"


def renew_key(form: Any, refusal: Any) -> None:
    """Give a form that was sent before with other words a new key; all that was typed stays."""
    if is_spent(refusal):
        form.data = form.data.copy()
        form.data["key"] = new_key()
