"""The nearest choice goes first, for many people and for many entries alike."""

from __future__ import annotations

from typing import Any

import pytest

from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.notifications import actions, choices, kinds
from cop_portal.foundation.notifications.models import EVERYTHING, Notice
from discussions.actions import discussions, subscriptions

pytestmark = pytest.mark.django_db
STARTED = "discussions.started"  # in one letter a day, if nobody chose


@pytest.fixture
def talk(community: Any, people: Any) -> Any:
    return discussions.start(community=community, by=people.expert, title="Which pump?", body="B")


@pytest.fixture
def entry(talk: Any) -> ActivityEntry:
    return ActivityEntry.objects.get(verb="discussions.discussion_started", target_id=talk.pk)


def both(kind: Any, entry: Any, who: Any) -> str:
    """What holds, asked in both ways: they never differ."""
    one = choices.for_people(kind, entry, [who.pk])[who.pk]
    other = choices.for_entries(who, [(kind, entry)], choices.of_person(who))[entry.pk]
    assert one == other
    return one


def test_each_nearer_choice_goes_before_the_farther(
    neighbour: Any, entry: Any, talk: Any, community: Any, people: Any
) -> None:
    kind, who = kinds.get(STARTED), people.member
    assert both(kind, entry, who) == "daily"

    actions.choose(by=who, frequencies={EVERYTHING: "monthly"})
    assert both(kind, entry, who) == "monthly"
    actions.choose(by=who, frequencies={STARTED: "weekly"})
    assert both(kind, entry, who) == "weekly"
    actions.choose(by=who, frequencies={EVERYTHING: "never"}, community=neighbour)
    assert both(kind, entry, who) == "weekly"
    actions.choose(by=who, frequencies={EVERYTHING: "never"}, community=community)
    assert both(kind, entry, who) == "never"
    actions.choose(by=who, frequencies={STARTED: "daily"}, community=community)
    assert both(kind, entry, who) == "daily"
    subscriptions.follow(discussion=talk, by=who, frequency="instant")
    assert both(kind, entry, who) == "instant"
    assert both(kind, entry, people.guest) == "daily"


def test_what_must_be_known_is_not_asked(entry: Any, community: Any, people: Any) -> None:
    must = kinds.get("communities.role_given")
    actions.choose(by=people.member, frequencies={EVERYTHING: "never"}, community=community)

    assert both(must, entry, people.member) == "instant"


def test_a_choice_without_a_word_is_forgotten(entry: Any, people: Any) -> None:
    actions.choose(by=people.member, frequencies={STARTED: "never"})
    actions.choose(by=people.member, frequencies={STARTED: ""})

    assert both(kinds.get(STARTED), entry, people.member) == "daily"


@pytest.mark.parametrize("more", [0, 2])
def test_many_entries_are_asked_for_in_one_statement(
    more: int, community: Any, people: Any, django_assert_num_queries: Any
) -> None:
    for number in range(more + 1):
        discussions.start(community=community, by=people.expert, title=f"T {number}", body="B")
    told = [
        (kinds.get(STARTED), entry)
        for entry in ActivityEntry.objects.filter(verb="discussions.discussion_started")
    ]
    chosen = choices.of_person(people.member)

    with django_assert_num_queries(1):
        found = choices.for_entries(people.member, told, chosen)

    assert set(found.values()) == {"daily"}
    assert len(found) == more + 1


def test_what_waits_moves_to_the_letter_that_is_wanted_now(
    talk: Any, community: Any, people: Any, dispatched: Any
) -> None:
    dispatched()
    notice = Notice.objects.get(user=people.member, kind=STARTED)

    def waits_for() -> str:
        notice.refresh_from_db()
        return notice.frequency

    assert waits_for() == "daily"
    actions.choose(by=people.member, frequencies={STARTED: "weekly"})
    assert waits_for() == "weekly"
    actions.choose(by=people.member, frequencies={STARTED: "instant"})
    assert waits_for() == "weekly"  # it comes with the letter it waits for
    subscriptions.follow(discussion=talk, by=people.member, frequency="monthly")
    assert waits_for() == "monthly"
    subscriptions.stop(discussion_id=talk.pk, user=people.member)
    assert waits_for() == "never"
    assert Notice.objects.get(user=people.guest, kind=STARTED).frequency == "daily"
