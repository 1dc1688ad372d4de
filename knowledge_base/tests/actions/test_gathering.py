"""Gaps come from what people sought, asked, wanted, and found wanting; each once."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.utils import timezone

from communities.actions import needs
from cop_portal.foundation.permissions import SYSTEM
from cop_portal.tests import factories
from discussions.actions import contributions, discussions
from discussions.models import Discussion
from knowledge_base.actions import gaps, gathering, searches
from knowledge_base.models import Gap, ResourceScore
from knowledge_base.tests.makers import published

pytestmark = pytest.mark.django_db


def sought(community: Any, by: Any, times: int, words: str = "Solar pumps") -> None:
    for _again in range(times):
        searches.note_failed(words=words, by=by, community=community)


def question(community: Any, by: Any, days: int = 9) -> Any:
    talk = discussions.start(
        community=community, by=by, title="Who knows wells?", body="Deep ones.", kind="question"
    )
    Discussion.objects.filter(pk=talk.pk).update(created_at=timezone.now() - datetime.timedelta(days=days))
    return talk


def wanted(community: Any, people: int) -> Any:
    first = factories.joined(community, factories.person("First"))
    need = needs.add(community=community, by=first, text="How ropes last")
    for number in range(people - 1):
        needs.support(need=need, by=factories.joined(community, factories.person(f"Want {number}")))
    return need


def low(community: Any, **values: Any) -> Any:
    page = published(community, title="Old sheet")
    ResourceScore.objects.create(resource=page, not_useful=5, **values)
    return page


def found(community: Any) -> dict[str, tuple[str, int, bool]]:
    rows = Gap.objects.filter(community=community).order_by("pk")
    return {row.source: (row.text, row.asked, row.is_shown) for row in rows}


def test_each_source_gives_its_gaps_and_the_neighbour_none(
    community: Any, neighbour: Any, people: Any
) -> None:
    sought(community, people.member, 4)
    question(community, people.member)
    wanted(community, 3)
    low(community, usefulness=10)

    assert gathering.gather_all() == 4

    assert found(community) == {
        "search": ("Solar pumps", 4, False),
        "question": ("Who knows wells?", 1, True),
        "need": ("How ropes last", 3, True),
        "low_score": ("Old sheet", 5, True),
    }
    assert found(neighbour) == {}


def test_what_is_seldom_fresh_or_good_is_no_gap(community: Any, people: Any) -> None:
    sought(community, people.member, 2)
    question(community, people.member, days=3)
    wanted(community, 2)
    low(community, usefulness=60, freshness=10, use=5)

    assert gathering.gather(community) == 0


def test_what_is_used_and_long_out_of_date_is_a_gap(community: Any) -> None:
    low(community, usefulness=-1, freshness=10, use=60)

    assert gathering.gather(community) == 1


def test_asked_again_it_is_counted_anew_and_made_once(community: Any, people: Any) -> None:
    sought(community, people.member, 3)
    gathering.gather(community)
    sought(community, people.expert, 2, "  solar   PUMPS ")

    assert gathering.gather(community) == 0

    assert Gap.objects.get().asked == 5


def test_what_was_set_aside_does_not_come_back(community: Any, people: Any) -> None:
    sought(community, people.member, 3)
    low(community, usefulness=10)
    gathering.gather(community)
    for gap in Gap.objects.filter(community=community):
        gaps.set_aside(gap=gap, by=people.knowledge_manager, reason="Not ours")
    sought(community, people.member, 3)

    assert gathering.gather(community) == 0

    assert set(Gap.objects.values_list("state", flat=True)) == {"set_aside"}


def test_a_question_to_which_its_asker_alone_adds_stays_a_gap(community: Any, people: Any) -> None:
    talk = question(community, people.member)
    contributions.add(discussion=talk, by=people.member, body="Anybody?")
    for _night in range(2):
        gathering.gather(community)
        assert Gap.objects.get().state == "open"

    contributions.add(discussion=talk, by=people.expert, body="We do.")
    gathering.gather(community)

    assert Gap.objects.get().state == "filled"


def test_what_settled_itself_leaves_the_list_unless_somebody_took_it(community: Any, people: Any) -> None:
    talk, need = question(community, people.member), wanted(community, 3)
    page = low(community, usefulness=10)
    gathering.gather(community)
    gaps.take(gap=Gap.objects.get(source="low_score"), by=people.member)
    contributions.add(discussion=talk, by=people.expert, body="We do.")
    needs.answer(need=need, by=SYSTEM, state="met", outcome="A seminar")
    ResourceScore.objects.filter(resource=page).update(usefulness=90)

    gathering.gather(community)

    states = dict(Gap.objects.values_list("source", "state"))
    assert states == {"question": "filled", "need": "filled", "low_score": "taken"}


def test_a_hidden_question_is_no_gap_that_members_see(community: Any, people: Any) -> None:
    talk = question(community, people.member)
    gathering.gather(community)
    Discussion.objects.filter(pk=talk.pk).update(hidden_at=timezone.now())

    assert not Gap.objects.visible_to(people.expert).exists()


def test_a_need_that_was_put_to_the_members_is_a_gap_at_once_and_stays_one_until_it_is_filled(
    community: Any, people: Any, dispatched: Any
) -> None:
    need = needs.add(community=community, by=people.member, text="How ropes last")
    assert gathering.gather(community) == 0  # one member alone makes no gap of it

    needs.ask_members(need=need, by=people.facilitator)
    dispatched()
    gathering.gather(community)

    gap = Gap.objects.get()
    assert (gap.need, gap.text, gap.state, gap.asked) == (need, "How ropes last", "open", 1)
    gaps.take(gap=gap, by=people.expert)
    gaps.fill(gap=gap, by=people.expert, resource=published(community, title="Ropes"))
    dispatched()
    need.refresh_from_db()
    assert (need.state, need.outcome) == ("met", "Ropes")
    gathering.gather(community)
    gap.refresh_from_db()
    assert gap.state == "filled"
