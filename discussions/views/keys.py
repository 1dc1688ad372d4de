"""Keys that make a form's post happen once."""

import secrets
from typing import Any


def new_key() -> str:
    return secrets.token_urlsafe(18)


def key_of(user: Any, key: str) -> str:
    """Under which a post of this person's form is kept; none where the form had none."""
    return f"web:{user.pk}:{key[:36]}"[:64] if key else ""


def is_spent(refusal: Any) -> bool:
    """Whether the form was sent before with other words: with a new key these are another post."""
    return getattr(refusal, "code", "") == "again"


def renew_key(form: Any, refusal: Any) -> None:
    """Give a form that was sent before with other words a new key; all that was typed stays."""
    if is_spent(refusal):
        form.data = form.data.copy()
        form.data["key"] = new_key()
