"""Names of articles as the DOI system gives them. Their form is checked; nothing is fetched."""

from __future__ import annotations

import re
from urllib.parse import quote, unquote

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

DOI = re.compile(r"10\.\d{4,9}(\.\d+)*/[^\s\"<>\\{}|^`]{1,150}")
BEFORE = re.compile(r"(?i)^(https?://)?((dx|www)\.)?doi\.org/|^doi:\s*")


def bare_doi(words: str) -> str:
    """The name alone, whatever address or word it was given with."""
    words = "".join(words.split())
    bare = BEFORE.sub("", words)
    return (unquote(bare) if bare != words else bare).rstrip(".,;")


def check_doi(words: str) -> None:
    if not DOI.fullmatch(bare_doi(words)):
        raise ValidationError(
            _("This is no DOI: it begins with 10., then a number, a stroke and a name, as in 10.1000/182.")
        )


def doi_address(doi: str) -> str:
    return f"https://doi.org/{quote(doi, safe='/:;()')}"
