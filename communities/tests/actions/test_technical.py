"""Asking what members need, taking over what follows, settling ways of communicating."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from communities.actions import technical as actions
from communities.enums import Way
from communities.models import TechnicalAnswer
from communities.queries import technical as queries
from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.permissions import Denied

pytestmark = pytest.mark.django_db
BY_MAIL = {"line": "slow", "device": "phone", "mail": "often", "prefers": "mail"}


def all_answer(community: Any, people: Any, **changes: str) -> None:
    for who in (people.member, people.expert, people.guest):
        actions.answer(community=community, by=who, **{**BY_MAIL, **changes})


def test_a_member_s_last_answers_count(community: Any, people: Any) -> None:
    actions.answer(community=community, by=people.member, **BY_MAIL)
    actions.answer(community=community, by=people.member, **{**BY_MAIL, "line": "fast"})

    assert TechnicalAnswer.objects.get().line == "fast"
    with pytest.raises(Denied):
        actions.answer(community=community, by=people.stranger, **BY_MAIL)


def test_a_proposed_setting_is_taken_over_by_the_coordinator_alone(community: Any, people: Any) -> None:
    all_answer(community, people)
    for who in (people.member, people.facilitator, people.stranger):
        with pytest.raises(Denied):
            actions.adopt(community=community, by=who, key="modules")

    actions.adopt(community=community, by=people.coordinator, key="modules")
    actions.adopt(community=community, by=people.coordinator, key="modules")

    community.refresh_from_db()
    assert "library" in community.modules_off
    assert ActivityEntry.objects.filter(verb="communities.setting_adopted").count() == 1
    with pytest.raises(ValidationError, match="do not propose this any more"):
        actions.adopt(community=community, by=people.coordinator, key="slug")


def test_language_zone_and_hour_of_meetings_follow_the_members(community: Any, people: Any) -> None:
    for who in (*vars(people).values(),):
        type(who).objects.filter(pk=who.pk).update(time_zone="Africa/Nairobi", language="ar")

    for key in ("language", "time_zone", "meeting_hour"):
        actions.adopt(community=community, by=people.coordinator, key=key)

    community.refresh_from_db()
    assert (community.language, community.time_zone, community.meeting_hour) == ("ar", "Africa/Nairobi", 12)
    assert all(item.is_set for item in queries.survey(community).proposals)


def test_a_way_is_ready_or_left_out_with_a_reason(community: Any, people: Any) -> None:
    with pytest.raises(ValidationError, match="Say why"):
        actions.settle(community=community, by=people.coordinator, way="calls", state="not_used")
    with pytest.raises(ValidationError):
        actions.settle(community=community, by=people.coordinator, way="pigeons", state="ready")
    with pytest.raises(Denied):
        actions.settle(community=community, by=people.facilitator, way="calls", state="ready")

    all_answer(community, people)
    for way in Way:
        assert not queries.technical_needs(community).found
        actions.settle(community=community, by=people.coordinator, way=way, state="not_used", note="No need")
    assert queries.technical_needs(community).found


def test_members_are_asked_at_most_once_a_month(community: Any, people: Any) -> None:
    actions.ask_members(community=community, by=people.coordinator)
    with pytest.raises(ValidationError, match="less than a month ago"):
        actions.ask_members(community=community, by=people.coordinator)
    assert ActivityEntry.objects.filter(verb="communities.members_asked").count() == 1
