"""What a page of a discussion has shown is read: the bell goes down, the letter does not tell it again."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.utils import timezone

from cop_portal.foundation.mail.models import OutgoingMail
from cop_portal.foundation.notifications import digests
from cop_portal.foundation.notifications.models import Frequency, Notice
from cop_portal.tests import factories
from discussions.actions import ideas, moves, subscriptions, syntheses
from discussions.tests.makers import facilitated, question, said

pytestmark = pytest.mark.django_db


def unread(who: Any) -> list[str]:
    return sorted(Notice.objects.filter(user=who, read_at=None).values_list("url", flat=True))


def gathered(who: Any) -> None:
    """What waits for this person waits for tomorrow's letter and came yesterday."""
    yesterday = timezone.now() - datetime.timedelta(days=1, hours=12)
    Notice.objects.filter(user=who).update(frequency=Frequency.DAILY, mailed_at=None, created_at=yesterday)


def test_what_was_shown_is_read_by_who_read_it_alone(
    community: Any, people: Any, sign_in: Any, dispatched: Any
) -> None:
    talk = question(community, people.expert)
    for who in (people.member, people.guest):
        subscriptions.follow(discussion=talk, by=who, frequency="instant")
    said(talk, people.facilitator)
    dispatched()
    url = talk.get_absolute_url()
    assert unread(people.member) == unread(people.guest) == [url, f"{url}#c1"]

    page = sign_in(people.member).get(url).content.decode()

    assert unread(people.member) == []
    assert unread(people.guest) == [url, f"{url}#c1"]
    assert "Notices that wait for you" not in page


def test_what_stands_on_another_page_of_a_long_one_stays_news(
    community: Any, people: Any, sign_in: Any, dispatched: Any
) -> None:
    talk, other = question(community, people.expert), question(community, people.expert, title="Another")
    subscriptions.follow(discussion=talk, by=people.member, frequency="instant")
    for _again in range(21):
        said(talk, people.facilitator)
    dispatched()
    url = talk.get_absolute_url()
    browser = sign_in(people.member)

    browser.get(url)
    assert unread(people.member) == sorted([other.get_absolute_url(), f"{url}?page=2#c21"])

    Notice.objects.filter(user=people.member).update(read_at=None)
    browser.get(url, {"page": "2"})
    assert f"{url}?page=2#c21" not in unread(people.member)
    assert {url, f"{url}#c1"} <= set(unread(people.member))


def test_a_summary_and_an_idea_are_read_where_they_stand(
    community: Any, people: Any, sign_in: Any, dispatched: Any
) -> None:
    talk = facilitated(community, people.facilitator)
    subscriptions.follow(discussion=talk, by=people.member, frequency="instant")
    idea = question(community, people.member, title="Sand first", kind="idea")
    dispatched()
    browser = sign_in(people.member)
    browser.get(talk.get_absolute_url())
    syntheses.pin_summary(discussion=talk, by=people.facilitator, body="So far.")
    ideas.take_up(
        discussion=idea,
        by=people.expert,
        owner=people.expert,
        what="One filter.",
        due_on=timezone.localdate() + datetime.timedelta(days=30),
    )
    dispatched()
    assert unread(people.member) == sorted([talk.get_absolute_url(), idea.get_absolute_url()])

    browser.get(talk.get_absolute_url())
    browser.get(idea.get_absolute_url())

    assert unread(people.member) == []


@pytest.mark.parametrize("read", [True, False])
def test_the_letter_tells_what_was_not_read_and_no_more(
    read: bool, community: Any, people: Any, sign_in: Any, dispatched: Any
) -> None:
    talk = question(community, people.expert)
    subscriptions.follow(discussion=talk, by=people.member, frequency="daily")
    said(talk, people.facilitator, "Grease it.")
    dispatched()
    gathered(people.member)
    if read:
        sign_in(people.member).get(talk.get_absolute_url())
        Notice.objects.filter(user=people.member).update(read_at=timezone.now() - datetime.timedelta(days=1))

    digests.send_due()

    letters = OutgoingMail.objects.filter(user=people.member, kind="notifications.digest")
    assert letters.exists() is not read


@pytest.mark.parametrize("number", [1, 3])
def test_it_is_one_statement_more_for_any_number_and_none_for_whom_nothing_waits(
    number: int, community: Any, people: Any, sign_in: Any, dispatched: Any, django_assert_num_queries: Any
) -> None:
    talk = question(community, people.expert)
    subscriptions.follow(discussion=talk, by=people.member, frequency="instant")
    for _again in range(number):
        said(talk, people.facilitator)
    browser = sign_in(people.member)
    browser.get(talk.get_absolute_url())
    with django_assert_num_queries(4):
        browser.get(talk.get_absolute_url())
    dispatched()

    with django_assert_num_queries(5):
        browser.get(talk.get_absolute_url())

    assert unread(people.member) == []


def test_a_facilitated_one_keeps_to_eight_with_news(
    community: Any, people: Any, sign_in: Any, dispatched: Any, django_assert_max_num_queries: Any
) -> None:
    talk = facilitated(community, people.facilitator)
    for who in (people.member, people.expert, people.guest):
        said(talk, who, question_number=1)
    syntheses.pin_summary(discussion=talk, by=people.facilitator, body="So far [1].")
    browser = sign_in(people.facilitator)
    browser.get(talk.get_absolute_url())
    dispatched()
    assert unread(people.facilitator)

    with django_assert_max_num_queries(8):
        assert browser.get(talk.get_absolute_url()).status_code == 200

    assert unread(people.facilitator) == []


def news_of(talk: Any, who: Any, dispatched: Any) -> str:
    """Two contributions that this person has not read, and the address at which they stand."""
    subscriptions.follow(discussion=talk, by=who, frequency="instant")
    said(talk, talk.author, "One")
    said(talk, talk.author, "Two")
    dispatched()
    return talk.get_absolute_url()


def test_what_moved_to_another_community_is_read_at_its_new_address(
    community: Any, neighbour: Any, people: Any, sign_in: Any, dispatched: Any
) -> None:
    both = factories.joined(neighbour, people.facilitator, "facilitator")
    for who in (people.member, people.guest):
        factories.joined(neighbour, who)
    talk, other = question(community, people.expert), question(community, people.expert)
    old, elsewhere = news_of(talk, people.member, dispatched), news_of(other, people.member, dispatched)
    Notice.objects.filter(user=people.guest).update(read_at=None)

    moves.move(discussion=talk, to=neighbour, by=both, reason="It is about vaccines.")

    new = talk.get_absolute_url()
    assert new != old
    assert unread(people.member) == sorted(
        [new, f"{new}#c1", f"{new}#c2", elsewhere, f"{elsewhere}#c1", f"{elsewhere}#c2"]
    )
    sign_in(people.member).get(new)
    assert unread(people.member) == sorted([elsewhere, f"{elsewhere}#c1", f"{elsewhere}#c2"])
    assert unread(people.guest) == sorted([new, elsewhere])
    assert unread(people.stranger) == []
    # Who leaves where it stands now finds nothing of it any more.
    here = Notice.objects.filter(url__startswith=elsewhere).values_list("community", flat=True)
    assert set(here) == {community.pk}
    assert set(Notice.objects.filter(url__startswith=new).values_list("community", flat=True)) == {
        neighbour.pk
    }


def test_what_was_split_off_is_read_where_it_stands_now(
    community: Any, people: Any, sign_in: Any, dispatched: Any
) -> None:
    talk = question(community, people.expert)
    old = news_of(talk, people.member, dispatched)

    new = moves.split(
        discussion=talk, numbers=[2], title="Paint", by=people.facilitator, reason="Its own"
    ).get_absolute_url()

    assert unread(people.member) == sorted([old, f"{old}#c1", f"{new}#c1"])
    sign_in(people.member).get(new)
    assert unread(people.member) == sorted([old, f"{old}#c1"])


def test_what_was_merged_twice_and_moved_is_read_where_it_stands_now(
    community: Any, neighbour: Any, people: Any, sign_in: Any, dispatched: Any
) -> None:
    both = factories.joined(neighbour, people.facilitator, "facilitator")
    factories.joined(neighbour, people.member)
    first, second, third = (
        question(community, people.expert, title=title) for title in ("One", "Two", "Three")
    )
    said(third, people.guest)
    news_of(first, people.member, dispatched)

    moves.merge(discussion=first, into=second, by=both, reason="The same")
    moves.merge(discussion=second, into=third, by=both, reason="The same")
    third.refresh_from_db()
    moves.move(discussion=third, to=neighbour, by=both, reason="About vaccines")

    new = third.get_absolute_url()
    # Two's own text, One's text, and what was said in One; Three's own text at the address itself.
    assert unread(people.member) == sorted([new, *(f"{new}#c{number}" for number in (2, 3, 4, 5))])
    sign_in(people.member).get(new)
    assert unread(people.member) == []
