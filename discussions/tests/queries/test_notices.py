"""In which notices the words of a text may stand."""

from __future__ import annotations

from typing import Any

import pytest

from discussions.actions import moderation, moves
from discussions.queries.notices import entries_about, telling_of
from discussions.tests.makers import question, said

pytestmark = pytest.mark.django_db


def test_of_a_contribution_its_own_and_of_a_discussion_all_but_what_tells_of_decisions(
    community: Any, neighbour: Any, people: Any, dispatched: Any
) -> None:
    talk, other = question(community, people.expert), question(neighbour, people.stranger)
    one, two = said(talk, people.member, "One"), said(talk, people.member, "Two")
    said(other, people.stranger, "Elsewhere")
    dispatched()

    assert {notice.detail for notice in telling_of(talk, one)} == {"One"}
    assert {"One", "Two", "In hard water."} == {notice.detail for notice in telling_of(talk)}
    assert not telling_of(talk, two).filter(community=neighbour).exists()

    moderation.hide(discussion=talk, contribution=two, by=people.facilitator, words="Private")
    dispatched()

    assert not telling_of(talk, two).exists()
    assert people.member.notices.filter(kind="discussions.care_hidden").exists()


def test_what_happened_in_a_discussion_is_known_of_those_that_came_into_it_too(
    community: Any, people: Any
) -> None:
    first, second, third, other = (question(community, people.expert) for _ in range(4))
    said(first, people.member)
    moves.merge(discussion=first, into=second, by=people.facilitator, reason="The same")
    moves.merge(discussion=second, into=third, by=people.facilitator, reason="The same")

    def seen(talk: Any) -> set[int]:
        return {entry.facts.get("discussion_id") or entry.target_id for entry in entries_about(talk)}

    assert seen(third) == {first.pk, second.pk, third.pk}
    assert seen(second) == {first.pk, second.pk}
    assert seen(other) == {other.pk}
