"""Pages of notices and of the choice how they arrive."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.notifications import actions, choices, lists
from cop_portal.foundation.notifications.models import Notice, Preference, Timing
from cop_portal.tests import factories

pytestmark = pytest.mark.django_db
LIST, CHOICES = "/my/notices/", "/my/preferences/"


def notice(who: Any, **fields: Any) -> Notice:
    entry = ActivityEntry.objects.create(verb="test.happened")
    values = {
        "kind": "test",
        "title": "Told <b>you</b>",
        "url": "/communities/",
        "frequency": "daily",
        **fields,
    }
    return Notice.objects.create(user=who, entry=entry, **values)


def test_visitors_are_asked_to_sign_in(client: Any, people: Any) -> None:
    row = notice(people.member)

    for address in (LIST, CHOICES, f"{LIST}{row.pk}/"):
        assert client.get(address).status_code == 302
        assert "/accounts/login/" in client.get(address).url
    assert client.post(f"{LIST}read/").status_code == 302
    row.refresh_from_db()
    assert row.read_at is None


@pytest.mark.parametrize("more", [0, 2])
def test_the_list_asks_as_often_for_three_as_for_one(
    more: int, community: Any, people: Any, sign_in: Any, django_assert_num_queries: Any
) -> None:
    for _ in range(more + 1):
        notice(people.member, community=community)
    notice(people.stranger, title="Not yours")
    client = sign_in(people.member)
    client.get(LIST)

    with django_assert_num_queries(3):
        page = client.get(LIST).content

    assert page.count(b"Told &lt;b&gt;you&lt;/b&gt;") == more + 1
    assert b"Not yours" not in page


def test_opening_a_notice_marks_it_and_goes_there(people: Any, sign_in: Any) -> None:
    row, other = notice(people.member), notice(people.member)

    answer = sign_in(people.member).get(f"{LIST}{row.pk}/")

    row.refresh_from_db()
    other.refresh_from_db()
    assert (answer.status_code, answer.url) == (302, "/communities/")
    assert row.read_at is not None
    assert other.read_at is None


@pytest.mark.parametrize("url", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_a_notice_leads_nowhere_outside(url: str, people: Any, sign_in: Any) -> None:
    row = notice(people.member, url=url)

    assert sign_in(people.member).get(f"{LIST}{row.pk}/").url == LIST


def test_somebody_else_s_notice_is_not_there(people: Any, sign_in: Any) -> None:
    row = notice(people.member)
    client = sign_in(people.stranger)

    assert client.get(f"{LIST}{row.pk}/").status_code == 404
    assert client.get(f"{LIST}999999999/").status_code == 404
    row.refresh_from_db()
    assert row.read_at is None


def test_all_are_marked_by_a_form_only(people: Any, sign_in: Any) -> None:
    notice(people.member)
    client = sign_in(people.member)

    assert client.get(f"{LIST}read/").status_code == 405
    client.post(f"{LIST}read/")

    assert not Notice.objects.filter(read_at=None).exists()


def test_choices_are_saved_and_shown_again(people: Any, sign_in: Any) -> None:
    client = sign_in(people.member)

    answer = client.post(
        CHOICES,
        {"*": "weekly", "communities.join_requested": "never", "discussions.started": ""},
        follow=True,
    )

    assert b"Saved." in answer.content
    assert choices.of_person(people.member) == {
        ("*", None): "weekly",
        ("communities.join_requested", None): "never",
    }
    assert b'<option value="weekly" selected>' in answer.content
    assert "As usual: In one letter a week" in answer.content.decode()


def test_a_choice_that_does_not_exist_changes_nothing(people: Any, sign_in: Any) -> None:
    answer = sign_in(people.member).post(CHOICES, {"communities.join_requested": "hourly"})

    assert answer.status_code == 200
    assert not Preference.objects.exists()


def test_times_are_saved_and_shown_again(people: Any, sign_in: Any) -> None:
    client = sign_in(people.member)
    data = {"timing": "1", "quiet_from": "22:00", "quiet_until": "06:30", "weekday": "4"}

    page = client.post(CHOICES, data, follow=True).content.decode()

    held = Timing.objects.get(user=people.member)
    assert (held.quiet_from, held.quiet_until, held.weekday) == (datetime.time(22), datetime.time(6, 30), 4)
    assert 'value="22:00"' in page
    client.post(CHOICES, {**data, "quiet_from": "", "quiet_until": ""})
    held.refresh_from_db()
    assert held.quiet_from is None


@pytest.mark.parametrize(
    ("hours", "sentence"),
    [
        (("22:00", ""), "Say when they end"),
        (("", "07:00"), "Say when they begin"),
        (("07:00", "07:00"), "another time"),
        (("late", "07:00"), "Enter a valid time"),
    ],
)
def test_half_quiet_hours_get_a_sentence_and_keep_what_was_typed(
    hours: tuple[str, str], sentence: str, people: Any, sign_in: Any
) -> None:
    data = {"timing": "1", "quiet_from": hours[0], "quiet_until": hours[1], "weekday": "2"}

    page = sign_in(people.member).post(CHOICES, data).content.decode()

    assert sentence in page
    assert '<option value="2" selected>' in page
    assert not Timing.objects.exists()


def test_a_stopped_letter_is_said_and_can_be_had_again(people: Any, sign_in: Any) -> None:
    lists.stop_letter("weekly", people.member)
    client = sign_in(people.member)

    assert "You stopped the weekly letter." in client.get(CHOICES).content.decode()
    client.post(CHOICES, {"resume": "weekly"})

    assert lists.stopped_letters(people.member) == []
    assert "You stopped" not in client.get(CHOICES).content.decode()


@pytest.mark.parametrize("more", [0, 2])
def test_the_page_asks_as_often_for_three_communities_as_for_one(
    more: int, people: Any, sign_in: Any, django_assert_num_queries: Any
) -> None:
    for number in range(more):
        factories.joined(factories.community(f"Well {number}"), people.member)
    actions.choose(
        by=people.member, frequencies={"*": "daily"}, community=people.member.memberships.first().community
    )
    client = sign_in(people.member)
    client.get(CHOICES)

    with django_assert_num_queries(7):
        page = client.get(CHOICES).content.decode()

    assert page.count("/notices/") >= more + 1
