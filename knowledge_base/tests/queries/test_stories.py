"""What stands beside a story."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from knowledge_base.actions import resources, stories
from knowledge_base.models import ResourcePage
from knowledge_base.queries.stories import proof_of
from knowledge_base.tests.makers import handed_in, published

pytestmark = pytest.mark.django_db


def test_readers_see_how_many_agreed_and_who_confirms(
    community: Any, people: Any, django_assert_num_queries: Any
) -> None:
    words = {
        "person-0-name": "Ruth",
        "person-0-agreed": "on",
        "person-1-name": "Lina",
        "person-1-agreed": "on",
    }
    form = handed_in(community, people.member, "story", **words)
    page = resources.publish(resource=ResourcePage.objects.get(submission=form), by=people.knowledge_manager)
    story = page.specific
    stories.confirm_result(story=story, by=people.expert)

    with django_assert_num_queries(2):
        proof = proof_of(AnonymousUser(), story)

    assert proof is not None
    assert (proof.people, [row.name for row in proof.confirmed]) == (2, [people.expert.name])
    assert (proof.own, proof.may_confirm) == (None, False)
    theirs = proof_of(people.expert, story)
    assert theirs is not None
    assert theirs.own == proof.confirmed[0]
    assert theirs.may_confirm
    assert proof_of(people.member, story).may_confirm is False  # type: ignore[union-attr]
    assert proof_of(people.expert, published(community)) is None
