"""The periodic review: planned, opened on its day, ended with keep, adjust or transform."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from communities.activity import REVIEW_DECIDED, REVIEW_MOVED, REVIEW_OPENED
from communities.enums import Capability
from communities.models import Community, CommunityReview
from communities.permissions import check_capability
from communities.queries.reviews import YEAR, gather, next_day
from cop_portal.foundation.activity.record import record
from cop_portal.foundation.permissions import SYSTEM, actor_or_none

LONGEST = datetime.timedelta(days=3 * 365)


def open_due(today: datetime.date | None = None) -> int:
    """Open what is due; communities without a planned review get one. Each opens once."""
    day = today or timezone.localdate()
    ahead = CommunityReview.objects.filter(decided_at=None).values("community")
    for community in Community.objects.alive().exclude(pk__in=ahead).order_by("pk"):
        _planned(community)
    due = CommunityReview.objects.filter(
        opened_at=None, decided_at=None, due_on__lte=day, community__archived_at=None
    )
    return sum(_open(review, day) for review in due.select_related("community").order_by("pk"))


def _planned(community: Community) -> CommunityReview:
    """The review ahead, made if there is none. The database keeps it to one."""
    review, _new = CommunityReview.objects.get_or_create(
        community=community, decided_at=None, defaults={"due_on": next_day(community, None)}
    )
    return review


@transaction.atomic
def _open(review: CommunityReview, day: datetime.date, by: Any = SYSTEM) -> bool:
    review = _locked(review)
    if review.opened_at is not None:
        return False
    with override(review.community.language):
        review.evidence = gather(review.community, day)
    review.opened_at = timezone.now()
    review.save()
    record(REVIEW_OPENED, by=by, target=review, community=review.community)
    return True


def _locked(review: CommunityReview) -> CommunityReview:
    return (
        CommunityReview.objects.select_for_update(of=("self",)).select_related("community").get(pk=review.pk)
    )


def _check_day(day: datetime.date, earliest: datetime.date, field: str) -> None:
    if day < earliest:
        raise ValidationError({field: _("Choose a day that is not over.")})
    if day > timezone.localdate() + LONGEST:
        raise ValidationError({field: _("Choose a day within three years.")})


@transaction.atomic
def move_day(*, community: Community, due_on: datetime.date, by: Any) -> CommunityReview:
    """Plan the next review for another day; today opens it at once."""
    check_capability(by, community, Capability.REFLECT)
    today = timezone.localdate()
    _check_day(due_on, today, "due_on")
    review = _locked(_planned(community))
    if review.opened_at is not None:
        raise ValidationError({"due_on": _("The review is open. End it first, and plan the next then.")})
    if review.due_on != due_on:
        before, review.due_on = review.due_on, due_on
        review.save()
        record(
            REVIEW_MOVED,
            by=by,
            target=review,
            community=community,
            before=before.isoformat(),
            after=due_on.isoformat(),
        )
    if due_on == today:
        _open(review, today, by)
        review.refresh_from_db()
    return review


@transaction.atomic
def decide(
    *,
    review: CommunityReview,
    outcome: str,
    reason: str,
    by: Any,
    next_due: datetime.date | None = None,
) -> CommunityReview:
    """End an open review with its outcome and reason, and plan the next. Twice is refused in words."""
    check_capability(by, review.community, Capability.REFLECT)
    review = _locked(review)
    today = timezone.localdate()
    if not review.is_open:
        raise ValidationError(_("This review was ended in the meantime."))
    if not reason.strip():
        raise ValidationError({"reason": _("Say why; members read it.")})
    following = next_due or today + YEAR
    _check_day(following, today + datetime.timedelta(days=1), "next_due")
    review.outcome, review.reason = outcome, reason.strip()
    review.decided_by, review.decided_at = actor_or_none(by), timezone.now()
    review.save()
    CommunityReview.objects.create(community=review.community, due_on=following)
    record(REVIEW_DECIDED, by=by, target=review, community=review.community, outcome=str(outcome))
    return review
