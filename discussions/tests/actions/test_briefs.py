"""The brief of a facilitated discussion."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.permissions import Denied
from discussions.actions import briefs
from discussions.enums import Phase
from discussions.models import Discussion
from discussions.tests.makers import facilitated, said

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def recorded(verb: str) -> int:
    return ActivityEntry.objects.filter(verb=f"discussions.{verb}").count()


def test_a_brief_is_seen_by_those_who_prepare_it_only(community: Any, people: Any) -> None:
    talk = facilitated(community, people.facilitator, opened=False)

    assert talk.phase == Phase.BRIEF
    assert Discussion.objects.visible_to(people.facilitator).filter(pk=talk.pk).exists()
    assert not Discussion.objects.visible_to(people.member).filter(pk=talk.pk).exists()
    with pytest.raises(Denied):
        said(talk, people.member)


def test_dates_of_a_brief_follow_one_another(community: Any, people: Any) -> None:
    today = timezone.localdate()
    with pytest.raises(ValidationError):
        facilitated(community, people.facilitator, closes_on=today - DAY)


def test_a_brief_can_be_changed_until_it_opens(community: Any, people: Any) -> None:
    talk = facilitated(community, people.facilitator, opened=False)
    today = timezone.localdate()
    fields = {
        "title": "Another title", "body": "Another reason", "questions": ["Only one?"], "opens_on": today, "closes_on": today + DAY,
        "synthesis_on": today + DAY, "share_on": today + DAY,
    }  # fmt: skip
    with pytest.raises(Denied):
        briefs.update_brief(discussion=talk, by=people.member, **fields)

    briefs.update_brief(discussion=talk, by=people.facilitator, **fields)

    talk.refresh_from_db()
    assert talk.title == "Another title"
    assert [item.text for item in talk.guiding_questions.all()] == ["Only one?"]


def test_a_brief_that_is_changed_leaves_alone_who_took_it_over_meanwhile(community: Any, people: Any) -> None:
    talk = facilitated(community, people.facilitator, opened=False)
    Discussion.objects.filter(pk=talk.pk).update(facilitator=people.coordinator)
    days = {name: getattr(talk, name) for name in ("opens_on", "closes_on", "synthesis_on", "share_on")}

    briefs.update_brief(discussion=talk, by=people.facilitator, title="T", body="B", questions=[], **days)

    talk.refresh_from_db()
    assert (talk.title, talk.facilitator) == ("T", people.coordinator)
