"""Needs of members."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from communities.actions import needs
from communities.models import Need, NeedSupport
from communities.queries.needs import similar, waiting_needs
from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.notifications.models import Notice
from cop_portal.foundation.permissions import Denied

pytestmark = pytest.mark.django_db


@pytest.fixture
def need(community: Any, people: Any) -> Need:
    return needs.add(community=community, by=people.member, text="How pumps last without spare parts")


def test_a_need_is_one_sentence_and_its_author_wants_it(need: Need, people: Any) -> None:
    need.refresh_from_db()
    assert (need.support_count, need.by) == (1, people.member)
    with pytest.raises(ValidationError):
        needs.add(community=need.community, by=people.member, text=" \n ")


def test_the_same_words_support_the_need_that_is_there(need: Need, people: Any) -> None:
    again = needs.add(community=need.community, by=people.expert, text="how PUMPS last without spare parts")

    need.refresh_from_db()
    assert (again.pk, need.support_count) == (need.pk, 2)


def test_wanting_twice_is_once_and_can_be_taken_back(need: Need, people: Any) -> None:
    for _round in range(2):
        needs.support(need=need, by=people.expert)
    need.refresh_from_db()
    assert need.support_count == 2
    assert ActivityEntry.objects.filter(verb="communities.need_supported").count() == 1

    needs.support(need=need, by=people.expert, wanted=False)
    need.refresh_from_db()
    assert need.support_count == 1


def test_strangers_neither_name_nor_want_nor_answer(need: Need, people: Any) -> None:
    with pytest.raises(Denied):
        needs.add(community=need.community, by=people.stranger, text="Mine")
    with pytest.raises(Denied):
        needs.support(need=need, by=people.stranger)
    for who in (people.stranger, people.member, people.expert):
        with pytest.raises(Denied):
            needs.answer(need=need, by=who, state="met", outcome="Done")

    need.refresh_from_db()
    assert (need.state, NeedSupport.objects.count()) == ("open", 1)


def test_who_wants_it_is_told_once_what_becomes_of_it(need: Need, people: Any, dispatched: Any) -> None:
    needs.support(need=need, by=people.expert)
    with pytest.raises(ValidationError):
        needs.answer(need=need, by=people.facilitator, state="met", outcome=" ")
    for _round in range(2):
        needs.answer(need=need, by=people.facilitator, state="taken_up", outcome="A seminar in May")
    dispatched()

    told = Notice.objects.filter(kind="communities.need_answered")
    assert {notice.user for notice in told} == {people.member, people.expert}
    assert told.count() == 2


def test_a_need_leads_to_no_page_elsewhere(need: Need, people: Any) -> None:
    with pytest.raises(ValueError, match="page of the portal"):
        needs.answer(
            need=need, by=people.facilitator, state="met", outcome="x", outcome_url="https://evil.example/"
        )


def test_nearly_the_same_is_found_in_this_community_alone(neighbour: Any, need: Need, people: Any) -> None:
    assert similar(people.member, need.community, "pumps that last without spares") == [need]
    assert similar(people.member, neighbour, "pumps that last without spares") == []


def test_what_three_want_waits_for_those_who_take_needs_up(need: Need, people: Any) -> None:
    needs.support(need=need, by=people.expert)
    assert waiting_needs(people.facilitator) == []
    needs.support(need=need, by=people.guest)

    assert [row.key for row in waiting_needs(people.facilitator)] == [f"need:{need.pk}:3"]
    assert waiting_needs(people.stranger) == []
