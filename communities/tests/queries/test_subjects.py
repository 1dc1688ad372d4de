"""Who is an expert for what."""

from __future__ import annotations

from typing import Any

import pytest

from communities.models import Membership
from communities.queries import subjects
from cop_portal.tests import factories

pytestmark = pytest.mark.django_db


def test_what_is_named_here_goes_before_the_profile(community: Any, people: Any) -> None:
    people.expert.expertise.add("Tariffs")
    (from_profile,) = subjects.experts(community)
    Membership.objects.filter(community=community, user=people.expert).update(subjects=["Pumps"])
    (named,) = subjects.experts(community)

    assert from_profile.subjects == ("Tariffs",)
    assert named.subjects == ("Pumps",)
    assert named.matching(["PUMPS", "Tariffs"]) == ["PUMPS"]


@pytest.mark.parametrize("number", [1, 3])
def test_experts_cost_the_same_for_one_and_three(
    number: int, community: Any, people: Any, django_assert_num_queries: Any
) -> None:
    for index in range(number - 1):
        factories.joined(community, factories.person(f"Expert {index}"), "expert")

    with django_assert_num_queries(2):
        found = subjects.experts(community)

    assert len(found) == number


def test_each_subject_is_listed_once_and_the_neighbours_never(
    community: Any, neighbour: Any, people: Any
) -> None:
    other = factories.joined(community, factories.person("Olu Other"), "expert")
    Membership.objects.filter(community=community, user=people.expert).update(subjects=["Pumps", "Salt"])
    Membership.objects.filter(community=community, user=other).update(subjects=["pumps"])
    Membership.objects.filter(community=neighbour).update(subjects=["Secret cold chain"])

    assert subjects.subjects_of(subjects.experts(community)) == ["pumps", "Salt"]  # Olu comes first


def test_who_is_no_expert_any_more_is_not_asked(community: Any, people: Any) -> None:
    Membership.objects.filter(community=community, user=people.expert).update(roles=[])

    assert subjects.experts(community) == []
    assert subjects.membership_of_expert(community, people.expert.pk) is None
