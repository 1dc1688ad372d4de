"""The four scores of a resource in words: what each was made from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from cop_portal.foundation.ui import times
from cop_portal.foundation.ui.commas import listed
from knowledge_base.formulas import LEAST_VOTES, UNKNOWN, pips
from knowledge_base.models import ResourcePage, ResourceScore

MOST_WORDS = 5
# An inventory of ten thousands of rows says the same again and again: what a language makes of the same figures is
# kept. `language` is there for that alone.
_kept = lru_cache(maxsize=8_000)
PIPS = 5


@dataclass(frozen=True)
class Said:
    """One score: its name, 0 to 100 or nothing, five marks, and why."""

    key: str
    label: str
    value: int
    reason: str

    @property
    def is_known(self) -> bool:
        return self.value != UNKNOWN

    @property
    def marks(self) -> list[bool]:
        on = pips(self.value)
        return [number < on for number in range(PIPS)]

    @property
    def in_words(self) -> str:
        if not self.is_known:
            return _("not known yet")
        return _("%(number)s of 5") % {"number": pips(self.value)}


def said(resource: ResourcePage, score: ResourceScore, *, inside: bool = True) -> list[Said]:
    """inside: whether the reader may read the community, whose words the focus is."""
    fresh, relevant, useful, used = _labels(get_language())
    return [
        Said("freshness", fresh, score.freshness, freshness(resource, score)),
        Said("relevance", relevant, score.relevance, relevance(score, inside=inside)),
        Said("usefulness", useful, score.usefulness, usefulness(score)),
        Said("use", used, score.use, use(score)),
    ]


@_kept
def _labels(language: str | None) -> tuple[str, str, str, str]:
    return _("Freshness"), _("Relevance"), _("Usefulness"), _("Use")


def freshness(resource: ResourcePage, score: ResourceScore) -> str:
    days, language = None, get_language()
    if resource.confirmed_at is not None:
        days = max((timezone.localdate() - resource.confirmed_at.date()).days, 0)
    parts = [_age(language, days, resource.review_months)]
    if resource.changed_at and resource.confirmed_at:
        parts.append(_("Changed since, on %(day)s.") % {"day": times.day_text(resource.changed_at)})
    parts.append(_lacking(language, score.owned, score.substituted))
    return " ".join(filter(None, parts))


@_kept
def _age(language: str | None, days: int | None, months: int) -> str:
    if days is None:
        return _("Nobody has confirmed it yet.")
    confirmed = (
        ngettext("Confirmed %(count)s day ago.", "Confirmed %(count)s days ago.", days) % {"count": days}
        if days
        else _("Confirmed today.")
    )
    asked = ngettext(
        "It is asked about every %(count)s month.", "It is asked about every %(count)s months.", months
    ) % {"count": months}
    return f"{confirmed} {asked}"


@_kept
def _lacking(language: str | None, owned: bool, substituted: bool) -> str:
    if not owned:
        return _("Nobody owns it at present.")
    return "" if substituted else _("Its owner has no substitute.")


def relevance(score: ResourceScore, *, inside: bool = True) -> str:
    return _named(get_language(), tuple(score.named), score.focus_size, inside)


@_kept
def _named(language: str | None, named: tuple[str, ...], size: int, inside: bool) -> str:
    if not size:
        return _("The community has not yet said what it is about.")
    text = ngettext(
        "Names %(count)s of the %(size)s words that stand for the community’s purpose, goals and subjects",
        "Names %(count)s of the %(size)s words that stand for the community’s purpose, goals and subjects",
        len(named),
    ) % {"count": len(named), "size": size}
    if not named or not inside:
        return f"{text}."
    return f"{text}: {listed(named[:MOST_WORDS])}."


def usefulness(score: ResourceScore) -> str:
    return _found(get_language(), score.useful, score.useful + score.not_useful)


@_kept
def _found(language: str | None, useful: int, votes: int) -> str:
    if votes < LEAST_VOTES:
        return _("Fewer than five readers have said so far whether it was useful.")
    return ngettext(
        "%(useful)s of %(count)s reader found it useful.",
        "%(useful)s of %(count)s readers found it useful.",
        votes,
    ) % {"useful": useful, "count": votes}


def use(score: ResourceScore) -> str:
    """Within a year."""
    return _used(get_language(), score.views, score.downloads, score.citations, score.reuses)


@_kept
def _used(language: str | None, views: int, downloads: int, citations: int, reuses: int) -> str:
    counts = (views, downloads, citations, reuses)
    parts = [
        ngettext("read once", "read %(count)s times", views),
        ngettext("taken as a file once", "taken as a file %(count)s times", downloads),
        ngettext("linked to once", "linked to %(count)s times", citations),
        ngettext("used in one place", "used in %(count)s places", reuses),
    ]
    words = [part % {"count": count} for part, count in zip(parts, counts, strict=True) if count]
    if not words:
        return _("Within a year nobody read it or told of using it.")
    return _("Within a year: %(what)s.") % {"what": listed(words)}
