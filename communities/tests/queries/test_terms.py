"""Reading terms of reference."""

from __future__ import annotations

from typing import Any

import pytest

from communities.actions import terms as actions
from communities.queries import terms

pytestmark = pytest.mark.django_db


def test_the_newest_version_is_in_force_and_differences_are_by_question(
    community: Any, neighbour: Any, people: Any
) -> None:
    assert not terms.terms_published(community).found
    actions.save_draft(community=community, by=people.coordinator, revision=1, needs="Pumps", results="Water")
    one = actions.publish(community=community, by=people.coordinator)
    actions.save_draft(community=community, by=people.coordinator, revision=2, needs="Pumps <b>")
    two = actions.publish(community=community, by=people.coordinator)

    changed = terms.changes(one, two)

    assert terms.current(community) == two
    assert [name for name, _text in changed] == ["needs, issues and activities"]
    assert "&lt;b&gt;" in changed[0][1]
    assert list(terms.versions(community)) == [two, one]
    assert terms.terms_published(community).found
    assert terms.current(neighbour) is None


def test_without_a_case_the_draft_begins_with_what_the_page_says(community: Any) -> None:
    community.purpose, community.objectives = "Clean water", "Wells"
    community.save()

    draft = terms.draft_of(community)

    assert (draft.needs, draft.results, draft.structure) == ("Clean water", "Wells", "")
