"""What somebody contributed and what became of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import BooleanField, Case, Count, Exists, OuterRef, Q, Value, When
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from communities.models import Community
from communities.traces import Trace
from discussions.models import Contribution, Discussion, Synthesis, SynthesisSource


def contributions_of(viewer: Any, person: Any, limit: int) -> list[Trace]:
    """A person's contributions that the viewer may read; those that became something first."""
    cited = SynthesisSource.objects.filter(contribution=OuterRef("pk")).exclude(synthesis__published_at=None)
    accepted = Discussion.objects.filter(answer=OuterRef("pk"))
    rows = (
        Contribution.objects.visible_to(viewer)
        .filter(author=person)
        .annotate(cited=Exists(cited), accepted=Exists(accepted))
        .annotate(
            became=Case(
                When(
                    Q(cited=True) | Q(accepted=True) | Q(useful_count__gt=0) | Q(used_count__gt=0),
                    then=Value(True),
                ),
                default=Value(False),
                output_field=BooleanField(),
            )
        )
        .select_related("discussion__community")
        .defer("body", "body_html", "quoted")
        .order_by("-became", "-created_at", "-pk")[:limit]
    )
    return [
        Trace(
            row.created_at,
            row.discussion.title,
            row.get_absolute_url(),
            _("Contribution"),
            row.discussion.community.name,
            tuple(_became(row)),
        )
        for row in rows
    ]


def syntheses_of(viewer: Any, person: Any, limit: int) -> list[Trace]:
    """Published syntheses the person wrote, as far as the viewer may read them."""
    rows = (
        Synthesis.objects.visible_to(viewer)
        .filter(written_by=person)
        .annotate(people=Count("sources__contribution__author", distinct=True))
        .select_related("discussion__community")
        .only(
            "published_at", "discussion__title", "discussion__community__name", "discussion__community__slug"
        )
        .order_by("-published_at", "-pk")[:limit]
    )
    return [
        Trace(
            row.published_at,
            row.discussion.title,
            row.discussion.get_absolute_url(),
            _("Synthesis"),
            row.discussion.community.name,
            (
                ngettext("Rests on %(count)s person", "Rests on %(count)s people", row.people)
                % {"count": row.people},
            ),
        )
        for row in rows
        if row.published_at
    ]


def spoken(community: Community, user_ids: Iterable[int]) -> set[int]:
    """Who has started a discussion of the community or contributed to one."""
    answered = Contribution.objects.filter(discussion__community=community, author__in=user_ids)
    asked = Discussion.objects.filter(community=community, author__in=user_ids)
    rows = answered.order_by().values_list("author_id").union(asked.order_by().values_list("author_id"))
    return {author for (author,) in rows}


def _became(row: Any) -> list[str]:
    words = []
    if row.accepted:
        words.append(_("Accepted as the answer"))
    if row.cited:
        words.append(_("Used in the synthesis"))
    if row.useful_count:
        words.append(
            ngettext("Useful to %(count)s person", "Useful to %(count)s people", row.useful_count)
            % {"count": row.useful_count}
        )
    if row.used_count:
        words.append(
            ngettext("Used by %(count)s person", "Used by %(count)s people", row.used_count)
            % {"count": row.used_count}
        )
    return words
