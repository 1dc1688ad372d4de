"""Questions without a name, where the charter allows them: nothing that is kept tells who asked."""

from __future__ import annotations

import datetime
import json
from typing import Any

import pytest
from django.core import serializers
from django.core.exceptions import ValidationError
from django.utils import timezone

from communities.actions import charters
from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.permissions import Denied
from cop_portal.foundation.uploads import check_upload
from discussions.actions import discussions as actions
from discussions.actions.subscriptions import follow_by_default
from discussions.models import Discussion, Follow
from discussions.queries.allowances import record_of
from discussions.queries.traces import spoken

pytestmark = pytest.mark.django_db


def allow(community: Any, people: Any, allowed: bool = True) -> None:
    draft = charters.draft_of(community)
    charters.save_draft(
        community=community, by=people.coordinator, revision=draft.revision, mission="Why", rules="How",
        unnamed_questions=allowed,
    )  # fmt: skip
    charters.publish(community=community, by=people.coordinator, changes="Asking", quiet=True)


def ask(community: Any, by: Any, **more: Any) -> Discussion:
    return actions.start(
        community=community, by=by, title="May one say no?", body="My office insists.", kind="question",
        unnamed=True, **more,
    )  # fmt: skip


def test_only_the_charter_in_force_allows_it(community: Any, people: Any) -> None:
    with pytest.raises(Denied, match="charter of this community does not allow"):
        ask(community, people.member)
    allow(community, people)
    assert ask(community, people.member).is_unnamed
    with pytest.raises(Denied):
        ask(community, people.stranger)
    allow(community, people, allowed=False)
    with pytest.raises(Denied):
        ask(community, people.member)


def test_neither_the_row_nor_the_record_names_the_asker(community: Any, people: Any) -> None:
    allow(community, people)

    talk = ask(community, people.member)

    talk.refresh_from_db()
    assert (talk.author, talk.office) == (None, None)
    entry = ActivityEntry.objects.get(verb="discussions.discussion_started")
    assert entry.actor is None
    kept = json.dumps([serializers.serialize("json", [talk]), entry.facts])
    assert str(people.member.pk) not in [word.strip('",') for word in kept.split()]
    assert people.member.name not in kept
    assert spoken(community, [people.member.pk]) == set()
    assert Follow.objects.get(discussion=talk).user == people.member  # so that answers reach them


def test_a_conversation_has_a_name(community: Any, people: Any) -> None:
    allow(community, people)

    with pytest.raises(ValidationError, match="Only a question"):
        actions.start(
            community=community, by=people.member, title="Hm", body="Hm", kind="conversation", unnamed=True
        )


def test_questions_without_a_name_count_in_what_one_may_begin_in_a_day(community: Any, people: Any) -> None:
    allow(community, people)
    before = record_of(people.member, community).begun_today
    first = ask(community, people.member)

    follow_by_default(discussion_id=first.pk, user_id=people.guest.pk)

    assert before == 0
    assert record_of(people.member, community).begun_today == 1
    # Who follows it a while later did not ask it.
    Follow.objects.filter(user=people.guest).update(at=timezone.now() + datetime.timedelta(minutes=1))
    assert record_of(people.guest, community).begun_today == 0


def test_no_file_can_come_along_that_would_stand_under_a_name(community: Any, people: Any) -> None:
    allow(community, people)

    with pytest.raises(ValueError, match="files stand under a name"):
        ask(community, people.member, files=[check_upload("plan.txt", b"A drawing")])

    assert not Discussion.objects.exists()
