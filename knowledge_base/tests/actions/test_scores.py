"""Scores are measured from what really happened, and anew when it changes."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from communities.actions import goals, memberships
from communities.models import Membership
from cop_portal.tests import factories
from discussions.actions import contributions
from discussions.tests.makers import question
from knowledge_base.actions import inventories, ratings, resources, scores, uses
from knowledge_base.models import Reference, ResourcePage, ResourceScore
from knowledge_base.tests.makers import draft, published

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 11, 26)
SOME = 15


def score(page: ResourcePage) -> ResourceScore:
    return ResourceScore.objects.get(resource=page.pk)


def test_all_four_are_counted(community: Any, people: Any) -> None:
    type(community).objects.filter(pk=community.pk).update(tagline="Pumps and wells", purpose="")
    page = published(community, title="A pump that lasts", by=people.member, substitute=people.expert)
    uses.set_days(timezone.localdate(), views={page.pk: 9}, downloads={})
    resources.note_reuse(resource=page, by=people.member, where="Garissa")
    for number in range(6):
        reader = factories.joined(community, factories.person(f"Reader {number}"))
        ratings.rate(resource=page, by=reader, useful=number > 0)

    assert scores.measure_all() == 1

    found = score(page)
    assert found.freshness == 100
    assert (found.owned, found.substituted) == (True, True)
    assert (found.named, found.focus_size) == (["pumps"], 2)
    assert found.relevance == 50
    assert (found.useful, found.not_useful, found.usefulness) == (5, 1, 44)
    assert (found.views, found.reuses) == (9, 1)
    assert found.use == 49


def test_goals_and_subjects_weigh_more_than_the_tagline(community: Any, people: Any) -> None:
    type(community).objects.filter(pk=community.pk).update(tagline="Paint", purpose="")
    goals.set_goal(community=community, by=people.coordinator, title="Ropes")
    Membership.objects.filter(user=people.expert).update(subjects=["Pumps"])
    page = published(community, title="Ropes for pumps")

    scores.measure(page.pk)

    assert score(page).relevance == 83
    assert sorted(score(page).named) == ["pumps", "ropes"]


def test_topics_count_as_words_of_the_resource(community: Any) -> None:
    type(community).objects.filter(pk=community.pk).update(tagline="Sanitation", purpose="")
    page = published(community, title="Clean hands")
    page = page.specific
    page.tags.add("Sanitation")
    page.save()

    scores.measure(page.pk)

    assert score(page).relevance == 100


def test_who_left_owns_nothing_any_more_until_they_are_back(
    community: Any, people: Any, dispatched: Any
) -> None:
    page = published(community, by=people.member)
    dispatched()
    assert score(page).owned

    memberships.leave(community=community, by=people.member)
    dispatched()
    assert not score(page).owned
    memberships.join(community=community, by=people.member)
    dispatched()

    assert score(page).owned


def test_whose_account_is_closed_owns_nothing(community: Any, people: Any) -> None:
    page = published(community, by=people.member)
    type(people.member).objects.filter(pk=people.member.pk).update(is_active=False)

    scores.measure_all()

    assert not score(page).owned


def test_drafts_and_what_left_the_library_have_no_scores(
    community: Any, people: Any, dispatched: Any
) -> None:
    draft(community)
    page = published(community)
    dispatched()
    assert ResourceScore.objects.count() == 1

    resources.retire(resource=page, by=people.knowledge_manager, reason="Old")
    dispatched()

    assert ResourceScore.objects.count() == 0


def test_a_night_measures_many_in_as_many_statements_as_one(
    community: Any, django_assert_max_num_queries: Any
) -> None:
    for number in range(3):
        published(community, title=f"Pump {number}")

    with django_assert_max_num_queries(20):
        scores.measure_all()

    assert ResourceScore.objects.count() == 3


def test_measured_again_it_is_the_same_row(community: Any) -> None:
    page = published(community)
    scores.measure(page.pk)
    first = score(page)

    scores.measure(page.pk)

    assert score(page).freshness == first.freshness
    assert ResourceScore.objects.count() == 1


def test_after_its_interval_half_of_the_age_is_left(community: Any) -> None:
    page = published(community)
    ResourcePage.objects.filter(pk=page.pk).update(
        confirmed_at=datetime.datetime(2025, 11, 26, tzinfo=datetime.UTC), review_months=12
    )

    scores.measure(page.pk, TODAY)

    assert score(page).freshness == 40


def test_what_a_file_brought_is_measured_when_it_is_through(
    community: Any, people: Any, dispatched: Any
) -> None:
    lines = "key,kind,title,summary,state\n" + "".join(
        f"W-{number},tool,Well {number},How it is kept.,published\n" for number in range(3)
    )
    inventories.carry_out(community=community, by=people.knowledge_manager, source=lines)

    dispatched()

    found = ResourceScore.objects.filter(resource__community=community)
    assert sorted(found.values_list("resource__title", "owned")) == [
        (f"Well {number}", False) for number in range(3)
    ]


@pytest.mark.parametrize("number", [1, 3])
def test_several_are_measured_in_as_many_statements_as_one(
    number: int, community: Any, django_assert_num_queries: Any
) -> None:
    pages = [published(community, title=f"Pump {one}") for one in range(number)]

    with django_assert_num_queries(SOME):
        scores.measure_some([page.pk for page in pages])

    assert ResourceScore.objects.filter(resource__in=[page.pk for page in pages]).count() == number


def test_what_is_told_and_linked_counts_for_a_year(community: Any, people: Any, dispatched: Any) -> None:
    page = published(community, title="A pump that lasts")
    today = timezone.localdate()
    resources.note_reuse(resource=page, by=people.member, where="Garissa")
    talk = question(community, people.expert)
    contributions.add(discussion=talk, by=people.member, body=f"See {settings.PORTAL_URL}{page.url}")
    dispatched()
    assert Reference.objects.filter(resource=page.pk).count() == 1

    scores.measure(page.pk, today + datetime.timedelta(days=364))
    assert (score(page).reuses, score(page).citations, score(page).use) == (1, 1, 54)

    scores.measure(page.pk, today + datetime.timedelta(days=366))
    assert (score(page).reuses, score(page).citations, score(page).use) == (0, 0, 0)
