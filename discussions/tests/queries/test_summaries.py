"""The summary of a week: when it is asked of whom."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from discussions.actions import moderation, syntheses
from discussions.models import Contribution, Discussion, Summary
from discussions.queries.summaries import waiting_summaries
from discussions.tests.makers import facilitated, said

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def opened(community: Any, people: Any, days: int, **fields: Any) -> Discussion:
    """One that opened so many days ago."""
    talk = facilitated(community, people.facilitator, **fields)
    Discussion.objects.filter(pk=talk.pk).update(opens_on=community.today - days * DAY)
    talk.refresh_from_db()
    return talk


def asked(user: Any) -> list[str]:
    return [row.key for row in waiting_summaries(user)]


def test_it_is_asked_after_a_week_of_those_who_conclude_where_somebody_spoke(
    community: Any, people: Any
) -> None:
    talk, young, silent = (opened(community, people, days) for days in (7, 6, 20))
    for one in (talk, young):
        said(one, people.member)

    for who in (people.facilitator, people.coordinator):
        (row,) = waiting_summaries(who)
        assert row.url == f"{talk.get_absolute_url()}summary/"
        assert (row.due, row.is_late) == (community.today, False)
        assert talk.title in row.sentence
    for who in (people.member, people.expert, people.stranger):
        assert asked(who) == []
    assert silent.contribution_count == 0


def test_a_summary_answers_it_until_a_week_later_somebody_has_spoken_again(
    community: Any, people: Any
) -> None:
    talk = opened(community, people, 15)
    said(talk, people.member)
    before = asked(people.facilitator)
    syntheses.pin_summary(discussion=talk, by=people.facilitator, body="Grease [1].")
    assert asked(people.facilitator) == []

    Summary.objects.update(at=timezone.now() - 7 * DAY)
    Contribution.objects.update(created_at=timezone.now() - 8 * DAY)
    assert asked(people.facilitator) == []

    said(talk, people.guest)
    after = asked(people.facilitator)
    assert len(before) == len(after) == 1
    assert before != after


def test_what_was_set_aside_comes_back_with_the_next_week(community: Any, people: Any) -> None:
    talk = opened(community, people, 8)
    said(talk, people.member)
    first = asked(people.facilitator)
    Discussion.objects.filter(pk=talk.pk).update(opens_on=talk.opens_on - 7 * DAY)

    assert asked(people.facilitator) != first


def test_only_what_stands_and_what_is_open_counts(community: Any, people: Any) -> None:
    hidden, over = opened(community, people, 9), opened(community, people, 9)
    moderation.hide(
        discussion=hidden, contribution=said(hidden, people.member), by=people.facilitator, words="Not here."
    )
    said(over, people.member)
    Discussion.objects.filter(pk=over.pk).update(phase="summary")

    assert asked(people.facilitator) == []


def test_it_is_on_the_desk_with_its_button(community: Any, people: Any, sign_in: Any) -> None:
    talk = opened(community, people, 10)
    said(talk, people.member)

    page = sign_in(people.facilitator).get(reverse("desk")).content.decode()

    assert f'href="{talk.get_absolute_url()}summary/"' in page
    assert "Write a summary" in page


@pytest.mark.parametrize("number", [1, 3])
def test_it_is_one_statement_for_one_and_three(
    number: int, community: Any, people: Any, django_assert_num_queries: Any
) -> None:
    for _again in range(number):
        said(opened(community, people, 9), people.member)

    with django_assert_num_queries(1):
        assert len(waiting_summaries(people.facilitator)) == number
