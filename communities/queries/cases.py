"""Reading cases: one's own, those one decides about, and communities like the one proposed."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchRank, SearchVector, TrigramWordSimilarity
from django.db.models import F, Func, Q, QuerySet, TextField, Value
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from communities.desk import Waiting
from communities.enums import CaseState
from communities.models import Case, Community, Membership
from cop_portal.foundation.text import fold

MOST = 30


def get_case_for(user: Any, pk: int) -> Case:
    """Raises Http404 where the person may not see it."""
    case = (
        Case.objects.visible_to(user).select_related("author", "sponsor", "community").filter(pk=pk).first()
    )
    if case is None:
        raise Http404
    return case


def is_decided_so(user: Any, case: Case, *, approved: bool) -> bool:
    """Whether what stands is this person's own decision, and this one: a button was pressed twice."""
    state = CaseState.APPROVED if approved else CaseState.RETURNED
    last = case.decisions.last()
    return Case.objects.filter(pk=case.pk, state=state).exists() and bool(last and last.by == user)


def own_cases(user: Any) -> QuerySet[Case]:
    return Case.objects.visible_to(user).filter(author=user).exclude(state=CaseState.WITHDRAWN)


def cases_to_decide(user: Any) -> QuerySet[Case]:
    """Those that wait for this person's decision, oldest first."""
    rows = Case.objects.visible_to(user).waiting().select_related("author")
    if not user.is_superuser:
        rows = rows.filter(sponsor=user).exclude(author=user)
    return rows.order_by("submitted_at", "pk")


def similar(user: Any, text: str, *, limit: int = 5) -> list[Community]:
    """Communities this person may know of whose name, purpose or subjects are like this text, most alike first.

    Names are compared by their letters, so that a slip of the pen does not hide one; purposes, and what
    their experts are asked about, by their words.
    """
    wanted = fold(text).strip()[:300]
    words = " or ".join(dict.fromkeys(word for word in wanted.split() if len(word) > 3)) or wanted
    if len(wanted) < 3:
        return []
    query = SearchQuery(words, config="simple", search_type="websearch")
    return list(
        Community.objects.visible_to(user)
        .alive()
        .annotate(
            alike=TrigramWordSimilarity(wanted[:100], "folded_name"), rank=SearchRank(F("search"), query)
        )
        .filter(Q(alike__gte=0.4) | Q(search=query) | Q(pk__in=_with_subjects(user, query)))
        .order_by((F("alike") + F("rank")).desc(), "-member_count", "pk")[:limit]
    )


def _with_subjects(user: Any, query: SearchQuery) -> QuerySet[Any]:
    """Communities with an expert for such a subject, where this person may read who they are."""
    subjects = Func(F("subjects"), Value(" "), function="array_to_string", output_field=TextField())
    rows = (
        Membership.objects.active()
        .exclude(subjects=[])
        .annotate(said=SearchVector(subjects, config="simple"))
    )
    return rows.filter(said=query, community__in=Community.objects.readable_by(user)).values("community")


def waiting_cases(user: Any) -> list[Waiting]:
    """Cases to decide about, and one's own that came back."""
    returned = Case.objects.filter(author=user, state=CaseState.RETURNED).order_by("updated_at")[:MOST]
    return [
        Waiting(
            key=f"case:{case.pk}:{case.submitted_at:%Y%m%d%H%M}",
            sentence=_("%(name)s proposes a community: “%(title)s”.")
            % {"name": case.author.name, "title": case.name},
            action=_("Read and decide"),
            url=case.get_absolute_url(),
            since=case.submitted_at,
            reason=_("Energy for a new community does not keep."),
        )
        for case in cases_to_decide(user)[:MOST]
        if case.submitted_at
    ] + [
        Waiting(
            key=f"returned:{case.pk}:{case.updated_at:%Y%m%d%H%M}",
            sentence=_("Your case “%(title)s” came back with a comment.") % {"title": case.name},
            action=_("Read it and go on"),
            url=reverse("case", args=[case.pk]),
            since=case.updated_at,
            reason=_("The comment says what is missing."),
        )
        for case in returned
    ]
