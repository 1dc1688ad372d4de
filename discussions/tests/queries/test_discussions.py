"""Lists and single discussions through the gate, and what they cost."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, QueryDict

from discussions.models import Discussion
from discussions.queries import discussions
from discussions.tests.makers import facilitated, question, said

pytestmark = pytest.mark.django_db


def page(user: Any, community: Any, text: str = "", kind: str = "") -> Any:
    return discussions.page_of_community(user, community, QueryDict(text), kind=kind)


def test_the_list_is_newest_first_and_goes_on_without_gaps(community: Any, people: Any) -> None:
    made = [question(community, people.member, title=f"Question {number}").pk for number in range(45)]

    seen, address = [], ""
    while True:
        found = page(people.member, community, address)
        seen += [row["id"] for row in found.rows]
        onward = [link for link in found.links if link.rel == "next"]
        if not onward:
            break
        address = onward[0].url.lstrip("?")

    assert seen == made[::-1]


@pytest.mark.parametrize("key", ["garbage", "AAAA", "%00", "eyJ4IjoxfQ", "9" * 500])
def test_a_key_that_is_none_shows_the_first_page(key: str, community: Any, people: Any) -> None:
    talk = question(community, people.member)

    assert [row["id"] for row in page(people.member, community, f"after={key}").rows] == [talk.pk]


def test_kinds_narrow_the_list(community: Any, people: Any) -> None:
    answered, open_ = question(community, people.member), question(community, people.member, title="Open")
    said(answered, people.expert)
    chat = question(community, people.member, title="Chat", kind="conversation")
    talk = facilitated(community, people.facilitator)

    def ids(kind: str) -> set[int]:
        return {row["id"] for row in page(people.member, community, kind=kind).rows}

    assert ids("question") == {answered.pk, open_.pk}
    assert ids("conversation") == {chat.pk}
    assert ids("facilitated") == {talk.pk}
    assert open_.pk in ids("unanswered")
    assert answered.pk not in ids("unanswered")


def test_one_discussion_is_reached_through_its_own_community_only(
    community: Any, neighbour: Any, people: Any
) -> None:
    inside = question(neighbour, people.stranger)

    assert discussions.get_for(people.stranger, neighbour.slug, inside.pk).pk == inside.pk
    for slug, pk, who in (
        (community.slug, inside.pk, people.stranger),
        (community.slug, inside.pk, people.member),
        (community.slug, 999_999, people.member),
    ):
        with pytest.raises(Http404):
            discussions.get_for(who, slug, pk)
    with pytest.raises(Http404):
        discussions.get_for(people.member, neighbour.slug, inside.pk)


def test_visible_to_leaves_out_what_is_closed_secret_or_still_a_brief(
    community: Any, neighbour: Any, people: Any
) -> None:
    open_, closed = question(community, people.member), question(neighbour, people.stranger)
    brief = facilitated(community, people.facilitator, opened=False)

    def seen(user: Any) -> set[int]:
        return set(Discussion.objects.visible_to(user).values_list("pk", flat=True))

    assert seen(people.member) == {open_.pk}
    assert seen(people.stranger) == {open_.pk, closed.pk}
    assert seen(people.facilitator) == {open_.pk, brief.pk}
    assert seen(AnonymousUser()) == set()
    assert seen(people.administrator) == {open_.pk, closed.pk, brief.pk}
