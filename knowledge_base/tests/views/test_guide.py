"""What the first visit says of what is where."""

from __future__ import annotations

from typing import Any

import pytest

from communities.enums import Role
from cop_portal.tests.factories import holder, joined
from knowledge_base.actions.libraries import ensure_library
from knowledge_base.views.guide import spots

pytestmark = pytest.mark.django_db


def test_every_place_it_names_is_there_and_open_to_the_reader(
    community: Any, neighbour: Any, people: Any, sign_in: Any
) -> None:
    own, next_door = ensure_library(community), ensure_library(neighbour)
    for who in (people.knowledge_manager, people.expert):
        found = spots(who, [community])
        assert f"/cms/pages/{own.pk}/" in [spot.url for spot in found]
        assert f"/cms/pages/{next_door.pk}/" not in [spot.url for spot in found]
        for spot in found:
            assert sign_in(who).get(spot.url).status_code == 200, spot


def test_it_names_each_library_that_the_person_looks_after_and_no_other(
    community: Any, neighbour: Any, people: Any, sign_in: Any
) -> None:
    own, next_door = ensure_library(community), ensure_library(neighbour)
    address = f'href="/cms/pages/{next_door.pk}/"'
    keeper = people.knowledge_manager
    for page in ("/cms/", "/cms/curation/"):
        said = sign_in(keeper).get(page).content.decode()
        assert "What is where" in said
        assert f'href="/cms/pages/{own.pk}/"' in said
        assert address not in said

    keeper = joined(neighbour, keeper, Role.EXPERT)
    assert address in sign_in(keeper).get("/cms/curation/").content.decode()
    assert (
        f'href="/cms/pages/{own.pk}/"'
        not in sign_in(holder(neighbour, Role.KNOWLEDGE_MANAGER)).get("/cms/curation/").content.decode()
    )
