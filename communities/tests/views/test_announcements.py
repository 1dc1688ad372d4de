"""Pages of announcements."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.utils import timezone

from communities.actions import announcements
from communities.models import Announcement
from communities.queries.announcements import KIND
from cop_portal.foundation.notifications.actions import choose
from cop_portal.foundation.notifications.models import Notice

pytestmark = pytest.mark.django_db
LIST = "/communities/water/announcements/"
NEW = f"{LIST}new/"
WORDS = {"title": "We meet", "body": "On **Monday**.", "until": "", "urgent": ""}


@pytest.fixture
def draft(community: Any, people: Any) -> Announcement:
    return announcements.draft(community=community, by=people.facilitator, title="We meet", body="On Monday.")


@pytest.fixture
def sent(draft: Announcement, people: Any, dispatched: Any) -> Announcement:
    made = announcements.send(announcement=draft, by=people.facilitator, revision=1)
    dispatched()
    return made


def address(row: Announcement, part: str = "") -> str:
    return f"{LIST}{row.pk}/{part}"


def test_it_is_written_looked_at_and_sent(community: Any, people: Any, sign_in: Any, dispatched: Any) -> None:
    choose(by=people.member, frequencies={KIND: "never"})
    client = sign_in(people.facilitator)

    look = client.post(NEW, WORDS, follow=True)
    row = Announcement.objects.get()

    page = look.content.decode()
    total = community.memberships.active().count() - 1
    assert look.redirect_chain[-1][0] == address(row, "send/")
    assert f"Reaches {total} people: {total - 1} by e-mail now, 0 in their digest, 1 muted." in page
    assert "[Water] We meet" in page
    html = client.get(address(row, "send/"), {"part": "html"})
    assert "sandbox" in html["Content-Security-Policy"]
    assert b"Monday" in html.content
    for _ in range(2):
        answer = client.post(address(row, "send/"), {"revision": "1"})
        assert answer.url == address(row)
    dispatched()
    assert Notice.objects.filter(kind=KIND).count() == total


def test_the_same_form_sent_twice_is_answered_alike_and_makes_one(
    community: Any, people: Any, sign_in: Any
) -> None:
    client = sign_in(people.facilitator)
    key = client.get(NEW).context["form"]["key"].value()

    answers = [client.post(NEW, {**WORDS, "key": key}) for _click in range(2)]

    row = Announcement.objects.get()
    assert [(answer.status_code, answer.url) for answer in answers] == [(302, address(row, "send/"))] * 2
    client.post(address(row, "send/"), {"revision": "1"})
    assert client.post(NEW, {**WORDS, "key": key}).url == address(row)
    assert "key" not in client.get(address(row, "edit/")).context["form"].fields
    assert client.get(NEW).context["form"]["key"].value() != key


def test_bad_input_gets_a_sentence_and_nothing_typed_is_lost(
    people: Any, community: Any, sign_in: Any
) -> None:
    page = (
        sign_in(people.facilitator).post(NEW, {**WORDS, "title": "", "until": "2020-01-01"}).content.decode()
    )

    assert "Give it a title" in page
    assert "On **Monday**." in page
    page = sign_in(people.facilitator).post(NEW, {**WORDS, "until": "2020-01-01"}).content.decode()
    assert "This day is over." in page
    assert "On **Monday**." in page
    assert not Announcement.objects.exists()


def test_somebody_else_s_change_is_not_overwritten(draft: Announcement, people: Any, sign_in: Any) -> None:
    announcements.change(announcement=draft, by=people.coordinator, revision=1, title="Mine", body="First")
    client = sign_in(people.facilitator)

    page = client.post(address(draft, "edit/"), {**WORDS, "revision": "1"}).content.decode()

    assert "changed it meanwhile" in page
    assert "On **Monday**." in page
    draft.refresh_from_db()
    assert draft.title == "Mine"


def test_opening_it_counts_as_read(sent: Announcement, people: Any, sign_in: Any) -> None:
    client = sign_in(people.member)

    page = client.get(address(sent)).content.decode()

    assert "On Monday." in page
    assert "Whom it reached" not in page
    assert Notice.objects.get(user=people.member, kind=KIND).read_at is not None
    leading = sign_in(people.facilitator).get(address(sent)).content.decode()
    assert "1 opened it in the portal." in leading


def test_a_correction_is_marked_and_withdrawing_takes_it_away(
    sent: Announcement, people: Any, sign_in: Any
) -> None:
    client = sign_in(people.facilitator)
    client.post(address(sent, "edit/"), {**WORDS, "body": "On Tuesday.", "revision": "1"})
    assert "Changed" in client.get(address(sent)).content.decode()

    assert client.get(address(sent, "end/")).status_code == 405
    client.post(address(sent, "end/"))

    assert "Withdrawn" in client.get(LIST).content.decode()
    assert sign_in(people.member).get(address(sent)).status_code == 404
    assert "We meet" not in sign_in(people.member).get(LIST).content.decode()


def test_it_stands_on_the_community_s_page_until_its_day(
    sent: Announcement, people: Any, sign_in: Any
) -> None:
    client = sign_in(people.member)
    assert address(sent) in client.get("/communities/water/").content.decode()

    Announcement.objects.filter(pk=sent.pk).update(until=timezone.localdate() - datetime.timedelta(days=1))

    assert address(sent) not in client.get("/communities/water/").content.decode()
    assert address(sent) in client.get(LIST).content.decode()


def test_members_find_no_door_to_write_and_strangers_none_at_all(
    neighbour: Any, draft: Announcement, people: Any, sign_in: Any
) -> None:
    other = Announcement.objects.create(
        community=neighbour, title="Ours", body="B", state="sent", sent_at=timezone.now()
    )
    client = sign_in(people.member)
    for path in (NEW, address(draft, "edit/"), address(draft, "send/"), address(draft, "end/")):
        assert client.post(path, WORDS).status_code == 403
    assert client.get(address(draft)).status_code == 404
    assert "Write an announcement" not in client.get(LIST).content.decode()
    for path in ("", f"{other.pk}/", f"{other.pk}/edit/", "new/"):
        assert client.get(f"/communities/vaccines/announcements/{path}").status_code in (403, 404)
    draft.refresh_from_db()
    assert draft.is_draft


@pytest.mark.parametrize("more", [0, 2])
def test_the_list_asks_as_often_for_three_as_for_one(
    more: int, community: Any, people: Any, sign_in: Any, django_assert_num_queries: Any
) -> None:
    for number in range(more + 1):
        Announcement.objects.create(
            community=community, title=f"News {number}", body="B", state="sent", sent_at=timezone.now()
        )
    client = sign_in(people.member)
    client.get(LIST)

    with django_assert_num_queries(4):
        page = client.get(LIST).content.decode()

    assert page.count("News ") == more + 1
