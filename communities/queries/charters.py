"""Reading charters."""

from __future__ import annotations

import difflib
import re
from typing import Any

from django.db.models import Count, QuerySet
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from communities.models import CharterAgreement, CharterDraft, CharterVersion, Community


def current(community: Community) -> CharterVersion | None:
    return community.charter_versions.select_related("published_by").first()


def versions(community: Community) -> QuerySet[Any]:
    return community.charter_versions.annotate(agreed=Count("agreements")).order_by("-number")


def agreement(user: Any, community: Community) -> CharterAgreement | None:
    """The last version this person agreed to."""
    if not user.is_authenticated:
        return None
    return (
        CharterAgreement.objects.filter(user=user, version__community=community)
        .select_related("version")
        .order_by("-version__number")
        .first()
    )


def agreements(version: CharterVersion) -> QuerySet[CharterAgreement]:
    return version.agreements.select_related("user").order_by("at")


def draft_of(community: Community) -> CharterDraft:
    """The draft in preparation; it starts from the version in force."""
    latest = current(community)
    start = {name: getattr(latest, name) for name in CharterDraft.SECTIONS} if latest else {}
    draft, _new = CharterDraft.objects.get_or_create(community=community, defaults=start)
    return draft


def changes(old: CharterVersion, new: CharterVersion) -> list[tuple[str, SafeString]]:
    """Section by section, what changed word by word, as HTML with ins and del."""
    result = []
    for name in CharterDraft.SECTIONS:
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            result.append((str(_title(name)), marked(before, after)))
    return result


def _title(section: str) -> Any:
    field: Any = CharterDraft._meta.get_field(section)
    return field.verbose_name


def marked(before: str, after: str) -> SafeString:
    """The difference of two texts word by word.

    Frequent words (of long texts) are no anchors of the comparison: without that, a text of one
    word repeated takes minutes.
    """
    a, b = re.findall(r"\s+|\S+", before), re.findall(r"\s+|\S+", after)
    pieces = []
    for kind, i1, i2, j1, j2 in difflib.SequenceMatcher(None, a, b, autojunk=True).get_opcodes():
        if kind == "equal":
            pieces.append(format_html("{}", "".join(a[i1:i2])))
        if kind in ("delete", "replace"):
            pieces.append(format_html("<del>{}</del>", "".join(a[i1:i2])))
        if kind in ("insert", "replace"):
            pieces.append(format_html("<ins>{}</ins>", "".join(b[j1:j2])))
    return format_html_join("", "{}", ((piece,) for piece in pieces))
