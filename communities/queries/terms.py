"""Reading terms of reference."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from communities.evidence import Evidence
from communities.models import Case, Community, TermsDraft, TermsVersion
from communities.queries.charters import marked
from cop_portal.foundation.ui import times
from cop_portal.foundation.ui.commas import listed


def current(community: Community) -> TermsVersion | None:
    return community.terms_versions.select_related("published_by").first()


def versions(community: Community) -> QuerySet[TermsVersion]:
    return community.terms_versions.select_related("published_by")


def draft_of(community: Community) -> TermsDraft:
    """The draft; it starts from the version in force, else from the case that was approved."""
    latest = current(community)
    if latest:
        start = {name: getattr(latest, name) for name in TermsDraft.SECTIONS}
    else:
        start = _from_case(community)
    draft, _new = TermsDraft.objects.get_or_create(community=community, defaults=start)
    return draft


def _from_case(community: Community) -> dict[str, str]:
    case = Case.objects.filter(community=community).prefetch_related().first()
    if case is None:
        return {"needs": community.purpose, "results": community.objectives}
    people = listed(f"{role.label}: {person.name}" for role, person in case.people_named)
    return {
        "needs": f"{case.practice}\n\n{case.why_now}".strip(),
        "results": case.objectives,
        "structure": people,
    }


def changes(old: TermsVersion, new: TermsVersion) -> list[tuple[str, SafeString]]:
    """Question by question, what changed word by word, as HTML with ins and del."""
    fields: Any = {field.name: field for field in TermsDraft._meta.get_fields()}
    return [
        (str(fields[name].verbose_name), marked(getattr(old, name), getattr(new, name)))
        for name in TermsDraft.SECTIONS
        if getattr(old, name) != getattr(new, name)
    ]


def terms_published(community: Community) -> Evidence:
    latest = current(community)
    if latest is None:
        return Evidence(False, _("No version is published."))
    return Evidence(
        True,
        _("Version %(number)s of %(day)s.")
        % {"number": latest.number, "day": times.day_text(latest.published_at.date())},
    )
