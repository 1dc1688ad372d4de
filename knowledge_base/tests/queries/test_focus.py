"""What a community is about, in its own words."""

from __future__ import annotations

from typing import Any

import pytest

from knowledge_base.queries.focus import focus_of, named_by
from knowledge_base.tests.makers import published

pytestmark = pytest.mark.django_db


def test_common_and_short_words_are_no_focus(community: Any) -> None:
    type(community).objects.filter(pk=community.pk).update(
        tagline="How we keep the pumps at work and their water clean", purpose="Pumps."
    )
    community.refresh_from_db()

    focus = focus_of(community)

    assert focus.weights["pump"] == 2
    assert focus.words["pump"] == "pumps"
    assert not {"the", "and", "their", "we", "at"} & set(focus.words.values())


def test_a_community_that_says_nothing_has_no_focus(community: Any) -> None:
    type(community).objects.filter(pk=community.pk).update(tagline="", purpose="", objectives="")
    community.refresh_from_db()
    page = published(community)

    focus = focus_of(community)

    assert focus.weights == {}
    assert named_by([page.pk], focus) == {page.pk: []}
