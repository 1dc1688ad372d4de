"""Reading charters."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from communities.actions import charters as actions
from communities.models import CharterDraft
from communities.queries import charters

pytestmark = pytest.mark.django_db


@pytest.fixture
def two_versions(community: Any, people: Any) -> tuple[Any, Any]:
    """Version 1, agreed to by the member, and version 2."""
    by = people.coordinator
    actions.save_draft(community=community, by=by, revision=1, mission="Clean water", rules="Be kind")
    first = actions.publish(community=community, by=by)
    actions.agree(version=first, by=people.member)
    actions.save_draft(community=community, by=by, revision=2, mission="Clean water for all")
    return first, actions.publish(community=community, by=by)


def test_the_newest_version_is_in_force(community: Any, neighbour: Any, two_versions: Any) -> None:
    assert charters.current(community) == two_versions[1]
    assert charters.current(neighbour) is None


def test_versions_come_newest_first_with_their_agreements(community: Any, two_versions: Any) -> None:
    found = [(version.number, version.agreed) for version in charters.versions(community)]

    assert found == [(2, 0), (1, 1)]


def test_an_agreement_is_the_person_s_own_and_latest(community: Any, people: Any, two_versions: Any) -> None:
    actions.agree(version=two_versions[1], by=people.expert)

    assert charters.agreement(people.member, community).version == two_versions[0]
    assert charters.agreement(people.expert, community).version == two_versions[1]
    assert charters.agreement(people.stranger, community) is None
    assert charters.agreement(AnonymousUser(), community) is None
    assert [row.user for row in charters.agreements(two_versions[0])] == [people.member]


def test_a_draft_starts_from_the_version_in_force(community: Any, two_versions: Any) -> None:
    CharterDraft.objects.all().delete()

    assert charters.draft_of(community).mission == "Clean water for all"


def test_changes_are_marked_word_by_word(two_versions: Any) -> None:
    [(title, html)] = charters.changes(*two_versions)

    assert title == "mission"
    assert html == "Clean water<ins> for all</ins>"


def test_marks_escape_what_people_wrote() -> None:
    html = charters.marked("<b>old</b>", "<script>new</script>")

    assert html == "<del>&lt;b&gt;old&lt;/b&gt;</del><ins>&lt;script&gt;new&lt;/script&gt;</ins>"


@pytest.mark.parametrize("before", ["a " * 4000, "a\n" * 4000])
def test_the_difference_of_monotonous_texts_does_not_take_minutes(before: str) -> None:
    html = charters.marked(before, before.replace("a", "b"))

    assert html.startswith("<del>")
