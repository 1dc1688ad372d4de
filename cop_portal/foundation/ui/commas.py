"""Several things in one line, with the comma of the reader's script between them."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _


def comma() -> str:
    """', ' in the reader's script: an Arabic or a Chinese comma where one reads those."""
    return _(", ")


def listed(parts: Iterable[object]) -> str:
    """'Amina, Ben, Carlos'."""
    return comma().join(str(part) for part in parts)
