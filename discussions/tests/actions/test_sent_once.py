"""What is sent twice from one form is one: a brief, a summary, a note of where a synthesis went."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from cop_portal.foundation.activity.models import ActivityEntry
from discussions.actions import syntheses
from discussions.models import Discussion, Dissemination, Summary
from discussions.tests.actions.test_disseminations import concluded
from discussions.tests.makers import facilitated

pytestmark = pytest.mark.django_db
AGAIN = "sent other words from this page already"


def recorded(verb: str) -> int:
    return ActivityEntry.objects.filter(verb=f"discussions.{verb}").count()


def test_a_brief_is_convened_once_and_other_words_are_not_lost_in_silence(
    community: Any, people: Any
) -> None:
    first, second = (
        facilitated(community, people.facilitator, opened=False, origin="web:1:a") for _again in range(2)
    )
    assert first == second
    assert recorded("discussion_convened") == 1

    later = timezone.localdate() + datetime.timedelta(days=20)
    for other in ({"title": "Another"}, {"questions": ["Where?", "What?", "Who?"]}, {"share_on": later}):
        with pytest.raises(ValidationError, match=AGAIN):
            facilitated(community, people.facilitator, opened=False, origin="web:1:a", **other)
    assert [row.text for row in first.guiding_questions.all()] == ["Where?", "What?"]

    facilitated(community, people.facilitator, opened=False)
    facilitated(community, people.facilitator, opened=False)
    assert Discussion.objects.count() == 3


def test_a_summary_is_pinned_once_and_its_followers_told_once(community: Any, people: Any) -> None:
    talk, other = (facilitated(community, people.facilitator, title=title) for title in ("One?", "Two?"))
    pin = {"by": people.facilitator, "key": "web:1:a"}
    first, second = (syntheses.pin_summary(discussion=talk, body="Grease.", **pin) for _again in range(2))
    assert first == second
    with pytest.raises(ValidationError, match=AGAIN):
        syntheses.pin_summary(discussion=talk, body="Paint.", **pin)
    assert recorded("summary_pinned") == 1

    syntheses.pin_summary(discussion=other, body="Grease.", **pin)
    syntheses.pin_summary(discussion=talk, by=people.facilitator, body="Grease.")
    assert sorted(Summary.objects.values_list("discussion", "number")) == [
        (talk.pk, 1),
        (talk.pk, 2),
        (other.pk, 1),
    ]


def test_where_it_went_is_noted_once(community: Any, people: Any) -> None:
    talk = concluded(community, people.facilitator, people.member)
    note = {"discussion": talk, "by": people.facilitator, "key": "web:1:a"}
    first, second = (syntheses.note_dissemination(where="All offices", **note) for _again in range(2))
    assert first == second
    for other in ({"where": "Ministry"}, {"where": "All offices", "url": "https://example.org/"}):
        with pytest.raises(ValidationError, match=AGAIN):
            syntheses.note_dissemination(**note, **other)

    syntheses.note_dissemination(discussion=talk, by=people.facilitator, where="All offices")
    assert Dissemination.objects.count() == recorded("synthesis_shared") == 2
