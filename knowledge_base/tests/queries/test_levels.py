"""What the core group said is read by the core group, and by every member what members said."""

from __future__ import annotations

from typing import Any

import pytest

from cop_portal.tests.factories import community_with_roles, joined
from knowledge_base.actions import reuses
from knowledge_base.actions.libraries import ensure_library
from knowledge_base.enums import Sharing
from knowledge_base.models import ResourcePage, Reuse
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


@pytest.mark.parametrize(
    ("level", "visibility", "heard"),
    [
        (Sharing.COMMUNITY, "closed", False),
        (Sharing.ORGANISATION, "closed", True),
        (Sharing.ORGANISATION, "secret", False),
        (Sharing.PUBLIC, "secret", True),
    ],
)
def test_what_members_told_stays_with_them_when_the_resource_moves_to_another_community(
    level: str, visibility: str, heard: bool, community: Any, people: Any, make_person: Any
) -> None:
    next_door = community_with_roles("Cold chains", visibility=visibility)
    page = published(next_door, sharing=Sharing.COMMUNITY)
    inside, both = joined(next_door, make_person("Ines Inside")), joined(next_door, make_person("Bo Both"))
    joined(community, both)
    told = reuses.note(resource=page, by=inside, where="A quiet clinic", result="Half the cost")
    Reuse.objects.filter(pk=told.pk).update(sharing=level)
    page = ResourcePage.objects.get(pk=page.pk)
    page.move(ensure_library(community), pos="last-child")
    page = ResourcePage.objects.get(pk=page.pk)

    def reads(who: Any) -> set[bool]:
        """On the page of the resource, in a comparison, on the page of results, and on the profile of who told it."""
        return {
            told in queries.of_resource(who, page),
            told in queries.visible(who, [told.pk]),
            "Used in A quiet clinic" in {row.kind for row in results(who, community)},
            told.get_absolute_url() in {trace.url for trace in queries.told_by(who, inside, 9)},
        }

    assert page.community == community
    assert reads(both) == {True}
    assert reads(people.member) == {heard}
