"""The four scores of a resource in words: what each was made from."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cop_portal.foundation.ui import times
from cop_portal.foundation.ui.commas import listed
from knowledge_base.formulas import LEAST_VOTES, UNKNOWN, pips
from knowledge_base.models import ResourcePage, ResourceScore

MOST_WORDS = 5
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
    return [
        Said("freshness", _("Freshness"), score.freshness, freshness(resource, score)),
        Said("relevance", _("Relevance"), score.relevance, relevance(score, inside=inside)),
        Said("usefulness", _("Usefulness"), score.usefulness, usefulness(score)),
        Said("use", _("Use"), score.use, use(score)),
    ]


def freshness(resource: ResourcePage, score: ResourceScore) -> str:
    parts = []
    if resource.confirmed_at is None:
        parts.append(_("Nobody has confirmed it yet."))
    else:
        days = max((timezone.localdate() - resource.confirmed_at.date()).days, 0)
        parts.append(
            ngettext("Confirmed %(count)s day ago.", "Confirmed %(count)s days ago.", days) % {"count": days}
            if days
            else _("Confirmed today.")
        )
        parts.append(
            ngettext(
                "It is asked about every %(count)s month.",
                "It is asked about every %(count)s months.",
                resource.review_months,
            )
            % {"count": resource.review_months}
        )
    if resource.changed_at and resource.confirmed_at:
        parts.append(_("Changed since, on %(day)s.") % {"day": times.day_text(resource.changed_at)})
    if not score.owned:
        parts.append(_("Nobody owns it at present."))
    elif not score.substituted:
        parts.append(_("Its owner has no substitute."))
    return " ".join(parts)


def relevance(score: ResourceScore, *, inside: bool = True) -> str:
    if not score.focus_size:
        return _("The community has not yet said what it is about.")
    text = ngettext(
        "Names %(count)s of the %(size)s words that stand for the community’s purpose, goals and subjects",
        "Names %(count)s of the %(size)s words that stand for the community’s purpose, goals and subjects",
        len(score.named),
    ) % {"count": len(score.named), "size": score.focus_size}
    if not score.named or not inside:
        return f"{text}."
    return f"{text}: {listed(score.named[:MOST_WORDS])}."


def usefulness(score: ResourceScore) -> str:
    votes = score.useful + score.not_useful
    if votes < LEAST_VOTES:
        return _("Fewer than five readers have said so far whether it was useful.")
    return ngettext(
        "%(useful)s of %(count)s reader found it useful.",
        "%(useful)s of %(count)s readers found it useful.",
        votes,
    ) % {"useful": score.useful, "count": votes}


def use(score: ResourceScore) -> str:
    """Within a year."""
    parts = [
        ngettext("read once", "read %(count)s times", score.views),
        ngettext("taken as a file once", "taken as a file %(count)s times", score.downloads),
        ngettext("linked to once", "linked to %(count)s times", score.citations),
        ngettext("used in one place", "used in %(count)s places", score.reuses),
    ]
    counts = (score.views, score.downloads, score.citations, score.reuses)
    words = [part % {"count": count} for part, count in zip(parts, counts, strict=True) if count]
    if not words:
        return _("Within a year nobody read it or told of using it.")
    return _("Within a year: %(what)s.") % {"what": listed(words)}
