"""Counts of a day, and the texts that lead to a resource."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.conf import settings
from django.core.files.base import ContentFile

from discussions.actions import contributions, discussions
from knowledge_base.actions import merges, uses
from knowledge_base.models import LibraryDocument, Reference, ResourceDay, ResourceScore
from knowledge_base.tests.makers import published

pytestmark = pytest.mark.django_db
DAY, LATER = datetime.date(2026, 11, 3), datetime.date(2026, 11, 4)


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


def days() -> set[tuple[Any, ...]]:
    return set(ResourceDay.objects.values_list("resource", "day", "views", "downloads"))


def test_the_days_of_what_was_merged_count_once_for_what_it_became(community: Any, people: Any) -> None:
    document = LibraryDocument.objects.create(title="Sheet", file=ContentFile(b"x", name="sheet.txt"))
    shown = [("file", {"document": document, "note": ""})]
    winner, loser, other = (published(community, title=title, body=shown) for title in ("A", "B", "C"))
    seen = {winner.pk: 3, loser.pk: 4, other.pk: 9}
    uses.set_days(DAY, views=seen, downloads={document.pk: 2})
    uses.set_days(LATER, views={loser.pk: 5}, downloads={})

    merges.merge(winner=winner, loser=loser, by=people.knowledge_manager)

    assert days() == {
        (winner.pk, DAY, 7, 4), (loser.pk, DAY, 0, 0), (other.pk, DAY, 9, 2), (winner.pk, LATER, 5, 0),
    }  # fmt: skip
    # Handed down anew after the merger: as read then, and the file of both is one file.
    uses.set_days(DAY, views=seen, downloads={document.pk: 2})
    uses.set_days(LATER, views={loser.pk: 5}, downloads={})
    assert days() == {(winner.pk, DAY, 7, 2), (other.pk, DAY, 9, 2), (winner.pk, LATER, 5, 0)}
    document.file.delete(save=False)


def test_texts_that_lead_to_what_was_merged_lead_to_what_it_became(
    community: Any, people: Any, dispatched: Any
) -> None:
    winner, loser = published(community), published(community, title="The same pump")
    talk = discussions.start(
        community=community, by=people.facilitator, title="Pumps?", body=f"[a]({winner.url}) and [b]({loser.url})"
    )  # fmt: skip
    said = contributions.add(discussion=talk, by=people.member, body=f"[b]({loser.url})")
    dispatched()
    merges.merge(winner=winner, loser=loser, by=people.knowledge_manager)
    dispatched()

    assert Reference.objects.filter(resource=winner.pk).count() == 2
    assert Reference.objects.get(resource=loser.pk).discussion == talk
    assert ResourceScore.objects.get(resource=winner.pk).citations == 2
    contributions.edit(
        contribution=said, by=people.member, body=f"Still [b]({loser.url}) and [a]({winner.url})"
    )
    dispatched()
    assert Reference.objects.get(contribution=said).resource_id == winner.pk
    assert ResourceScore.objects.get(resource=winner.pk).citations == 2
