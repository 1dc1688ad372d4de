"""Pages of notices and of the choice how they arrive."""

from __future__ import annotations

from typing import Any

import pytest

from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.notifications import kinds, queries
from cop_portal.foundation.notifications.models import Notice

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
    data = {kind.name: "daily" for kind in kinds.all_kinds() if kind.choosable}

    answer = client.post(CHOICES, {**data, "communities.join_requested": "never"}, follow=True)

    chosen = {kind.name: frequency for kind, frequency in queries.choices_of(people.member)}
    assert b"Saved." in answer.content
    assert chosen == {**data, "communities.join_requested": "never"}
    assert not queries.wants_digest(people.member)
    client.post(CHOICES, {**data, "daily_letter": "on"})
    assert queries.wants_digest(people.member)


def test_a_choice_that_does_not_exist_changes_nothing(people: Any, sign_in: Any) -> None:
    answer = sign_in(people.member).post(CHOICES, {"communities.join_requested": "hourly"})

    assert answer.status_code == 200
    assert queries.wants_digest(people.member)
