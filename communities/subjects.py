"""Subjects: what an expert is asked about and what a question is about. Compared folded, kept as typed."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.utils.translation import ngettext

from cop_portal.foundation.text import fold, one_line

LONGEST = 60  # characters of one subject


def key_of(subject: str) -> str:
    """What two spellings of one subject have in common: no case, no accents, one space."""
    return " ".join(fold(subject).split())


def clean_subjects(subjects: Iterable[str], *, most: int) -> list[str]:
    """Each once, in the order and the spelling they came. Raises ValidationError where there are too many."""
    found: dict[str, str] = {}
    for subject in subjects:
        name = one_line(subject)[:LONGEST].strip()
        if key_of(name):
            found.setdefault(key_of(name), name)
    if len(found) > most:
        raise ValidationError(
            ngettext("Name %(most)s subject at the most.", "Name %(most)s subjects at the most.", most)
            % {"most": most}
        )
    return list(found.values())
