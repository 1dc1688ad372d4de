"""What one would have received last week: put together by what sends."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.mail.models import OutgoingMail
from cop_portal.foundation.notifications import actions, digests, lists, previews
from cop_portal.foundation.notifications.models import Notice

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 11, 26, 12, tzinfo=datetime.UTC)  # a Thursday
DAY = datetime.timedelta(days=1)
KIND = "discussions.started"  # in one letter a day, if nobody chose


def notice(who: Any, community: Any, *, days: float, **fields: Any) -> Notice:
    entry = ActivityEntry.objects.create(verb="test.happened", community=community)
    values = {
        "title": f"Told {entry.pk}",
        "url": f"/x/{entry.pk}/",
        "frequency": "daily",
        "kind": KIND,
        **fields,
    }
    return Notice.objects.create(
        user=who, entry=entry, community=community, created_at=NOW - days * DAY, **values
    )


def test_the_letters_shown_are_the_letters_sent(community: Any, people: Any) -> None:
    who = people.member
    for days in (1.5, 1.6, 3.3, 6.5):
        notice(who, community, days=days)

    shown = previews.last_week(who, NOW)
    for day in range(8, -1, -1):
        digests.send_due(NOW - day * DAY)

    sent = OutgoingMail.objects.filter(user=who, list_kind="daily").order_by("-key")
    assert [letter.subject for letter in shown.letters] == [mail.subject for mail in sent]
    assert [letter.contents.count for letter in shown.letters] == [2, 1, 1]

    def titles(text: str) -> list[str]:
        return [line for line in text.splitlines() if line.startswith("Told")]

    assert [titles(letter.text) for letter in shown.letters] == [titles(mail.text) for mail in sent]


def test_it_follows_the_choices_of_today(community: Any, people: Any) -> None:
    who = people.member
    for days in (1.5, 2.5, 12):
        notice(who, community, days=days)

    def now() -> tuple[int, list[int], int]:
        week = previews.last_week(who, NOW)
        return len(week.at_once), [letter.contents.count for letter in week.letters], week.portal_only

    assert now() == (0, [1, 1], 0)
    actions.choose(by=who, frequencies={KIND: "instant"})
    assert now() == (2, [], 0)
    actions.choose(by=who, frequencies={KIND: "never"})
    assert now() == (0, [], 2)
    actions.choose(by=who, frequencies={KIND: "weekly"})
    assert now() == (0, [], 0)  # Monday's letter told of the week before, in which nothing happened
    notice(who, community, days=5)
    assert now() == (0, [1], 0)
    lists.stop_letter("weekly", who)
    assert now() == (0, [], 3)


def test_quiet_hours_show_when_a_mail_would_have_come(community: Any, people: Any) -> None:
    who = people.member
    actions.choose(by=who, frequencies={KIND: "instant"})
    actions.set_timing(by=who, quiet_from=datetime.time(11), quiet_until=datetime.time(14), weekday=0)
    notice(who, community, days=1)

    (mail,) = previews.last_week(who, NOW).at_once

    assert mail.waited
    assert mail.at == NOW - DAY + datetime.timedelta(hours=2)


def test_nobody_sees_what_is_another_s_or_not_readable(neighbour: Any, community: Any, people: Any) -> None:
    notice(people.member, neighbour, days=1.5, title="Behind the door")
    notice(people.stranger, community, days=1.5)

    assert previews.last_week(people.member, NOW) == previews.Week()


@pytest.mark.parametrize("more", [0, 2])
def test_the_page_asks_as_often_for_three_as_for_one(
    more: int, community: Any, people: Any, sign_in: Any, django_assert_num_queries: Any
) -> None:
    for _ in range(more + 1):
        row = notice(people.member, community, days=0)
        Notice.objects.filter(pk=row.pk).update(created_at=datetime.datetime.now(datetime.UTC) - 2 * DAY)
    client = sign_in(people.member)
    client.get("/my/preferences/last-week/")

    with django_assert_num_queries(7):
        page = client.get("/my/preferences/last-week/").content

    assert page.count(b'class="title"') == more + 1
    assert b"What you would have received last week" in page
