"""The coordinator hears when nothing was added for a rhythm's length, once for each."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from communities.models import Community
from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.notifications.models import Notice
from cop_portal.foundation.permissions import Denied
from knowledge_base.actions import results
from knowledge_base.models import ResultsPlan
from knowledge_base.tests.makers import published

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def silences(community: Any) -> int:
    return ActivityEntry.objects.filter(verb="knowledge_base.results_silent", community=community).count()


@pytest.fixture
def living(community: Any) -> Any:
    Community.objects.filter(pk=community.pk).update(stage="sustaining")
    return Community.objects.get(pk=community.pk)


def test_silence_is_told_once_for_each_length(living: Any, people: Any, dispatched: Any) -> None:
    published(living, kind="story")
    today = timezone.localdate()

    for days in (89, 90, 91, 179):
        results.tell_silent(today + days * DAY)
    assert silences(living) == 1
    results.tell_silent(today + 180 * DAY)
    assert silences(living) == 2
    dispatched()
    told = Notice.objects.filter(kind="knowledge_base.results_silent").values_list("user_id", flat=True)
    assert set(told) == {people.coordinator.pk}


def test_a_tool_is_no_result_and_a_story_ends_the_silence(living: Any) -> None:
    today = timezone.localdate()
    Community.objects.filter(pk=living.pk).update(created_at=timezone.now() - 100 * DAY)
    published(living, kind="tool")

    assert results.tell_silent(today) == 1
    published(living, title="A story", kind="story")
    assert results.tell_silent(today + DAY) == 0


def test_the_community_chooses_its_rhythm(living: Any, people: Any) -> None:
    results.plan(community=living, by=people.coordinator, days=30)
    published(living, kind="story")

    assert results.tell_silent(timezone.localdate() + 30 * DAY) == 1
    with pytest.raises(ValidationError):
        results.plan(community=living, by=people.coordinator, days=1)
    for who in (people.member, people.stranger):
        with pytest.raises(Denied):
            results.plan(community=living, by=who, days=365)
    assert ResultsPlan.objects.get().days == 30


def test_what_is_being_planned_or_archived_is_left_in_peace(community: Any) -> None:
    Community.objects.filter(pk=community.pk).update(created_at=timezone.now() - 400 * DAY)
    assert results.tell_silent() == 0
    Community.objects.filter(pk=community.pk).update(stage="sustaining", archived_at=timezone.now())
    assert results.tell_silent() == 0
