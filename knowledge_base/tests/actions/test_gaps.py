"""A gap is taken, given back, filled or set aside; those who asked hear of it."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from communities.actions import needs
from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.notifications.models import Notice
from cop_portal.foundation.permissions import Denied
from cop_portal.tests import factories
from discussions.actions import discussions
from knowledge_base.actions import gaps, ratings
from knowledge_base.models import Gap, ResourcePage
from knowledge_base.tests.makers import draft, published

pytestmark = pytest.mark.django_db


@pytest.fixture
def gap(community: Any) -> Gap:
    return Gap.objects.create(
        community=community, source="search", text="Solar pumps", folded_text="solar pumps", asked=4
    )


def recorded(verb: str) -> int:
    return ActivityEntry.objects.filter(verb=f"knowledge_base.{verb}").count()


def test_a_member_takes_it_for_a_month_and_twice_is_once(gap: Gap, people: Any) -> None:
    gaps.take(gap=gap, by=people.member)
    taken = gaps.take(gap=gap, by=people.member)

    assert (taken.state, taken.owner) == ("taken", people.member)
    assert taken.due_on == timezone.localdate() + datetime.timedelta(days=30)
    assert recorded("gap_taken") == 1


def test_what_is_taken_is_not_taken_again(gap: Gap, people: Any) -> None:
    gaps.take(gap=gap, by=people.member)

    with pytest.raises(ValidationError, match=people.member.name):
        gaps.take(gap=gap, by=people.expert)

    gap.refresh_from_db()
    assert gap.owner == people.member


def test_a_stranger_takes_and_fills_nothing(gap: Gap, people: Any, community: Any) -> None:
    page = published(community)
    for act in (
        lambda: gaps.take(gap=gap, by=people.stranger),
        lambda: gaps.fill(gap=gap, by=people.stranger, resource=page),
        lambda: gaps.fill(gap=gap, by=people.member, resource=page),
        lambda: gaps.set_aside(gap=gap, by=people.member, reason="No"),
        lambda: gaps.show(gap=gap, by=people.member, text="No"),
        lambda: gaps.give_back(gap=gap, by=people.member),
    ):
        with pytest.raises(Denied):
            act()

    gap.refresh_from_db()
    assert gap.state == "open"


def test_given_back_it_is_open_for_others(gap: Gap, people: Any) -> None:
    gaps.take(gap=gap, by=people.member)
    taken = Gap.objects.get()
    gaps.move_day(gap=taken, by=people.member, due_on=timezone.localdate() + datetime.timedelta(days=3))
    with pytest.raises(ValidationError):
        gaps.move_day(gap=taken, by=people.member, due_on=timezone.localdate() - datetime.timedelta(days=1))

    gaps.give_back(gap=taken, by=people.member)
    gaps.take(gap=gap, by=people.expert)

    assert Gap.objects.get().owner == people.expert
    assert recorded("gap_given_back") == 1


def test_only_what_all_members_may_read_fills_it(
    gap: Gap, community: Any, neighbour: Any, people: Any
) -> None:
    gaps.take(gap=gap, by=people.member)
    gap.refresh_from_db()
    for page in (published(community, sharing="core"), draft(community), published(neighbour)):
        with pytest.raises(ValidationError):
            gaps.fill(gap=gap, by=people.member, resource=ResourcePage.objects.get(pk=page.pk))

    page = published(community)
    gaps.fill(gap=gap, by=people.member, resource=page)
    gaps.fill(gap=gap, by=people.member, resource=page)

    gap.refresh_from_db()
    assert (gap.state, gap.filled_by_id, gap.owner) == ("filled", page.pk, people.member)
    assert recorded("gap_filled") == 1


def test_set_aside_it_says_why_and_can_come_back(gap: Gap, people: Any) -> None:
    with pytest.raises(ValidationError):
        gaps.set_aside(gap=gap, by=people.knowledge_manager, reason=" ")
    gaps.set_aside(gap=gap, by=people.knowledge_manager, reason="Not our field")
    gap.refresh_from_db()
    assert (gap.state, gap.reason) == ("set_aside", "Not our field")
    assert recorded("gap_set_aside") == 1

    gaps.give_back(gap=gap, by=people.knowledge_manager)

    gap.refresh_from_db()
    assert (gap.state, gap.reason) == ("open", "")


def test_shown_in_other_words_the_search_stays_known(community: Any, people: Any) -> None:
    gap = Gap.objects.create(
        community=community, source="search", text="jo's pump", folded_text="jo's pump", is_shown=False
    )
    assert not Gap.objects.visible_to(people.member).exists()

    gaps.show(gap=gap, by=people.knowledge_manager, text="Pumps that break")

    seen = Gap.objects.visible_to(people.member).get()
    assert (seen.text, seen.folded_text) == ("Pumps that break", "jo's pump")


def test_those_who_asked_the_question_are_told(community: Any, people: Any, dispatched: Any) -> None:
    talk = discussions.start(
        community=community, by=people.member, title="Who knows wells?", body="Deep ones.", kind="question"
    )
    gap = Gap.objects.create(community=community, source="question", text=talk.title, discussion=talk)

    gaps.fill(gap=gap, by=people.knowledge_manager, resource=published(community, title="Wells"))
    dispatched()

    told = Notice.objects.filter(kind="knowledge_base.gap_filled")
    assert people.member.pk in set(told.values_list("user_id", flat=True))
    assert people.stranger.pk not in set(told.values_list("user_id", flat=True))
    assert "Who knows wells?" in told[0].title


def test_those_who_were_not_helped_are_told(community: Any, people: Any, dispatched: Any) -> None:
    old = published(community, title="Old")
    ratings.rate(resource=old, by=people.member, useful=False)
    ratings.rate(resource=old, by=people.expert, useful=True)
    gap = Gap.objects.create(community=community, source="low_score", text="Old", resource=old)

    gaps.fill(gap=gap, by=people.knowledge_manager, resource=published(community, title="New"))
    dispatched()

    told = Notice.objects.filter(kind="knowledge_base.gap_filled").values_list("user_id", flat=True)
    assert list(told) == [people.member.pk]


def test_a_need_is_met_and_its_supporters_hear_once(community: Any, people: Any, dispatched: Any) -> None:
    need = needs.add(community=community, by=people.member, text="How pumps last")
    gap = Gap.objects.create(community=community, source="need", text=need.text, need=need)
    page = published(community, title="Pumps that last")

    gaps.fill(gap=gap, by=people.knowledge_manager, resource=page)
    dispatched()

    need.refresh_from_db()
    assert (need.state, need.outcome, need.outcome_url) == ("met", "Pumps that last", page.url)
    kinds = Notice.objects.filter(user=people.member, kind__in=["knowledge_base.gap_filled"])
    assert not kinds.exists()
    assert Notice.objects.filter(user=people.member, title__contains="How pumps last").count() == 1


def test_two_neighbours_may_lack_the_same(community: Any, neighbour: Any) -> None:
    for where in (community, neighbour):
        Gap.objects.create(community=where, source="search", text="Ropes", folded_text="ropes")

    assert factories.holder(neighbour, "expert") is not None
    assert Gap.objects.visible_to(factories.holder(neighbour, "expert")).get().community == neighbour
