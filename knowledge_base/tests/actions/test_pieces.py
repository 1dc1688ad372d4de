"""Putting an issue together: in the editor's order, from what its readers may read."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.http import Http404

from communities import evidence
from cop_portal.foundation.permissions import Denied
from knowledge_base.actions import pieces, publications
from knowledge_base.enums import Sharing
from knowledge_base.tests.makers import issue, published

pytestmark = pytest.mark.django_db


@pytest.fixture
def pump(community: Any) -> Any:
    return published(community, title="A pump that lasts", kind="story", activity="We greased it.")


def test_an_editor_assembles_an_issue_in_an_order_of_their_own(
    community: Any, people: Any, pump: Any
) -> None:
    page = issue(community, by=people.coordinator)
    first = pieces.add_section(publication=page, by=people.coordinator, title="From the field")
    item = pieces.add_item(publication=page, by=people.coordinator, resource=pump)
    again = pieces.add_item(publication=page, by=people.coordinator, resource=pump)
    words = pieces.add_text(publication=page, by=people.coordinator, title="", words="So much for <pumps>.")
    pieces.move(piece=words, by=people.coordinator, up=True)
    pieces.move(piece=first, by=people.coordinator, up=True)

    assert again == item
    assert list(page.pieces.values_list("pk", flat=True)) == [first.pk, words.pk, item.pk]
    pieces.remove(piece=words, by=people.coordinator)
    assert list(page.pieces.values_list("number", flat=True)) == [1, 2]
    pieces.change(piece=first, by=people.coordinator, title="Near the wells")
    assert page.pieces.get(pk=first.pk).title == "Near the wells"


def test_a_part_that_is_moved_or_taken_out_twice_in_haste_goes_once(community: Any, people: Any) -> None:
    who = people.coordinator
    page = issue(community, by=who)
    rows = [pieces.add_section(publication=page, by=who, title=title) for title in "ABCD"]

    def order() -> str:
        return "".join(page.pieces.values_list("title", flat=True))

    for _press in range(2):
        pieces.move(piece=rows[3], by=who, up=True, seen_at=4)
    assert order() == "ABDC"
    for _press in range(2):
        pieces.move(piece=rows[0], by=who, up=False, seen_at=1)
    assert order() == "BADC"
    for _press in range(2):
        pieces.remove(piece=rows[1], by=who)
    pieces.move(piece=rows[1], by=who, up=False, seen_at=1)
    assert order() == "ADC"
    assert list(page.pieces.values_list("number", flat=True)) == [1, 2, 3]
    with pytest.raises(Denied):
        pieces.move(piece=rows[3], by=people.stranger, up=True, seen_at=2)
    assert order() == "ADC"


def test_who_neither_coordinates_nor_keeps_the_library_makes_no_issue(
    community: Any, people: Any, pump: Any
) -> None:
    page = issue(community, by=people.coordinator)

    for who in (people.member, people.facilitator, people.stranger):
        with pytest.raises(Denied):
            issue(community, by=who)
        with pytest.raises(Denied):
            pieces.add_item(publication=page, by=who, resource=pump)
    assert page.pieces.count() == 0


def test_what_the_readers_may_not_read_is_refused_in_words(
    community: Any, neighbour: Any, people: Any, pump: Any
) -> None:
    page = issue(community, by=people.coordinator, sharing=Sharing.ORGANISATION)
    inside = published(community, title="For members", sharing=Sharing.COMMUNITY)
    next_door = published(neighbour, title="Next door", sharing=Sharing.COMMUNITY)

    with pytest.raises(ValidationError, match="fewer people"):
        pieces.add_item(publication=page, by=people.coordinator, resource=inside)
    with pytest.raises(Http404):
        pieces.add_item(publication=page, by=people.coordinator, resource=next_door)
    pieces.add_item(publication=page, by=people.coordinator, resource=pump)
    with pytest.raises(ValidationError, match="A pump that lasts"):
        publications.describe(publication=page, by=people.coordinator, sharing=Sharing.PUBLIC)
    assert page.pieces.count() == 1


def test_a_figure_of_the_community_is_put_in_once(community: Any, people: Any) -> None:
    page = issue(community, by=people.coordinator)
    key = next(iter(evidence.figures()))

    first = pieces.add_figure(publication=page, by=people.coordinator, figure=key, caption="More each year")
    again = pieces.add_figure(publication=page, by=people.coordinator, figure=key)
    with pytest.raises(ValidationError):
        pieces.add_figure(publication=page, by=people.coordinator, figure="nothing")

    assert first == again


def test_nothing_empty_is_put_in(community: Any, people: Any) -> None:
    page = issue(community, by=people.coordinator)

    with pytest.raises(ValidationError):
        pieces.add_section(publication=page, by=people.coordinator, title=" ")
    with pytest.raises(ValidationError):
        pieces.add_text(publication=page, by=people.coordinator, title="x", words=" ")
    words = pieces.add_text(publication=page, by=people.coordinator, title="x", words="y")
    with pytest.raises(ValidationError):
        pieces.change(piece=words, by=people.coordinator, title="x", words="")

    assert page.pieces.count() == 1
