"""The inventory of a community: its resources with their scores, sorted and narrowed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy as pgettext

from communities.models import Community
from cop_portal.foundation.spreadsheets import batched
from knowledge_base.enums import Kind, Sharing
from knowledge_base.models import Confirmation, ResourcePage, ResourceScore
from knowledge_base.models.resources import trust_in_words
from knowledge_base.queries import reasons
from knowledge_base.queries.resources import library
from knowledge_base.queries.search import trust_q

# By what the table sorts: the key of the column and its field.
SORTS = {
    "title": "title",
    "freshness": "score__freshness",
    "relevance": "score__relevance",
    "usefulness": "score__usefulness",
    "use": "score__use",
}
USUAL = "freshness"
STATES = [
    ("", _("All")),
    ("due", _("Review is due")),
    ("unconfirmed", _("Never confirmed")),
    ("unowned", _("Nobody owns it")),
    ("mine", _("Mine to look after")),
    ("weak", _("Not found useful")),
    ("far", _("Far from what the community is about")),
    ("unused", _("Not used within a year")),
    ("little", _("Little used within a year")),
]
# So many rows of the whole table are read at once.
AT_ONCE = 500
WEAK = 40
# Names fewer than a fifth of the focus, by weight; fewer than ten weighed uses in a year (formulas.py).
FAR, LITTLE = 20, 34


def order_of(sort: str) -> tuple[str, str]:
    """The order for a column; with '-' the largest first. Unknown columns count as the usual one."""
    name = sort.removeprefix("-")
    field = SORTS.get(name, SORTS[USUAL])
    return (f"-{field}", "-pk") if sort.startswith("-") else (field, "pk")


def inventory(
    user: Any, community: Community, *, words: str = "", kind: str = "", state: str = ""
) -> QuerySet[ResourcePage]:
    """Published resources that this person may read, with their scores; not ordered."""
    rows = library(user, community=community, kind=kind, words=words).filter(score__isnull=False)
    if state == "due":
        rows = rows.filter(trust_q("due"))
    elif state == "unconfirmed":
        rows = rows.filter(confirmed_at=None)
    elif state == "unowned":
        rows = rows.filter(score__owned=False)
    elif state == "mine":
        rows = rows.filter(Q(owner=user.pk) | Q(substitute=user.pk))
    elif state == "weak":
        rows = rows.filter(score__usefulness__range=(0, WEAK - 1))
    elif state == "far":
        rows = rows.filter(score__relevance__range=(0, FAR - 1))
    elif state == "unused":
        rows = rows.filter(score__use=0)
    elif state == "little":
        rows = rows.filter(score__use__range=(1, LITTLE - 1))
    return rows.select_related("score", "owner", "substitute").defer("body", "search_vector")


# What the whole table tells of a resource, and no more: most of the work of a long one would be to make pages of it.
TOLD = (
    "title", "url_path", "kind", "language", "place", "sharing", "review_months", "confirmed_at", "changed_at",
    "next_review_on", "owner__name", "substitute__name", "confirmed_by__name",
)  # fmt: skip


def whole(rows: QuerySet[ResourcePage], sort: str) -> Iterator[tuple[Any, ResourceScore]]:
    """All rows in their order with their scores, however many: the order by their keys alone, and some rows at a time."""
    keys = list(rows.order_by(*order_of(sort)).values_list("pk", flat=True))
    told = rows.order_by().select_related(None).values_list("pk", *TOLD, named=True)
    for some in batched(keys, AT_ONCE):
        found = {row.pk: row for row in told.filter(pk__in=some)}
        scores = ResourceScore.objects.in_bulk(some)
        yield from ((found[pk], scores[pk]) for pk in some if pk in found and pk in scores)


HEADING = (
    _("Title"), _("Type"), _("Language"), _("Where"), _("Who may read this"), _("Owner"), _("Substitute"),
    _("Confirmed by"), _("Confirmed on"), _("Next review"), _("State"),
    _("Freshness"), _("Why"), _("Relevance"), _("Why"), _("Usefulness"), _("Why"), _("Use"), _("Why"),
    _("Views"), _("Downloads"), _("Links"), pgettext("of use", "Places"), _("Address"),
)  # fmt: skip


def table(rows: Iterable[tuple[Any, ResourceScore]]) -> Iterable[list[Any]]:
    """The rows as a spreadsheet shows them. Scores that are not known are empty."""
    kinds, languages, levels = (
        _words(choices) for choices in (Kind.choices, settings.LANGUAGES, Sharing.choices)
    )
    for row, score in rows:
        confirmed_by = row.confirmed_by__name or ""
        cells: list[Any] = [
            row.title,
            kinds[row.kind],
            languages.get(row.language, row.language),
            row.place,
            levels[row.sharing],
            (score.owned and row.owner__name) or "",
            (score.substituted and row.substitute__name) or "",
            confirmed_by,
            row.confirmed_at.date().isoformat() if row.confirmed_at else "",
            row.next_review_on.isoformat() if row.next_review_on else "",
            trust_in_words(row.next_review_on, row.changed_at, row.confirmed_at, partial(str, confirmed_by)),
        ]
        for said in reasons.said(row, score):
            cells += [said.value if said.is_known else "", said.reason]
        yield [*cells, score.views, score.downloads, score.citations, score.reuses, row.url_path]


def _words(choices: Iterable[tuple[Any, Any]]) -> dict[str, str]:
    """Each key of a closed list with its words in the language of the moment."""
    return {str(key): str(word) for key, word in choices}


def score_of(resource: ResourcePage) -> ResourceScore | None:
    """The scores of one resource; none in the moments after it was published."""
    return ResourceScore.objects.filter(resource=resource.pk).first()


def confirmations_of(resource: ResourcePage, *, most: int = 30) -> list[Confirmation]:
    """Who confirmed it when, the latest first."""
    rows = Confirmation.objects.filter(resource=resource.pk).select_related("by")
    return list(rows.order_by("-at", "-pk")[:most])
