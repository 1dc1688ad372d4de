"""Noting what was sought and not found, and what those who look after a library make of it."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Max, Q, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from communities.enums import Module
from communities.models import Community
from communities.queries import communities
from cop_portal.foundation import text
from cop_portal.foundation.activity.record import record
from knowledge_base.actions import gaps
from knowledge_base.activity import GAP_GIVEN_BACK
from knowledge_base.enums import GapSource, GapState
from knowledge_base.formulas import LEAST_VOTES
from knowledge_base.models import FailedSearch, Gap
from knowledge_base.permissions import check_curate

LEAST_LETTERS = 3
LOOK_BACK = datetime.timedelta(days=90)


def note_failed(*, words: str, by: Any, community: Community | None = None) -> None:
    """Count words that found nothing, once more for this day. Who sought is not kept.

    What was sought in the whole portal is lacking in the communities of who sought it: it is counted in each of
    them, and their curators read it, nobody else's. In one of fewer than five members that would tell who sought:
    it is not counted there. Of who belongs to no other it is counted for no community.

    Words of fewer than three letters, and what an anonymous visitor or a program sought, tell nothing about a library.
    """
    words = text.one_line(words)[:200]
    folded = " ".join(text.fold(words).split())[:200]
    if len(folded) < LEAST_LETTERS or not getattr(by, "is_authenticated", False):
        return
    now, today = timezone.now(), timezone.localdate()
    where: list[int | None] = [community.pk] if community else _libraries_of(by)
    FailedSearch.objects.bulk_create(
        [
            FailedSearch(community_id=pk, words=words, folded_words=folded, day=today, times=0)
            for pk in where or [None]
        ],
        ignore_conflicts=True,
    )
    rows = FailedSearch.objects.filter(folded_words=folded, day=today)
    rows = rows.filter(community__in=where) if where else rows.filter(community=None)
    rows.update(times=F("times") + 1, last_at=now)


def _libraries_of(by: Any) -> list[int | None]:
    """The communities of this person that keep a library, and have members enough not to tell who sought."""
    rows = communities.of_member(by).exclude(modules_off__contains=[Module.LIBRARY])
    rows = rows.filter(member_count__gte=LEAST_VOTES)
    return list(rows.order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def take_up(*, search: FailedSearch, by: Any) -> Gap:
    """It goes into the list of gaps, however seldom it was sought. One that was filled opens if it was sought since.

    Raises ValidationError for one that was filled or put aside in the meantime: what a colleague did stays.
    """
    assert search.community is not None, "asked for in the query"
    check_curate(by, search.community)
    same = FailedSearch.objects.filter(community=search.community, folded_words=search.folded_words)
    recent = Q(day__gt=timezone.localdate() - LOOK_BACK)
    sought = same.order_by().aggregate(total=Sum("times", filter=recent), last=Max("last_at"))
    asked = sought["total"] or 0
    made, _new = Gap.objects.get_or_create(
        community=search.community,
        source=GapSource.SEARCH,
        folded_text=search.folded_words,
        defaults={"text": search.words, "asked": asked, "is_shown": False},
    )
    gap = Gap.objects.select_for_update(of=("self",)).select_related("community").get(pk=made.pk)
    if gap.state in (GapState.OPEN, GapState.TAKEN):
        return gap
    if gap.state == GapState.SET_ASIDE or sought["last"] is None or sought["last"] <= gap.changed_at:
        raise ValidationError(_("It is settled already."))
    gap.state, gap.owner, gap.filled_by = GapState.OPEN, None, None
    gap.asked, gap.changed_at = asked, timezone.now()
    gap.save(update_fields=["state", "owner", "filled_by", "asked", "changed_at"])
    record(GAP_GIVEN_BACK, by=by, target=gap, community=gap.community)
    return gap


@transaction.atomic
def put_aside(*, search: FailedSearch, by: Any, reason: str) -> None:
    """Nothing will come of it, and why; it is not listed again."""
    gaps.set_aside(gap=take_up(search=search, by=by), by=by, reason=reason)
