"""What is missing, in the queue: shown, opened again, set aside, and nothing of next door."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from cop_portal.tests.factories import holder
from knowledge_base.actions import gaps
from knowledge_base.actions.libraries import ensure_library
from knowledge_base.models import Gap
from knowledge_base.sections.registry import MOST

pytestmark = pytest.mark.django_db
QUEUE = "/cms/curation/"


@pytest.fixture
def gap(neighbour: Any, community: Any) -> Gap:
    ensure_library(community)
    ensure_library(neighbour)
    return Gap.objects.create(
        community=community,
        source="search",
        text="Solar pumps",
        folded_text="solar pumps",
        asked=3,
        is_shown=False,
    )


def act(client: Any, name: str, gap: Gap, words: str = "") -> Any:
    return client.post(reverse("curation_act", args=["gaps", name, gap.pk]), {"words": words})


def test_a_gap_is_shown_to_all_or_set_aside_with_a_reason(gap: Gap, people: Any, sign_in: Any) -> None:
    client = sign_in(people.knowledge_manager)
    assert "Solar pumps" in client.get(QUEUE).content.decode()

    act(client, "show", gap, "Pumps that run on the sun")
    gap.refresh_from_db()
    assert (gap.is_shown, gap.text) == (True, "Pumps that run on the sun")

    act(client, "aside", gap, "We have no sun")
    gap.refresh_from_db()
    assert (gap.state, gap.reason) == ("set_aside", "We have no sun")


def test_one_that_is_late_is_opened_again(gap: Gap, people: Any, sign_in: Any) -> None:
    Gap.objects.filter(pk=gap.pk).update(is_shown=True)
    gap.refresh_from_db()
    gaps.take(gap=gap, by=people.member)
    client = sign_in(people.knowledge_manager)
    assert "Solar pumps" not in client.get(QUEUE).content.decode()
    Gap.objects.filter(pk=gap.pk).update(due_on=timezone.localdate() - datetime.timedelta(days=1))

    page = client.get(QUEUE).content.decode()
    act(client, "back", gap)

    assert f"{people.member.name} wanted to fill it by" in page
    gap.refresh_from_db()
    assert (gap.state, gap.owner) == ("open", None)


def test_next_door_finds_nothing(gap: Gap, neighbour: Any, sign_in: Any) -> None:
    client = sign_in(holder(neighbour, "knowledge_manager"))

    assert "Solar pumps" not in client.get(QUEUE).content.decode()
    assert act(client, "show", gap, "Known").status_code in (403, 404)
    gap.refresh_from_db()
    assert not gap.is_shown


@pytest.mark.parametrize(("number", "more"), [(MOST, False), (MOST + 1, True)])
def test_that_there_are_more_is_said(
    number: int, more: bool, community: Any, people: Any, sign_in: Any
) -> None:
    ensure_library(community)
    Gap.objects.bulk_create(
        Gap(community=community, source="search", text=f"Pump {n}", folded_text=f"pump {n}", asked=3)
        for n in range(number)
    )

    page = sign_in(people.knowledge_manager).get(QUEUE).content.decode()

    assert ("There are more." in page) is more
    assert page.count("/curation/act/gaps/aside/") == MOST


def test_the_words_that_were_sought_stand_there_to_be_said_better(
    gap: Gap, people: Any, sign_in: Any
) -> None:
    page = sign_in(people.knowledge_manager).get(QUEUE).content.decode()

    assert page.count('value="Solar pumps"') == 1  # not as the reason for which it would be set aside
