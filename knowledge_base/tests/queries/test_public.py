"""The public shelf: its filters, its files, and that it counts nothing else."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.base import ContentFile

from knowledge_base.actions.libraries import collection_of
from knowledge_base.models import LibraryDocument
from knowledge_base.queries import public
from knowledge_base.tests.makers import published

pytestmark = pytest.mark.django_db


def test_each_filter_narrows_to_public_things_only(community: Any, neighbour: Any) -> None:
    sheet = published(
        community,
        title="Pump sheet",
        sharing="public",
        kind="tool",
        place="Kisumu",
        language="fr",
        licence="cc-by",
    )
    sheet.tags.add("Pumps")
    sheet.save()
    other = published(neighbour, title="Cold chain", sharing="public")
    inside = published(community, title="Inside", sharing="organisation", kind="tool", place="Kisumu")
    inside.tags.add("Hidden")
    inside.save()

    assert {row.pk for row in public.shelf()} == {sheet.pk, other.pk}
    for asked in (
        {"words": "sheet"}, {"kind": "tool"}, {"community": community.slug}, {"language": "fr"},
        {"place": "kisu"}, {"topic": "pumps"}, {"licence": "cc-by"},
    ):  # fmt: skip
        assert [row.pk for row in public.shelf(**asked)] == [sheet.pk], asked
    assert list(public.shelf(topic="hidden")) == []
    assert [tag.name for tag in public.topics()] == ["Pumps"]
    assert set(public.communities()) == {community, neighbour}


def test_files_of_many_pages_come_in_two_statements(
    community: Any, settings: Any, tmp_path: Any, django_assert_num_queries: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    pages = []
    for number in range(3):
        document = LibraryDocument.objects.create(
            title=f"Log {number}",
            file=ContentFile(b"x", name="log.txt"),
            collection=collection_of(community),
        )
        body = [("file", {"document": document, "note": ""})]
        pages.append(published(community, title=f"Page {number}", sharing="public", body=body))
    public.files_of(pages)  # the kinds of content are known from here on

    for count in (1, 3):
        with django_assert_num_queries(2):
            found = public.files_of(pages[:count])
        assert [len(files) for files in found.values()] == [1] * count
    assert public.files_of([]) == {}


def test_feeds_name_who_is_credited_at_one_cost(
    community: Any, neighbour: Any, django_assert_num_queries: Any
) -> None:
    published(community, title="One", sharing="public")
    for count in (1, 3):
        with django_assert_num_queries(2):
            assert len([list(row.credits.all()) for row in public.newest(community)]) == count
        if count == 1:
            published(community, title="Two", sharing="public")
            published(community, title="Three", sharing="public")
    published(neighbour, title="Inside")
    assert public.newest(neighbour) == []
