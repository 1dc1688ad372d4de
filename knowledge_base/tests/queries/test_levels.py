"""What the core group said is read by the core group, and by every member what members said."""

from __future__ import annotations

from typing import Any

import pytest

from knowledge_base.actions import reuses
from knowledge_base.enums import Sharing
from knowledge_base.models import Reuse
from knowledge_base.queries import reuses as queries
from knowledge_base.queries.levels import as_of, as_of_all
from knowledge_base.queries.results import results
from knowledge_base.tests.makers import moved, published

pytestmark = pytest.mark.django_db


def test_what_the_core_group_told_is_not_for_every_member(community: Any, people: Any) -> None:
    page = published(community, sharing=Sharing.CORE)
    told = reuses.note(resource=page, by=people.expert, where="Garissa")
    moved(page, Sharing.COMMUNITY)
    page.refresh_from_db()

    assert list(queries.of_resource(people.member, page)) == []
    assert list(queries.of_resource(people.facilitator, page)) == [told]


def test_the_administrator_reads_every_layer(community: Any, people: Any) -> None:
    page = published(community, sharing=Sharing.CORE)
    told = reuses.note(resource=page, by=people.expert, where="Garissa")
    moved(page, Sharing.COMMUNITY)
    page.refresh_from_db()

    assert list(Reuse.objects.filter(as_of(people.administrator, page))) == [told]
    assert not Reuse.objects.filter(as_of(people.member, page)).exists()


def test_of_all_resources_at_once_the_same_is_read(community: Any, people: Any) -> None:
    page = published(community, sharing=Sharing.COMMUNITY)
    inside = reuses.note(resource=page, by=people.member, where="Garissa", result="Half the cost")
    moved(page, Sharing.PUBLIC)
    page.refresh_from_db()
    outside = reuses.note(resource=page, by=people.member, where="Kisumu", result="A third")

    def read(who: Any) -> set[Reuse]:
        return set(Reuse.objects.filter(as_of_all(who, community)))

    assert read(people.member) == {inside, outside}
    assert read(people.administrator) == {inside, outside}
    assert read(people.stranger) == {outside}
    told = {row.kind for row in results(people.stranger, community)}
    assert "Used in Kisumu" in told
    assert "Used in Garissa" not in told
