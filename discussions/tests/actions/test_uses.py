"""I used this: once, with a sentence, told in the daily letter, kept on the profile."""

from __future__ import annotations

from typing import Any

import pytest

from communities.actions import suspensions
from communities.traces import of_person
from cop_portal.foundation.notifications.models import Notice
from cop_portal.foundation.permissions import Denied
from discussions.actions import contributions, uses
from discussions.models import Use
from discussions.tests.makers import question, said

pytestmark = pytest.mark.django_db


def test_a_use_counts_once_and_its_sentence_can_change(community: Any, people: Any) -> None:
    made = said(question(community, people.expert), people.member)

    uses.say_used(contribution=made, by=people.expert, words="Two pumps hold.")
    uses.say_used(contribution=made, by=people.expert, words="Three\npumps hold.")

    made.refresh_from_db()
    assert made.used_count == 1
    assert Use.objects.get().words == "Three pumps hold."


def test_the_author_is_told_in_the_daily_letter_and_once(
    community: Any, people: Any, dispatched: Any
) -> None:
    made = said(question(community, people.expert), people.member)
    for _again in range(2):
        uses.say_used(contribution=made, by=people.expert, words="It holds.")
    dispatched()

    notice = Notice.objects.get(user=people.member, kind="discussions.used")
    assert notice.frequency == "daily"
    assert notice.detail == "It holds."


def test_who_is_suspended_says_nothing_of_it_though_everybody_may_read(community: Any, people: Any) -> None:
    made = said(question(community, people.expert), people.member)
    suspensions.suspend(user=people.expert, community=community, by=people.facilitator, reason="Rude.")
    suspended, colleague = type(people.expert).objects.get(pk=people.expert.pk), people.sponsor
    uses.say_used(contribution=made, by=colleague)

    for verb in (uses.say_used, contributions.mark_useful):
        with pytest.raises(Denied, match="suspended"):
            verb(contribution=made, by=suspended)
    assert Use.objects.get().user == colleague


def test_it_stands_on_the_profile_of_who_wrote_it(community: Any, people: Any) -> None:
    made = said(question(community, people.expert), people.member)
    uses.say_used(contribution=made, by=people.expert)

    assert "Used by 1 person" in of_person(people.facilitator, people.member)[0].became


def test_taken_back_twice_is_once(community: Any, people: Any) -> None:
    made = said(question(community, people.expert), people.member)
    uses.say_used(contribution=made, by=people.expert)

    for _again in range(2):
        uses.take_back(contribution=made, by=people.expert)

    made.refresh_from_db()
    assert made.used_count == 0
    assert not Use.objects.exists()


def test_the_author_and_who_may_not_read_cannot_say_so(community: Any, neighbour: Any, people: Any) -> None:
    from cop_portal.tests.factories import people_of

    own = said(question(community, people.expert), people.member)
    inner = people_of(neighbour)
    closed = said(question(neighbour, inner.expert), inner.member)

    for contribution, who in ((own, people.member), (closed, people.member)):
        with pytest.raises(Denied):
            uses.say_used(contribution=contribution, by=who)
    assert not Use.objects.exists()
