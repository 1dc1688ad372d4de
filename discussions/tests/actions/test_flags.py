"""Telling a facilitator of a text: once, with a reason, and the answer comes back."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from communities.models import Community
from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.notifications.models import Notice
from cop_portal.foundation.permissions import Denied
from discussions.actions import flags, moderation
from discussions.models import Discussion, Flag, Matter
from discussions.tests.makers import question, said

pytestmark = pytest.mark.django_db


@pytest.fixture
def talk(community: Any, people: Any) -> Discussion:
    return question(community, people.expert)


def test_it_waits_once_for_each_person_and_once_for_the_facilitators(talk: Any, people: Any) -> None:
    made = said(talk, people.member)

    for _click in range(2):
        flags.flag(discussion=talk, contribution=made, by=people.expert, reason="unkind")
    flags.flag(discussion=talk, contribution=made, by=people.guest, reason="other", words="  Too  loud ")

    matter = Matter.objects.get()
    assert (matter.flag_count, matter.outcome, matter.contribution) == (2, "", made)
    assert set(Flag.objects.values_list("by__name", "reason", "words")) == {
        (people.expert.name, "unkind", ""),
        ("Gil Guest", "other", "Too loud"),
    }
    assert ActivityEntry.objects.filter(verb="discussions.text_flagged").count() == 2


def test_the_opening_text_is_flagged_apart_from_what_was_said(talk: Any, people: Any) -> None:
    made = said(talk, people.member)

    flags.flag(discussion=talk, by=people.member, reason="wrong")
    flags.flag(discussion=talk, contribution=made, by=people.expert, reason="wrong")

    assert Matter.objects.waiting().count() == 2


def test_a_reason_of_the_list_and_words_where_it_says_nothing(talk: Any, people: Any) -> None:
    for reason in ("", "appeal", "no such"):
        with pytest.raises(ValidationError, match="Choose a reason"):
            flags.flag(discussion=talk, by=people.member, reason=reason)
    with pytest.raises(ValidationError, match="few words"):
        flags.flag(discussion=talk, by=people.member, reason="other")

    assert not Flag.objects.exists()


def test_not_ones_own_and_not_what_one_may_not_read(talk: Any, community: Any, people: Any) -> None:
    with pytest.raises(Denied, match=r"yours: you can change it\."):  # an opening is not taken back
        flags.flag(discussion=talk, by=people.expert, reason="wrong")
    made = said(talk, people.member)
    with pytest.raises(Denied, match=r"yours: you can change it or take it back\."):
        flags.flag(discussion=talk, contribution=made, by=people.member, reason="wrong")
    Community.objects.filter(pk=community.pk).update(visibility="closed")
    closed = Discussion.objects.select_related("community").get(pk=talk.pk)
    with pytest.raises(Denied):
        flags.flag(discussion=closed, by=people.stranger, reason="wrong")

    assert not Matter.objects.exists()


def test_the_author_of_a_hidden_text_asks_to_look_again(talk: Any, people: Any) -> None:
    made = said(talk, people.member)
    moderation.hide(discussion=talk, contribution=made, by=people.facilitator, words="Names a patient")
    with pytest.raises(ValidationError, match="few words"):
        flags.flag(discussion=talk, contribution=made, by=people.member, reason="")
    with pytest.raises(Denied):
        flags.flag(discussion=talk, contribution=made, by=people.guest, reason="wrong")

    flags.flag(discussion=talk, contribution=made, by=people.member, reason="", words="I took it out")

    assert Flag.objects.get().reason == "appeal"
    moderation.restore(discussion=talk, contribution=made, by=people.facilitator)
    assert Matter.objects.get().outcome == "restored"


def test_only_so_many_a_day(talk: Any, community: Any, people: Any, settings: Any) -> None:
    settings.POSTING_LIMIT_FACTOR = 1
    for number in range(5):
        made = said(talk, people.expert, f"Word {number}")
        flags.flag(discussion=talk, contribution=made, by=people.member, reason="wrong")

    with pytest.raises(ValidationError, match="You can again at"):
        flags.flag(discussion=talk, by=people.member, reason="wrong")


def test_facilitators_are_told_and_whoever_flagged_hears_what_became_of_it(
    talk: Any, people: Any, dispatched: Any
) -> None:
    made = said(talk, people.member)
    dispatched()
    flags.flag(discussion=talk, contribution=made, by=people.guest, reason="unkind")
    dispatched()

    asked = Notice.objects.filter(kind="discussions.care_flagged")
    assert {notice.user for notice in asked} == {people.facilitator, people.coordinator}
    assert "Gil" not in str(list(asked.values()))

    moderation.dismiss(matter=Matter.objects.get(), by=people.facilitator, words="It is a joke")
    dispatched()

    answer = Notice.objects.get(kind="discussions.care_answered")
    assert answer.user == people.guest
    assert ("left as it is" in answer.title, answer.detail) == (True, "It is a joke")


def test_who_flagged_is_seen_by_those_who_moderate_and_nobody_else(talk: Any, people: Any) -> None:
    made = said(talk, people.member)
    flags.flag(discussion=talk, contribution=made, by=people.guest, reason="unkind")

    seen = {
        name
        for name in ("facilitator", "coordinator", "expert", "member", "guest", "stranger", "administrator")
        if Flag.objects.visible_to(getattr(people, name)).exists()
    }

    assert seen == {"facilitator", "coordinator", "administrator", "guest"}
    assert not Matter.objects.visible_to(people.guest).exists()
