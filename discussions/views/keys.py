"""Keys that make a form's post happen once."""

import secrets


def new_key() -> str:
    return secrets.token_urlsafe(18)
