"""Versions: compared word by word, read by those who could read them when they were published."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.http import Http404
from PIL import Image

from knowledge_base.actions.libraries import collection_of
from knowledge_base.enums import Sharing
from knowledge_base.models import LibraryDocument, LibraryImage, ResourcePage
from knowledge_base.queries import changes as queries
from knowledge_base.tests.makers import moved, published, revised, table

pytestmark = pytest.mark.django_db


def test_versions_are_compared_word_by_word(community: Any, people: Any) -> None:
    page = published(community, context="Rust <b>is</b> the enemy")
    revised(page, by=people.knowledge_manager, change_note="Sand too", context="Sand <b>is</b> the enemy")
    after, before = queries.of_resource(people.member, page)

    found = queries.differences(before, after)

    assert found is not None
    assert [one.label for one in found] == ["Context"]
    assert found[0].text == "<del>Rust</del><ins>Sand</ins> &lt;b&gt;is&lt;/b&gt; the enemy"


def with_everything(
    community: Any, *, litres: float = 12.5, image: str = "a", file: str = "a", address: str = "a"
) -> list[Any]:
    """A body of which one thing is another now. Pictures and files bear the same title."""
    drawn = io.BytesIO()
    Image.new("RGB", (8, 8)).save(drawn, "PNG")
    where = collection_of(community)
    pictures = LibraryImage.objects.filter(file__contains=f"{image}-pump")
    documents = LibraryDocument.objects.filter(file__contains=f"{file}-sheet")
    return [
        table(["North", litres]),
        (
            "figure",
            {
                "image": pictures.first()
                or LibraryImage.objects.create(
                    title="Pump", file=ImageFile(drawn, name=f"{image}-pump.png"), collection=where
                ),
                "alternative": "A pump",
                "caption": "",
            },
        ),
        (
            "file",
            {
                "document": documents.first()
                or LibraryDocument.objects.create(
                    title="Sheet", file=ContentFile(b"x", name=f"{file}-sheet.txt"), collection=where
                ),
                "note": "",
            },
        ),
        ("link", {"url": f"https://ropes.example/{address}", "title": "Ropes", "note": ""}),
        ("video", {"url": "https://films.example/7", "title": "Film", "note": ""}),
    ]


@pytest.mark.parametrize(
    ("changed", "old", "new"),
    [
        ({"litres": 13.0}, "<del>12.5</del>", "<ins>13</ins>"),
        ({"image": "b"}, "<del>(a-pump", "<ins>(b-pump"),
        ({"file": "b"}, "<del>(a-sheet", "<ins>(b-sheet"),
        ({"address": "b"}, "<del>https://ropes.example/a</del>", "<ins>https://ropes.example/b</ins>"),
    ],
)
def test_another_number_picture_file_or_address_is_seen(
    changed: dict[str, Any], old: str, new: str, community: Any, people: Any
) -> None:
    page = published(community, body=with_everything(community))
    revised(page, by=people.knowledge_manager, change_note="Anew", body=with_everything(community, **changed))
    after, before = queries.of_resource(people.member, page)

    (found,) = queries.differences(before, after) or []

    assert found.label == "In full"
    assert old in found.text
    assert new in found.text
    assert found.text.count("<ins>") == 1


def test_what_stayed_the_same_is_no_difference(community: Any, people: Any) -> None:
    page = published(community, body=with_everything(community))
    revised(page, by=people.knowledge_manager, change_note="Anew", body=with_everything(community))
    after, before = queries.of_resource(people.member, page)

    assert queries.differences(before, after) == []


def test_a_version_from_inside_is_not_shown_outside_after_the_release(community: Any, people: Any) -> None:
    page = published(community, sharing=Sharing.COMMUNITY, summary="Call Mr X.")
    moved(page, Sharing.PUBLIC)
    revised(page, by=people.knowledge_manager, change_note="Ready", summary="Call us.")
    page.refresh_from_db()

    for outside in (AnonymousUser(), people.stranger):
        assert [one.number for one in queries.of_resource(outside, page)] == [2]
        with pytest.raises(Http404):
            queries.get_for(outside, page, 1)
    assert [one.number for one in queries.of_resource(people.member, page)] == [2, 1]


def test_versions_of_another_community_stay_with_its_members(
    community: Any, neighbour: Any, people: Any
) -> None:
    page = published(neighbour, sharing=Sharing.COMMUNITY)
    ResourcePage.objects.filter(pk=page.pk).update(community=community)
    page.refresh_from_db()

    assert queries.of_resource(people.member, page) == []


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_of_changes_costs_the_same_for_one_and_for_three(
    number: int, community: Any, people: Any, django_assert_num_queries: Any
) -> None:
    page = published(community)
    for index in range(number):
        revised(page, by=people.knowledge_manager, change_note=f"Reason {index}", summary=f"S {index}")
    queries.of_resource(people.member, page)

    with django_assert_num_queries(2):
        assert len(queries.of_resource(people.member, page)) == number + 1
