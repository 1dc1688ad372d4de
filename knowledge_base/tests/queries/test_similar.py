"""Resources like a question that is being typed."""

from __future__ import annotations

from typing import Any

import pytest

from cop_portal.tests import factories
from discussions.similar import find_similar
from knowledge_base.queries.similar import one_similar, similar_resources
from knowledge_base.tests.makers import published

pytestmark = pytest.mark.django_db


def test_a_resource_that_shares_most_words_is_found(community: Any, people: Any) -> None:
    page = published(community, title="Keeping chlorine dispensers alive", context="On the coast.")
    published(community, title="Tariffs for kiosks", context="In town.")

    found = find_similar(people.member, community, "How do we keep chlorine dispensers alive?")

    assert [(row.source, row.pk) for row in found] == [("resources", page.pk)]
    assert found[0].url == page.url


def test_what_one_may_not_read_is_not_found(community: Any, neighbour: Any, people: Any) -> None:
    secret = published(neighbour, title="Keeping vaccine fridges alive", context="Cold.")

    assert similar_resources(people.member, community, "keeping vaccine fridges alive") == []
    assert one_similar(people.member, secret.pk) is None
    assert one_similar(factories.holder(neighbour, "facilitator"), secret.pk) is not None
