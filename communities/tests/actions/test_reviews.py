"""The periodic review: opened on its day with evidence, ended with a decision."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from communities.actions import memberships, reviews
from communities.models import Community, CommunityReview
from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.permissions import Denied

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def opened(community: Any, by: Any) -> CommunityReview:
    return reviews.move_day(community=community, due_on=timezone.localdate(), by=by)


def test_a_review_is_planned_for_a_year_after_the_beginning(community: Any) -> None:
    assert reviews.open_due() == 0

    review = CommunityReview.objects.get(community=community)
    assert review.due_on == timezone.localdate(community.created_at) + datetime.timedelta(days=365)
    assert review.opened_at is None


def test_a_review_opens_once_on_its_day(community: Any, people: Any) -> None:
    reviews.open_due()
    day = CommunityReview.objects.get(community=community).due_on
    CommunityReview.objects.exclude(community=community).delete()
    Community.objects.exclude(pk=community.pk).update(archived_at=timezone.now())

    counts = [reviews.open_due(day - DAY), reviews.open_due(day), reviews.open_due(day)]

    assert counts == [0, 1, 0]
    assert ActivityEntry.objects.filter(verb="communities.review_opened").count() == 1


def test_a_closed_community_is_not_reviewed(community: Any) -> None:
    Community.objects.update(archived_at=timezone.now())

    reviews.open_due(timezone.localdate() + 1000 * DAY)

    assert not CommunityReview.objects.exists()


def test_the_evidence_counts_who_came_and_went_and_stays_as_it_was(community: Any, people: Any) -> None:
    memberships.leave(community=community, by=people.member)
    review = opened(community, people.coordinator)

    memberships.leave(community=community, by=people.guest)

    review.refresh_from_db()
    assert (review.evidence["joined"], review.evidence["left"], review.evidence["members"]) == (6, 1, 5)
    assert {item["key"]: item["found"] for item in review.evidence["findings"]}["roles_filled"]


def test_there_is_one_review_ahead(community: Any, people: Any) -> None:
    opened(community, people.coordinator)

    with pytest.raises(IntegrityError), transaction.atomic():
        CommunityReview.objects.create(community=community, due_on=timezone.localdate())


def test_a_decision_is_kept_and_plans_the_next(community: Any, people: Any) -> None:
    review = opened(community, people.coordinator)
    following = timezone.localdate() + 100 * DAY

    reviews.decide(
        review=review, outcome="keep", reason="It serves", by=people.facilitator, next_due=following
    )

    review.refresh_from_db()
    assert (review.outcome, review.reason, review.decided_by) == ("keep", "It serves", people.facilitator)
    assert CommunityReview.objects.get(decided_at=None).due_on == following
    with pytest.raises(ValidationError):
        reviews.decide(review=review, outcome="adjust", reason="Again", by=people.facilitator)


def test_a_decision_needs_an_open_review_a_reason_and_a_coming_day(community: Any, people: Any) -> None:
    planned = reviews.move_day(community=community, due_on=timezone.localdate() + DAY, by=people.coordinator)
    with pytest.raises(ValidationError):
        reviews.decide(review=planned, outcome="keep", reason="Early", by=people.coordinator)
    review = opened(community, people.coordinator)

    for reason, following in [
        (" ", None),
        ("Good", timezone.localdate()),
        ("Good", datetime.date(2200, 1, 1)),
    ]:
        with pytest.raises(ValidationError):
            reviews.decide(
                review=review, outcome="keep", reason=reason, by=people.coordinator, next_due=following
            )

    assert not CommunityReview.objects.exclude(decided_at=None).exists()


def test_the_day_may_move_until_the_review_opens(community: Any, people: Any) -> None:
    day = timezone.localdate() + 30 * DAY
    reviews.move_day(community=community, due_on=day, by=people.coordinator)
    assert CommunityReview.objects.get(community=community).due_on == day
    with pytest.raises(ValidationError):
        reviews.move_day(community=community, due_on=timezone.localdate() - DAY, by=people.coordinator)
    opened(community, people.coordinator)

    with pytest.raises(ValidationError):
        reviews.move_day(community=community, due_on=day, by=people.coordinator)

    assert CommunityReview.objects.get(community=community).due_on == timezone.localdate()


@pytest.mark.parametrize("who", ["expert", "member", "guest", "stranger", "sponsor"])
def test_others_neither_plan_nor_decide(who: str, community: Any, people: Any) -> None:
    review = opened(community, people.coordinator)
    by = getattr(people, who)

    with pytest.raises(Denied):
        reviews.move_day(community=community, due_on=timezone.localdate() + DAY, by=by)
    with pytest.raises(Denied):
        reviews.decide(review=review, outcome="keep", reason="I say", by=by)

    assert CommunityReview.objects.get().decided_at is None
