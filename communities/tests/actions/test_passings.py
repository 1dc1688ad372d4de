"""Passing events up or down one level."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from communities.actions import events, memberships, passings
from communities.models import Community, Event, EventPassing
from communities.tests.makers import announced, is_over, level_below, plan
from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.notifications.models import Notice
from cop_portal.foundation.permissions import SYSTEM, Denied
from cop_portal.tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def country(community: Any) -> Community:
    return level_below(community)


def known(event: Event) -> Event:
    """As somebody else's request would read it."""
    return Event.objects.select_related("community").get(pk=event.pk)


def told() -> set[str]:
    return {notice.user.name for notice in Notice.objects.filter(kind="communities.event_passed")}


def test_it_is_passed_down_once_and_stays_what_it_was(community: Any, country: Any, people: Any) -> None:
    event = announced(community, people.facilitator)

    first = passings.pass_on(event=event, to=country, by=people.facilitator, words=" For  you ")
    second = passings.pass_on(event=event, to=country, by=people.facilitator, words="Other")

    assert first == second
    assert EventPassing.objects.get().words == "For you"
    country.refresh_from_db()
    assert country.passed_count == 1
    assert known(event).community == community
    assert ActivityEntry.objects.filter(verb="communities.event_passed").count() == 1


def test_it_is_passed_by_the_facilitator_of_either_level(community: Any, country: Any, people: Any) -> None:
    kito = factories.holder(country, "facilitator")

    passings.pass_on(event=announced(country, kito), to=community, by=people.facilitator)
    passings.pass_on(event=announced(community, people.facilitator), to=country, by=kito)

    assert EventPassing.objects.filter(to_community=community).count() == 1
    assert EventPassing.objects.filter(to_community=country).count() == 1


@pytest.mark.parametrize("who", ["expert", "knowledge_manager", "member", "guest", "stranger", "sponsor"])
def test_others_pass_nothing(who: str, community: Any, country: Any, people: Any) -> None:
    event = announced(community, people.facilitator)

    with pytest.raises(Denied):
        passings.pass_on(event=event, to=country, by=getattr(people, who))

    assert not EventPassing.objects.exists()


def test_only_one_level_and_only_to_who_is_alive(community: Any, country: Any, people: Any) -> None:
    event = announced(community, people.facilitator)
    town = factories.community("Water Nakuru", level="local", parent=country)

    for there in (town, factories.community("Energy"), community):
        with pytest.raises(ValidationError, match="one level"):
            passings.pass_on(event=event, to=there, by=people.facilitator)
    country.archived_at = timezone.now()
    with pytest.raises(Denied, match="archived"):
        passings.pass_on(event=event, to=country, by=people.facilitator)

    assert not EventPassing.objects.exists()


def test_what_one_may_not_read_or_know_of_is_not_passed(community: Any, country: Any, people: Any) -> None:
    kito = factories.holder(country, "facilitator")
    event = announced(community, people.facilitator)
    Community.objects.filter(pk=community.pk).update(visibility="closed")
    with pytest.raises(Denied, match="belongs to the members"):
        passings.pass_on(event=known(event), to=country, by=kito)
    Community.objects.filter(pk=country.pk).update(visibility="secret")
    country.refresh_from_db()
    with pytest.raises(Denied, match="know of"):
        passings.pass_on(event=known(event), to=country, by=people.facilitator)

    assert not EventPassing.objects.exists()


def test_a_draft_a_cancelled_one_and_one_that_is_over_are_not_passed(
    community: Any, country: Any, people: Any
) -> None:
    draft = events.make(community=community, by=people.facilitator, plan=plan())
    dropped = announced(community, people.facilitator)
    events.cancel(event=dropped, by=people.facilitator, reason="No speaker")
    over = is_over(announced(community, people.facilitator))

    for event in (draft, dropped, over):
        with pytest.raises(Denied, match="announced and not over"):
            passings.pass_on(event=known(event), to=country, by=people.facilitator)

    assert not EventPassing.objects.exists()


def test_taking_it_back_leaves_the_event_and_works_when_it_is_cancelled(
    community: Any, country: Any, people: Any
) -> None:
    event = announced(community, people.facilitator)
    passing = passings.pass_on(event=event, to=country, by=people.facilitator)
    events.cancel(event=event, by=people.facilitator, reason="No speaker")

    with pytest.raises(Denied):
        passings.take_back(passing=passing, by=people.stranger)
    for _click in range(2):
        passings.take_back(
            passing=EventPassing(pk=passing.pk, event=event, to_community=country),
            by=factories.holder(country, "facilitator"),
        )

    country.refresh_from_db()
    assert country.passed_count == 0
    assert Event.objects.filter(pk=event.pk).exists()


def test_members_there_are_told_once_in_their_daily_letter(
    community: Any, country: Any, people: Any, dispatched: Any
) -> None:
    factories.joined(country, people.expert)
    event = announced(community, people.facilitator)
    for _click in range(2):
        passings.pass_on(event=event, to=country, by=people.facilitator, words="For you")

    dispatched()
    dispatched()

    found = Notice.objects.filter(kind="communities.event_passed")
    assert sorted(notice.user.name for notice in found) == ["Kadi Kenya", "Kito Kenya"]
    assert {(notice.title, notice.url, notice.frequency) for notice in found} == {
        ("From Water: Three short cases", event.get_absolute_url(), "daily")
    }
    assert all(notice.detail.startswith("For you\n") for notice in found)


def test_who_looks_after_the_other_level_is_told_though_they_belong_to_both(
    community: Any, country: Any, people: Any, dispatched: Any
) -> None:
    factories.joined(country, people.expert)
    memberships.give_role(community=country, user=people.expert, role="facilitator", by=SYSTEM, quiet=True)
    passings.pass_on(event=announced(community, people.facilitator), to=country, by=people.facilitator)

    dispatched()

    assert told() == {"Kito Kenya", "Kadi Kenya", people.expert.name}


@pytest.mark.parametrize(
    ("visibility", "expected"),
    [
        ("public", {"Kito Kenya", "Kadi Kenya", "Gus Guest"}),
        ("organisation", {"Kito Kenya", "Kadi Kenya"}),
        ("closed", set()),
        ("secret", set()),
    ],
)
def test_only_who_may_read_the_original_is_told(
    visibility: str, expected: set[str], community: Any, country: Any, people: Any, dispatched: Any
) -> None:
    factories.joined(country, factories.person("Gus Guest", is_guest=True))
    event = announced(community, people.facilitator)
    Community.objects.filter(pk=community.pk).update(visibility=visibility)
    passings.pass_on(event=known(event), to=country, by=people.facilitator)

    dispatched()

    assert told() == expected


def test_nobody_is_told_of_what_was_cancelled_or_taken_back_meanwhile(
    community: Any, country: Any, people: Any, dispatched: Any
) -> None:
    dropped = announced(community, people.facilitator)
    passings.pass_on(event=dropped, to=country, by=people.facilitator)
    events.cancel(event=dropped, by=people.facilitator, reason="No speaker")
    passing = passings.pass_on(
        event=announced(community, people.facilitator), to=country, by=people.facilitator
    )
    passings.take_back(passing=passing, by=people.facilitator)

    dispatched()

    assert told() == set()
