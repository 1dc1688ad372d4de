"""Reading charters."""

from __future__ import annotations

import difflib
import re
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from communities.charter_templates import TEMPLATES
from communities.models import (
    CharterAgreement,
    CharterComment,
    CharterDraft,
    CharterVersion,
    Community,
    Membership,
)


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


def holds(agreed: CharterAgreement | None, latest: CharterVersion | None) -> bool:
    """Whether an agreement counts for the version in force: minor changes do not ask again."""
    return agreed is not None and latest is not None and agreed.version.number >= latest.asks_from


def _counting(version: CharterVersion) -> QuerySet[CharterAgreement]:
    return CharterAgreement.objects.filter(
        version__community=version.community_id,
        version__number__gte=version.asks_from,
        version__number__lte=version.number,
    )


def agreements(version: CharterVersion) -> QuerySet[CharterAgreement]:
    return version.agreements.select_related("user").order_by("at")


def agreed_count(version: CharterVersion) -> int:
    """Members of today whose agreement counts for this version."""
    return members_by_agreement(version, agreed=True).count()


def members_by_agreement(version: CharterVersion, *, agreed: bool) -> QuerySet[Membership]:
    """Members of today who agreed to what this version asks, or who have not."""
    said = Exists(_counting(version).filter(user=OuterRef("user")))
    return (
        Membership.objects.active()
        .filter(said if agreed else ~said, community=version.community_id)
        .select_related("user")
    )


def comments(draft: CharterDraft) -> QuerySet[CharterComment]:
    return draft.comments.select_related("by")


def shown_draft(community: Community) -> CharterDraft | None:
    """The draft, if members are asked for comments."""
    return CharterDraft.objects.filter(community=community).exclude(shown_at=None).first()


def draft_of(community: Community) -> CharterDraft:
    """The draft in preparation; it starts from the version in force."""
    latest = current(community)
    start = texts_of(latest) if latest else {}
    draft, _new = CharterDraft.objects.get_or_create(community=community, defaults=start)
    return draft


def texts_of(version: CharterVersion) -> dict[str, Any]:
    """All that a draft takes over from a version."""
    return {name: getattr(version, name) for name in CharterDraft.TAKEN_OVER}


def template_texts(template: str) -> dict[str, str]:
    """What a template says to the sections that it has, in the language of who asks."""
    texts = TEMPLATES[template]
    return {name: str(texts[name]) for name in CharterDraft.SECTIONS if name in texts}


def changes(old: CharterVersion, new: CharterVersion) -> list[tuple[str, SafeString]]:
    """Section by section, what changed word by word, as HTML with ins and del."""
    result = []
    for name in CharterDraft.SECTIONS:
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            result.append((str(_title(name)), marked(before, after)))
    earlier = {item["title"]: item["text"] for item in old.more}
    later = {item["title"]: item["text"] for item in new.more}
    for title in dict.fromkeys([*later, *earlier]):
        if earlier.get(title, "") != later.get(title, ""):
            result.append((title, marked(earlier.get(title, ""), later.get(title, ""))))
    if old.unnamed_questions != new.unnamed_questions:
        before, after = yes_or_no(old.unnamed_questions), yes_or_no(new.unnamed_questions)
        result.append((str(_title("unnamed_questions")), marked(before, after)))
    return result


def yes_or_no(answer: bool) -> str:
    return _("yes") if answer else _("no")


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
