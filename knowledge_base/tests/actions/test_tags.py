"""Topics of many resources at once."""

from __future__ import annotations

from typing import Any

import pytest

from cop_portal.foundation.permissions import Denied
from knowledge_base.actions.tags import set_topics, with_topics
from knowledge_base.tests.makers import published


def test_topics_are_the_same_whatever_their_case_and_accents() -> None:
    assert with_topics(["Eau"], ["eau", "Énergie"], ["energie"]) == ["Eau"]
    assert with_topics([], [" a  b ", ""], []) == ["a b"]


@pytest.mark.django_db
def test_only_who_looks_after_the_library_sets_topics_and_the_same_again_changes_nothing(
    community: Any, people: Any
) -> None:
    page = published(community)
    for who in (people.member, people.expert, people.stranger):
        with pytest.raises(Denied):
            set_topics(resource=page, by=who, add=["pumps"])

    assert set_topics(resource=page, by=people.knowledge_manager, add=["pumps"])
    assert not set_topics(resource=page, by=people.knowledge_manager, add=["Pumps"])
