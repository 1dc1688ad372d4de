"""Documents of the library are read once, and again when the file is another one."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.base import ContentFile
from django.urls import reverse

from cop_portal.portal.search import search_all
from knowledge_base.actions import filetexts
from knowledge_base.actions.libraries import collection_of, ensure_library
from knowledge_base.enums import Sharing
from knowledge_base.models import DocumentText, LibraryDocument
from knowledge_base.tests.makers import draft, moved, published

pytestmark = pytest.mark.django_db


def document(community: Any, words: bytes = b"Quinquereme", title: str = "Log") -> LibraryDocument:
    return LibraryDocument.objects.create(
        title=title, file=ContentFile(words, name="log.txt"), collection=collection_of(community)
    )


def body(held: LibraryDocument) -> list[Any]:
    return [("file", {"document": held, "note": ""})]


def files(user: Any) -> list[str]:
    return [row.url for row in search_all(user, "quinquereme").of("files")]


def test_another_file_in_its_place_is_read_again(community: Any) -> None:
    held = document(community)
    assert filetexts.read_waiting() == 1
    assert filetexts.read_waiting() == 0

    held.file = ContentFile(b"Trireme", name="other.txt")
    held.save()

    assert filetexts.read_waiting() == 1
    assert DocumentText.objects.get().text == "Trireme"


def test_another_file_at_the_same_place_is_read_again_when_an_editor_replaced_it(
    community: Any, people: Any, sign_in: Any
) -> None:
    ensure_library(community)
    held = document(community)
    filetexts.read_waiting()
    place = held.file.name
    held.file.storage.delete(place)  # so that the next one of this name comes to the same place

    answer = sign_in(people.knowledge_manager).post(
        reverse("wagtaildocs:edit", args=[held.pk]),
        {
            "title": "Log",
            "collection": held.collection_id,
            "file": ContentFile(b"Trireme", name=held.filename),
        },
    )

    assert answer.status_code == 302
    held.refresh_from_db()
    assert held.file.name == place
    assert filetexts.read_waiting() == 1
    assert DocumentText.objects.get().text == "Trireme"
    assert filetexts.read_waiting() == 0


def test_a_file_is_found_by_whoever_may_read_a_page_that_holds_it(
    community: Any, neighbour: Any, people: Any
) -> None:
    page = published(neighbour, title="Keep it cold", body=body(document(neighbour)), sharing="community")
    draft(community, title="Not yet", body=body(document(community, title="Drafted")))
    document(community, title="Held by none")
    filetexts.read_waiting()

    assert files(people.stranger) == [page.url]
    assert files(people.member) == []
    assert search_all(people.member, "quinquereme").total == 0
    assert files(AnonymousUser()) == []

    moved(page, Sharing.PUBLIC)
    assert files(people.member) == [page.url]
    assert files(AnonymousUser()) == [page.url]


def test_a_file_in_two_pages_is_one_finding(community: Any, people: Any) -> None:
    held = document(community)
    first = published(community, title="One", body=body(held))
    published(community, title="Two", body=body(held))
    filetexts.read_waiting()

    assert files(people.member) == [first.url]
    assert search_all(people.member, "quinquereme", kind="files").total == 1
