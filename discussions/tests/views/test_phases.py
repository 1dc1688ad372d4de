"""Buttons that move a discussion on, and other dates."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.utils import timezone

from discussions.models import Discussion
from discussions.tests.makers import facilitated

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def dates(talk: Any, **fields: str) -> dict[str, str]:
    names = ("closes_on", "synthesis_on", "share_on")
    return {**{name: getattr(talk, name).isoformat() for name in names}, "reason": "Rain.", **fields}


def test_dates_are_changed_with_a_reason_that_stands_on_the_page(
    community: Any, people: Any, sign_in: Any
) -> None:
    talk = facilitated(community, people.facilitator)
    later = (talk.closes_on + DAY).isoformat()
    address = f"{talk.get_absolute_url()}dates/"
    browser = sign_in(people.facilitator)
    assert browser.get(address).status_code == 200

    refused = browser.post(address, dates(talk, closes_on=later, synthesis_on="2020-01-01"))
    assert "Rain." in refused.content.decode()
    assert browser.post(address, dates(talk, closes_on=later)).status_code == 302

    talk.refresh_from_db()
    assert talk.closes_on.isoformat() == later
    assert (
        "The dates were changed: Rain."
        in sign_in(people.member).get(talk.get_absolute_url()).content.decode()
    )


def test_the_dates_of_a_brief_are_in_the_brief(community: Any, people: Any, sign_in: Any) -> None:
    talk = facilitated(community, people.facilitator, opened=False)
    answer = sign_in(people.facilitator).get(f"{talk.get_absolute_url()}dates/")

    assert answer["Location"] == f"{talk.get_absolute_url()}brief/"


def test_strangers_and_members_change_no_dates(community: Any, people: Any, sign_in: Any) -> None:
    talk = facilitated(community, people.facilitator)
    for who in (people.stranger, people.member, people.guest):
        assert sign_in(who).post(f"{talk.get_absolute_url()}dates/", dates(talk)).status_code == 403
        assert sign_in(who).post(f"{talk.get_absolute_url()}move/", {"step": "take_over"}).status_code == 403
    assert Discussion.objects.get(pk=talk.pk).facilitator == people.facilitator


def test_the_coordinator_takes_over_by_one_button(community: Any, people: Any, sign_in: Any) -> None:
    talk = facilitated(community, people.facilitator)
    browser = sign_in(people.coordinator)
    assert 'value="take_over"' in browser.get(talk.get_absolute_url()).content.decode()
    browser.post(f"{talk.get_absolute_url()}move/", {"step": "take_over"})

    assert Discussion.objects.get(pk=talk.pk).facilitator == people.coordinator
    assert 'value="take_over"' not in browser.get(talk.get_absolute_url()).content.decode()


def test_phase_due_day_and_holder_stand_on_the_page_and_in_the_list(
    community: Any, people: Any, sign_in: Any
) -> None:
    talk = facilitated(community, people.facilitator)
    Discussion.objects.filter(pk=talk.pk).update(
        phase="summary", synthesis_on=timezone.localdate() - 2 * DAY, share_on=timezone.localdate()
    )
    browser = sign_in(people.member)
    for address in (talk.get_absolute_url(), f"/communities/{community.slug}/discussions/"):
        text = browser.get(address).content.decode()
        assert "Synthesis due on" in text
        assert "overdue for 2 days" in text
        assert f"Responsible: {people.facilitator.name}" in text
