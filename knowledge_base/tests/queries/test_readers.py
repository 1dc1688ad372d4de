"""Who of some people may read a resource: as visible_to says of each."""

from __future__ import annotations

from typing import Any

import pytest

from knowledge_base.actions import resources
from knowledge_base.enums import Sharing
from knowledge_base.models import ResourcePage
from knowledge_base.queries.readers import readers_among
from knowledge_base.tests.makers import published

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("sharing", Sharing.values)
def test_it_says_of_many_what_the_gate_says_of_each(sharing: str, community: Any, people: Any) -> None:
    page = published(community, sharing=sharing)
    everybody = [people.member, people.expert, people.guest, people.stranger, people.sponsor]

    found = readers_among(page, [None, *(who.pk for who in everybody)])

    this = ResourcePage.objects.filter(pk=page.pk)
    assert found == sorted(who.pk for who in everybody if this.visible_to(who).exists())


def test_of_a_retired_one_nobody_is_a_reader(community: Any, people: Any) -> None:
    page = published(community)
    ResourcePage.objects.filter(pk=page.pk).update(live=False)

    assert readers_among(page, [people.member.pk]) == []
    assert readers_among(page, [people.member.pk], retired=True) == []  # it was never retired: it is a draft


@pytest.mark.parametrize("sharing", Sharing.values)
def test_its_readers_of_before_are_those_of_the_retired_one(
    sharing: str, community: Any, people: Any
) -> None:
    page = published(community, sharing=sharing)
    everybody = [who.pk for who in (people.member, people.expert, people.guest, people.stranger)]
    before = readers_among(page, everybody)

    resources.retire(resource=page, by=people.knowledge_manager, reason="Old")

    assert readers_among(page, everybody) == []
    assert readers_among(page, everybody, retired=True) == before
