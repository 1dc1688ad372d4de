"""Rounds of “How are we doing?”."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from communities import evidence
from communities.actions import reflections
from communities.models import Reflection, ReflectionChange, ReflectionNote
from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.permissions import Denied

pytestmark = pytest.mark.django_db


@pytest.fixture
def opened(community: Any, people: Any) -> Reflection:
    """A round, by the facilitator."""
    return reflections.open_round(community=community, by=people.facilitator, words="A year on")


def test_a_round_keeps_what_the_figures_said(community: Any, people: Any, monkeypatch: Any) -> None:
    figure = evidence.Figure("visits", "Visits", "a month", lambda where, day: Decimal("12.50"))
    silent = evidence.Figure("none", "None", "", lambda where, day: None)
    round_one = evidence.Figure("people", "People", "%", lambda where, day: Decimal("100.00"))
    monkeypatch.setattr(evidence, "_figures", {"visits": figure, "none": silent, "people": round_one})
    monkeypatch.setattr(evidence, "_words", {"health": lambda where, user: [f"{where} is well"]})

    opened = reflections.open_round(community=community, by=people.coordinator)

    opened.refresh_from_db()
    assert opened.figures == {
        "words": ["Water is well"],
        "figures": [["Visits", "12.5", "a month"], ["People", "100", "%"]],
    }
    assert opened.closes_on == timezone.localdate() + reflections.USUAL


def test_one_round_at_a_time(community: Any, people: Any, opened: Reflection) -> None:
    with pytest.raises(ValidationError, match="open already"):
        reflections.open_round(community=community, by=people.coordinator)

    assert Reflection.objects.count() == 1
    reflections.close_round(reflection=opened, by=people.coordinator)
    reflections.open_round(community=community, by=people.coordinator)
    assert Reflection.objects.count() == 2


def test_a_round_leaves_time(community: Any, people: Any) -> None:
    with pytest.raises(ValidationError, match="some days"):
        reflections.open_round(community=community, by=people.coordinator, closes_on=timezone.localdate())

    assert not Reflection.objects.exists()


@pytest.mark.parametrize("who", ["expert", "knowledge_manager", "member", "guest", "stranger", "sponsor"])
def test_others_neither_open_nor_close_nor_note_changes(
    who: str, community: Any, neighbour: Any, people: Any, opened: Reflection
) -> None:
    by = getattr(people, who)

    with pytest.raises(Denied):
        reflections.open_round(community=neighbour, by=by)
    with pytest.raises(Denied):
        reflections.close_round(reflection=opened, by=by)
    with pytest.raises(Denied):
        reflections.note_change(reflection=opened, by=by, text="New rules")

    opened.refresh_from_db()
    assert opened.is_open
    assert not ReflectionChange.objects.exists()


def test_a_member_says_one_thing_under_a_heading_and_may_change_it(people: Any, opened: Reflection) -> None:
    reflections.note(reflection=opened, by=people.guest, heading="culture", text="Kind")
    reflections.note(reflection=opened, by=people.guest, heading="culture", text="Very kind")
    reflections.note(reflection=opened, by=people.guest, heading="practice", text="Pumps")

    found = {note.heading: note.text for note in ReflectionNote.objects.all()}
    assert found == {"culture": "Very kind", "practice": "Pumps"}
    assert ActivityEntry.objects.filter(verb="communities.reflection_noted").count() == 2
    reflections.note(reflection=opened, by=people.guest, heading="culture", text=" ")
    assert ReflectionNote.objects.get().heading == "practice"


@pytest.mark.parametrize("who", ["stranger", "sponsor"])
def test_only_members_write(who: str, people: Any, opened: Reflection) -> None:
    with pytest.raises(Denied):
        reflections.note(reflection=opened, by=getattr(people, who), heading="culture", text="Kind")

    assert not ReflectionNote.objects.exists()


def test_after_the_end_nothing_is_said_but_changes_are_noted(people: Any, opened: Reflection) -> None:
    reflections.note(reflection=opened, by=people.member, heading="culture", text="Kind")
    reflections.close_round(reflection=opened, by=people.coordinator)

    with pytest.raises(ValidationError, match="closed"):
        reflections.note(reflection=opened, by=people.member, heading="culture", text="Rude")
    for _click in range(2):
        reflections.note_change(reflection=opened, by=people.coordinator, text="Shorter calls")

    assert ReflectionNote.objects.get().text == "Kind"
    assert ReflectionChange.objects.get().by == people.coordinator
    assert ActivityEntry.objects.filter(verb="communities.reflection_changed").count() == 1


def test_an_empty_change_is_refused(people: Any, opened: Reflection) -> None:
    with pytest.raises(ValidationError, match="what was changed"):
        reflections.note_change(reflection=opened, by=people.coordinator, text=" ")


def test_the_clock_ends_a_round_after_its_last_day_once(opened: Reflection) -> None:
    last = timezone.make_aware(datetime.datetime.combine(opened.closes_on, datetime.time(12)))

    found = [reflections.close_due(at=last + datetime.timedelta(days=days)) for days in (0, 1, 1)]

    opened.refresh_from_db()
    assert found == [0, 1, 0]
    assert opened.closed_at is not None
