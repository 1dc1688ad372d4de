"""The directory of people: colleagues, as far as the viewer may see them."""

from __future__ import annotations

import re
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchRank, SearchVector
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404
from django.utils import timezone

from communities.models import Community, Membership
from cop_portal.foundation.accounts.models import Office, Post, User
from cop_portal.foundation.accounts.queries import holding_on, matching_name, with_office


def visible_people(viewer: Any) -> QuerySet[User]:
    """Staff see staff and the guests of communities they share; guests see whom they share one with."""
    return User.objects.active().filter(_visible_q(viewer))


def _visible_q(viewer: Any) -> Q:
    if not viewer.is_authenticated:
        return Q(pk__in=())
    if viewer.is_superuser:
        return Q()
    shared = Membership.objects.active().filter(
        community__in=Membership.objects.active().filter(user_id=viewer.pk).values("community")
    )
    # Asked of one person it is looked up, asked of all it is worked out once: Postgres has the choice.
    near = Q(Exists(shared.filter(user=OuterRef("pk")))) | Q(pk=viewer.pk)
    if viewer.is_guest:
        return near
    return (Q(is_guest=False) & ~Q(mail_state=User.MailState.NONE)) | near


def people(
    viewer: Any,
    *,
    words: str = "",
    about: str = "",
    language: str = "",
    office: str = "",
    community: Community | None = None,
    brings: str = "",
    seeks: str = "",
) -> QuerySet[Any]:
    """Colleagues with their offices of today; by name, or best match first.

    words are a name; about is looked for in what one may ask them about; brings and seeks in what
    they said when they joined communities the viewer may see the members of.
    """
    rows = visible_people(viewer)
    if about.strip():
        tagged = User.objects.filter(expertise__name__icontains=about.strip())
        rows = rows.filter(Q(about__icontains=about.strip()) | Q(pk__in=tagged.values("pk")))
    if language:
        rows = rows.filter(languages__contains=[language])
    if office:
        today = Post.objects.filter(holding_on(timezone.localdate()), office__name=office)
        rows = rows.filter(pk__in=today.values("user"))
    if community or brings.strip() or seeks.strip():
        here = Membership.objects.active().visible_to(viewer)
        if community:
            here = here.filter(community=community)
        if brings.strip():
            here = here.filter(brings__icontains=brings.strip())
        if seeks.strip():
            here = here.filter(seeks__icontains=seeks.strip())
        rows = rows.filter(pk__in=here.values("user"))
    rows = matching_name(rows, words) if words.strip() else rows.order_by("folded_name", "pk")
    return with_office(rows)


def suggested(membership: Membership, *, limit: int = 5) -> list[tuple[Membership, str]]:
    """Members who bring what this one seeks, or seek what this one brings, with which of the two.

    Words of four letters and more are compared, as they are written; empty where nothing was said.
    """
    found: dict[int, tuple[Membership, str]] = {}
    others = (
        Membership.objects.active()
        .filter(community=membership.community_id)
        .exclude(user=membership.user_id)
        .select_related("user")
    )
    for mine, theirs in (("seeks", "brings"), ("brings", "seeks")):
        query = _any_word(getattr(membership, mine))
        if query is None:
            continue
        vector = SearchVector(theirs, config="simple")
        rows = (
            others.exclude(**{theirs: ""})
            .annotate(said=vector)
            .filter(said=query)
            .annotate(rank=SearchRank(vector, query))
            .order_by("-rank", "pk")[:limit]
        )
        for row in rows:
            found.setdefault(row.pk, (row, theirs))
    return list(found.values())[:limit]


def _any_word(text: str) -> SearchQuery | None:
    words = list(dict.fromkeys(re.findall(r"\w{4,}", text.lower())))[:20]
    if not words:
        return None
    return SearchQuery(" | ".join(words), config="simple", search_type="raw")


def offices_of_today() -> list[str]:
    """Names of the offices that are open, for a filter."""
    today = timezone.localdate()
    return list(
        Office.objects.filter(Q(closed_on=None) | Q(closed_on__gt=today))
        .order_by("name")
        .values_list("name", flat=True)
    )


def get_person_for(viewer: Any, pk: int) -> Any:
    """A person's profile. Raises Http404 where the viewer may not see it.

    More than the directory lists: also whoever belongs to a community that the viewer may read, so
    that a name beside a contribution leads to its profile.
    """
    seen = _visible_q(viewer)
    if seen:
        seen |= Q(Exists(Membership.objects.active().visible_to(viewer).filter(user=OuterRef("pk"))))
    person = with_office(User.objects.active().filter(seen, pk=pk)).first()
    if person is None:
        raise Http404
    return person
