"""Pieces of a page: a template rendered once, then filled.

Most of what makes a page slow is asking the template engine for the same words again. A piece is an
ordinary template in which some values are holes; it is rendered once per language and set of
flags, kept as strings between the holes, and filled by joining. Values are escaped unless they are
marked safe. Holes may stand in the template as {{ name }} and nowhere else: no filter, no condition.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language, get_language_bidi, gettext

MARK = "\x00"


class Piece:
    """One rendered variant: strings with named holes between them."""

    __slots__ = ("names", "segments")

    def __init__(self, rendered: str) -> None:
        parts = rendered.split(MARK)
        self.segments = parts[0::2]
        self.names = parts[1::2]

    def fill(self, values: dict[str, Any]) -> SafeString:
        """The HTML with values in the holes. Raises KeyError when one is missing."""
        out = [self.segments[0]]
        for name, segment in zip(self.names, self.segments[1:], strict=True):
            value = values[name]
            out.append(value if value.__class__ is SafeString else escape(str(value)))
            out.append(segment)
        return SafeString("".join(out))  # every value was escaped or safe


_pieces: dict[tuple[str, str | None, tuple[str, ...]], Piece] = {}


def get(template: str, holes: Iterable[str], flags: Iterable[str] = ()) -> Piece:
    """The piece of a template in the present language with these flags set (all others are unset).

    A flag may be `name` (true in the template) or `name=value` (a string). Raises ValueError where a hole
    has the name of a flag, for it would be filled with nothing but that flag.
    """
    key = (template, get_language(), tuple(sorted(flags)))
    found = _pieces.get(key)
    if found is None or settings.DEBUG:
        context: dict[str, Any] = {
            "portal_name": gettext(settings.PORTAL_NAME),
            "language": key[1],
            "direction": "rtl" if get_language_bidi() else "ltr",
        }
        for flag in key[2]:
            name, equals, value = flag.partition("=")
            context[name] = value if equals else True
        for hole in holes:
            if hole in context:
                raise ValueError(f"{template}: {hole} is a flag and a hole")
            context[hole] = SafeString(f"{MARK}{hole}{MARK}")
        _pieces[key] = found = Piece(render_to_string(template, context))
    return found


def forget() -> None:
    """Drop all rendered pieces (tests that change settings)."""
    _pieces.clear()
