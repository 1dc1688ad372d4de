"""Counts of a day, and the texts that lead to a resource."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.conf import settings
from django.core.files.base import ContentFile

from discussions.actions import contributions, discussions
from knowledge_base.actions import uses
from knowledge_base.models import LibraryDocument, Reference, ResourceDay, ResourceScore
from knowledge_base.tests.makers import published

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 11, 3)


def test_handed_down_twice_a_day_stands_once_and_a_row_that_is_gone_is_left_out(community: Any) -> None:
    page = published(community)

    uses.set_days(DAY, views={page.pk: 3, 999_999: 5}, downloads={})
    uses.set_days(DAY, views={page.pk: 4}, downloads={})

    assert list(ResourceDay.objects.values_list("resource", "views", "downloads")) == [(page.pk, 4, 0)]
    uses.set_days(DAY, views={}, downloads={})
    assert not ResourceDay.objects.exists()


def test_a_file_counts_for_the_resources_that_show_it(community: Any) -> None:
    document = LibraryDocument.objects.create(title="Sheet", file=ContentFile(b"x", name="sheet.txt"))
    page = published(community, body=[("file", {"document": document, "note": ""})])
    other = published(community)

    uses.set_days(DAY, views={other.pk: 1}, downloads={document.pk: 7})

    found = dict(ResourceDay.objects.values_list("resource", "downloads"))
    assert found == {page.pk: 7, other.pk: 0}
    document.file.delete(save=False)


def test_a_contribution_that_links_to_it_is_a_citation_until_it_is_changed(
    community: Any, people: Any, dispatched: Any
) -> None:
    page = published(community)
    talk = discussions.start(
        community=community,
        by=people.facilitator,
        title="Pumps?",
        body=f"See {settings.PORTAL_URL}{page.url}",
    )
    said = contributions.add(
        discussion=talk, by=people.member, body=f"[it]({page.url}) and [it again]({page.url}?x=1#y)"
    )
    contributions.add(discussion=talk, by=people.expert, body="https://elsewhere.example" + page.url)
    dispatched()
    assert ResourceScore.objects.get(resource=page.pk).citations == 2

    contributions.edit(contribution=said, by=people.member, body="Nothing")
    dispatched()

    assert ResourceScore.objects.get(resource=page.pk).citations == 1
    assert Reference.objects.get().discussion == talk


def test_a_text_with_a_broken_link_is_no_trouble() -> None:
    assert uses.note_references('<a href="http://[/library/x">x</a>') == set()
