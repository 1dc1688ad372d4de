"""An event of which somebody told is offered to be kept, once, with what was said of it."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.http import Http404
from django.utils import timezone

from communities.actions import events, memberships
from communities.models import Event
from communities.tests.makers import announced, is_over
from cop_portal.foundation.notifications.models import Notice
from cop_portal.foundation.permissions import Denied
from knowledge_base.actions import harvests
from knowledge_base.models import Harvest
from knowledge_base.queries.event_crops import crop_of_event
from knowledge_base.queries.harvests import get_for, holders_of, names_for, others, waiting_harvests

pytestmark = pytest.mark.django_db


def test_after_somebody_told_how_it_went_it_is_offered_once(
    community: Any, people: Any, dispatched: Any
) -> None:
    event = announced(community, people.facilitator, title="Three short cases", leader=people.member)
    assert crop_of_event(event.pk) is None
    event = is_over(event)
    for words in ("They **last**.", "They last, all three."):
        events.tell(event=event, by=people.facilitator, came=[], went=words)
        dispatched()

    offer = Harvest.objects.get(source="event")
    assert (offer.source_id, offer.gardener) == (event.pk, people.knowledge_manager)
    page = harvests.accept(
        harvest=offer,
        by=people.knowledge_manager,
        kind="lesson",
        title="Three short cases",
        summary="They last.",
    ).specific
    assert page.title == "Three short cases"
    assert page.happened == "They last, all three."
    assert people.member in [credit.user for credit in page.credits.all()]


def test_a_draft_a_cancelled_one_and_one_without_a_library_yield_nothing(community: Any, people: Any) -> None:
    event = is_over(announced(community, people.facilitator))
    events.tell(event=event, by=people.facilitator, came=[], went="Well")
    assert crop_of_event(event.pk) is not None

    community.modules_off = ["library"]
    community.save(update_fields=["modules_off"])

    assert crop_of_event(event.pk) is None
    assert crop_of_event(10**9) is None


@pytest.mark.parametrize("lead", ["member", None])
def test_what_is_over_is_offered_once_though_nobody_told_and_waits_with_gardener_and_holder(
    lead: str | None, community: Any, people: Any, dispatched: Any
) -> None:
    leader = getattr(people, lead) if lead else None
    event = is_over(announced(community, people.facilitator, title="A short case", leader=leader))
    assert [harvests.offer_events() for _twice in range(2)] == [1, 0]
    dispatched()

    offer = Harvest.objects.get(source="event")
    holder = leader or people.facilitator
    assert offer.gardener == people.knowledge_manager
    for who in (people.knowledge_manager, holder):
        assert [row.url for row in waiting_harvests(who)] == [offer.get_absolute_url()]
        assert Notice.objects.filter(user=who, kind="knowledge_base.harvest").count() == 1
    for who in (people.expert, people.guest, people.stranger):
        assert waiting_harvests(who) == []
        with pytest.raises(Http404):
            get_for(who, offer.pk)
    assert Notice.objects.filter(kind="knowledge_base.harvest").count() == 2

    page = harvests.accept(
        harvest=get_for(holder, offer.pk), by=holder, kind="lesson", title="A case", summary="It lasts."
    ).specific
    assert page.happened == ""
    assert waiting_harvests(holder) == waiting_harvests(people.knowledge_manager) == []
    assert event.title not in [row.sentence for row in waiting_harvests(people.coordinator)]


@pytest.mark.parametrize("number", [1, 3])
def test_who_has_it_is_named_to_those_who_wait_for_it_too(
    number: int, community: Any, people: Any, django_assert_num_queries: Any
) -> None:
    for one in range(number):
        is_over(announced(community, people.facilitator, title=f"Case {one}", leader=people.member))
    harvests.offer_events()
    late = timezone.localdate() - datetime.timedelta(days=8)
    Harvest.objects.update(due_on=late)

    with django_assert_num_queries(4):
        rows = waiting_harvests(people.coordinator)
    keeper, holder = people.knowledge_manager.name, people.member.name
    assert [row.reason for row in rows] == [f"In the hands of {keeper}, {holder}"] * number
    for who, other in ((people.knowledge_manager, holder), (people.member, keeper)):
        assert {row.reason for row in waiting_harvests(who)} == {f"In the hands of {other}"}
    Harvest.objects.update(gardener=None)
    assert {row.reason for row in waiting_harvests(people.member)} == {
        "What nobody writes down is asked again next year."
    }
    memberships.leave(community=community, by=people.member)
    assert {row.reason for row in waiting_harvests(people.coordinator)} == {"In nobody’s hands yet"}
    assert waiting_harvests(people.stranger) == []


def test_who_has_it_is_named_in_the_notice_only_to_those_who_may_know_of_them(
    community: Any, neighbour: Any, people: Any, dispatched: Any
) -> None:
    is_over(announced(community, people.facilitator, title="A case", leader=people.member))
    harvests.offer_events()
    dispatched()
    offer = Harvest.objects.get()
    keeper, holder = people.knowledge_manager, people.member

    for who in (keeper, holder):
        told = Notice.objects.get(user=who, kind="knowledge_base.harvest")
        assert told.detail.startswith(f"It is in the hands of {keeper.name}, {holder.name}. A draft is ready")
    for viewer, people_ in ((keeper, {keeper.pk, holder.pk}), (people.stranger, {people.guest.pk})):
        known = names_for([viewer], people_)
        assert set(known) == (people_ if viewer == keeper else set())
    assert names_for([keeper, people.guest], {holder.pk, people.stranger.pk}) == {holder.pk: holder.name}
    assert holders_of([offer]) == {offer.pk: [keeper.pk, holder.pk]}

    harvests.remind(offer.due_on)
    harvests.remind(offer.due_on + datetime.timedelta(days=7))
    dispatched()
    late = Notice.objects.get(user=people.coordinator, kind="knowledge_base.harvest_overdue")
    assert f"in the hands of {keeper.name}, {holder.name}" in late.detail


def test_who_alone_has_it_is_not_told_so(community: Any, people: Any, dispatched: Any) -> None:
    is_over(announced(community, people.facilitator, leader=people.knowledge_manager))
    harvests.offer_events()
    dispatched()

    assert Notice.objects.get(kind="knowledge_base.harvest").detail.startswith("A draft is ready")


def test_who_held_it_and_left_has_no_say_any_more(community: Any, people: Any) -> None:
    is_over(announced(community, people.facilitator, leader=people.member))
    harvests.offer_events()
    offer = Harvest.objects.get()
    assert people.member in others(offer)
    assert people.guest not in others(offer)
    memberships.leave(community=community, by=people.member)

    assert waiting_harvests(people.member) == []
    with pytest.raises(Denied):
        harvests.decline(harvest=offer, by=people.member, reason="No")


def test_a_date_of_a_series_and_one_that_is_long_over_are_not_offered_by_themselves(
    community: Any, neighbour: Any, people: Any
) -> None:
    first = announced(community, people.facilitator, repeat="weekly", times=2)
    is_over(first)
    old = announced(community, people.facilitator, title="Of old")
    long_ago = timezone.now() - datetime.timedelta(days=60)
    Event.objects.filter(pk=old.pk).update(begins_at=long_ago, ends_at=long_ago + datetime.timedelta(hours=1))
    announced(community, people.facilitator, title="To come")

    assert harvests.offer_events() == 0
    events.tell(event=first, by=people.facilitator, came=[], went="Well")
    assert harvests.offer_events() == 1
