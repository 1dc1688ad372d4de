"""Pages that are published by the hundred are in both of Wagtail's indexes as if one by one, each written once."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page, ReferenceIndex
from wagtail.search.models import IndexEntry

from knowledge_base import indexing
from knowledge_base.actions import inventories
from knowledge_base.models import Credit, ResourcePage
from knowledge_base.tests.actions.test_inventories import row, sheet
from knowledge_base.tests.makers import published

pytestmark = pytest.mark.django_db


def references(page: Any) -> set[tuple[Any, ...]]:
    rows = ReferenceIndex.objects.filter(object_id=str(page.pk), base_content_type__model="page")
    return set(rows.values_list("to_content_type_id", "to_object_id", "model_path", "content_path"))


def said(page: Any) -> list[Any]:
    rows = IndexEntry.objects.filter(object_id=str(page.pk), content_type__model=type(page)._meta.model_name)
    return list(rows.values_list("title", "autocomplete", "body", "title_text", "body_text"))


def test_both_indexes_say_what_wagtail_itself_would_have_said(
    community: Any, people: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(indexing, "AT_ONCE", 2)
    rows = [
        row(1, credits=f"author: {people.member.email}; source: Typed"), row(2), row(3, kind="tool"),
        row(4, owner=people.expert.email, state="draft"), row(5),
    ]  # fmt: skip
    inventories.carry_out(community=community, by=people.knowledge_manager, source=sheet(*rows))

    pages = [page.specific for page in ResourcePage.objects.filter(community=community)]
    gathered = [(references(page), said(page)) for page in pages]
    assert all(found and entry for found, entry in gathered)
    ReferenceIndex.objects.all().delete()
    IndexEntry.objects.all().delete()
    for page in pages:
        page.save(clean=False)
        for credit in Credit.objects.filter(resource_id=page.pk):
            credit.save()

    assert [(references(page), said(page)) for page in pages] == gathered


def test_what_is_no_page_is_indexed_at_once_and_a_block_that_breaks_writes_nothing(
    community: Any,
) -> None:
    page = published(community).specific
    IndexEntry.objects.all().delete()

    def breaks() -> None:
        with indexing.indexed_once():
            page.save(clean=False)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        breaks()
    assert not said(page)

    with indexing.indexed_once():
        page.save(clean=False)
        assert not said(page)
        top = Page.objects.get(depth=1)
        assert not indexing.Changed().takes("another.task", ("wagtailcore", "page", str(top.pk)))
    assert said(page)


def test_each_page_is_indexed_once_however_often_it_is_saved(community: Any) -> None:
    page = published(community).specific

    def cost(times: int) -> int:
        with CaptureQueriesContext(connection) as found, indexing.indexed_once():
            for _again in range(times):
                page.save(update_fields=["summary"], clean=False)
        return sum("wagtailsearch_indexentry" in one["sql"] for one in found.captured_queries)

    assert cost(1) == cost(3) == 3
