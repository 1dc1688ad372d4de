"""What a sponsor sees of the communities they sponsor."""

from __future__ import annotations

from typing import Any

import pytest

from communities.actions import memberships
from communities.models import Case
from communities.queries import sponsors
from cop_portal.tests import factories

pytestmark = pytest.mark.django_db


def sponsor_of(person: Any, community: Any) -> None:
    Case.objects.create(
        author=person, sponsor=person, name=community.name, state="approved", community=community,
        submitted_at=community.created_at,
    )  # fmt: skip


def test_a_vacancy_is_there_since_the_last_term_ended(community: Any, people: Any) -> None:
    assert sponsors.vacancies([community]) == {community.pk: []}

    memberships.end_role(community=community, user=people.expert, role="expert", by=people.coordinator)

    (vacancy,) = sponsors.vacancies([community])[community.pk]
    assert vacancy.role == "expert"
    assert vacancy.since == people.expert.role_terms.get().ended_at
    new = factories.community("Fresh")
    assert {row.since for row in sponsors.vacancies([new])[new.pk]} == {new.created_at}


def test_a_sponsor_is_told_of_vacancies_in_their_own_communities_alone(
    community: Any, neighbour: Any, people: Any
) -> None:
    sponsor_of(people.sponsor, community)
    memberships.end_role(community=community, user=people.expert, role="expert", by=people.coordinator)

    assert [row.sentence for row in sponsors.waiting_vacancies(people.sponsor)] == ["Water has no Expert."]
    assert [row.community for row in sponsors.sponsored(people.sponsor)] == [community]
    assert sponsors.waiting_vacancies(people.stranger) == []
    assert sponsors.sponsored(people.stranger) == []
    assert {row.community for row in sponsors.sponsored(people.administrator)} >= {community, neighbour}


@pytest.mark.parametrize("count", [1, 3])
def test_three_communities_cost_as_many_queries_as_one(
    count: int, people: Any, django_assert_num_queries: Any
) -> None:
    for number in range(count):
        sponsor_of(people.sponsor, factories.community_with_roles(f"Sponsored {number}"))

    with django_assert_num_queries(4):
        assert len(sponsors.sponsored(people.sponsor)) == count
    with django_assert_num_queries(3):
        assert sponsors.waiting_vacancies(people.sponsor) == []
