"""One click stops one kind of letter, in one community, for one person; a look stops nothing (RFC 8058).

Every kind of notice that can be chosen, each letter that gathers, a discussion and the newsletter go
through the same door, from what the real verbs leave behind.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from email import message_from_bytes
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core import signing
from django.db import transaction
from django.test import Client

from cop_portal.foundation.accounts import actions as accounts
from cop_portal.foundation.accounts.models import User
from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.mail import addresses, lists, send
from cop_portal.foundation.mail.models import OutgoingMail
from cop_portal.foundation.mail.tests.makers import mail
from cop_portal.foundation.notifications import deliver, kinds
from cop_portal.foundation.notifications.models import GATHERED, Preference
from cop_portal.newsletters.enums import LIST_KIND
from cop_portal.tests import factories
from cop_portal.tests.acts.year import a_year_in_a_day
from cop_portal.tests.tables import changed, sums
from discussions.lists import KIND as DISCUSSION
from discussions.models import Follow

pytestmark = pytest.mark.django_db
ONE_CLICK = {"List-Unsubscribe": "One-Click"}
# Where a person's choices are kept, whichever list it is.
CHOICES = {"notifications_preference", "discussions_follow"}


@dataclass(frozen=True)
class Told:
    """One letter to one person, as the kind would write it."""

    kind: str
    list_kind: str
    list_ref: int | None
    user: Any
    community: int | None
    # What the kind names to be stopped in its place: a discussion to which somebody is invited.
    instead: tuple[str, int] | None = None

    @property
    def path(self) -> str:
        url = addresses.stop_url(self.user.pk, self.list_kind, self.list_ref)
        return url.removeprefix(django_settings.PORTAL_URL)


def told_of(kind: kinds.NoticeKind) -> Told | None:
    """The latest thing of a kind that somebody is told of."""
    for entry in ActivityEntry.objects.filter(verb__in=[verb.name for verb in kind.verbs]).order_by("-pk"):
        user = User.objects.active().filter(pk__in=kind.recipients(entry)).order_by("pk").first()
        if user is not None and (telling := kind.tell(entry)) is not None:
            words = deliver.words_of_letter(kind, entry, telling)
            where = (words["list_kind"], words["list_ref"])
            return Told(kind.name, *where, user, entry.community_id, kind.stops(entry))
    return None


def headers(told: Told) -> Any:
    row = mail(
        told.user, kind=told.kind, list_kind=told.list_kind, list_ref=told.list_ref, list_id="<x.example>"
    )
    return message_from_bytes(send._payload(row, {}))


def clicks(path: str, **data: str) -> int:
    """A mail program's POST: no cookies, no CSRF token, nobody signed in. It follows no redirect."""
    return Client(enforce_csrf_checks=True).post(path, data or ONE_CLICK).status_code


def wanted(told: Told) -> bool:
    found = lists.get(told.list_kind)
    assert found is not None
    return told.user.pk in found.still_wanted(told.list_ref, [told.user.pk])


def choices() -> set[tuple[Any, ...]]:
    """Every choice of everybody."""
    rows = Preference.objects.values_list("user", "kind", "community", "frequency")
    follows = Follow.objects.values_list("user", "discussion", "frequency")
    return {("kind", *row) for row in rows} | {(DISCUSSION, *row) for row in follows}


def stopped(told: Told) -> tuple[Any, ...]:
    """The one choice that one click makes."""
    named, ref = told.instead or (told.list_kind, told.list_ref)
    if named == DISCUSSION:
        return (DISCUSSION, told.user.pk, ref, "never")
    return ("kind", told.user.pk, told.list_kind, told.community, "never")


def test_every_kind_that_can_be_chosen_is_stopped_by_one_click_and_nothing_else_is(
    community: Any, people: Any, make_person: Any
) -> None:
    a_year_in_a_day(community, people, make_person())
    found = {kind.name: told_of(kind) for kind in kinds.choosable_kinds()}
    assert [name for name, told in found.items() if told is None] == []

    for told in found.values():
        assert told is not None
        head = headers(told)
        value = head["List-Unsubscribe"].rstrip("/>").rpartition("/")[2]  # it bears the second it was made in
        assert addresses.read_stop_token(value) == (told.user.pk, told.list_kind, told.list_ref), told.kind
        assert head["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click", told.kind
        with transaction.atomic():
            before, all_before = choices(), sums()
            look = Client()
            assert (look.get(told.path).status_code, look.head(told.path).status_code) == (200, 200), (
                told.kind
            )
            assert look.get(told.path, headers={"Sec-Purpose": "prefetch"}).status_code == 200
            assert changed(all_before, sums()) == set(), told.kind

            assert clicks(told.path) == 200, told.kind
            after = choices()
            assert stopped(told) in after, told.kind
            # One choice is new or changed; none but this person's, and none is gone.
            assert after - before <= {stopped(told)}, told.kind
            assert {row[:-1] for row in before} <= {row[:-1] for row in after}, told.kind
            assert changed(all_before, sums()) <= CHOICES, told.kind
            assert not wanted(told), told.kind

            clicked = sums()
            assert clicks(told.path) == 200
            assert changed(clicked, sums()) == set(), told.kind  # the same click once more
            assert clicks(told.path, again="1") == 200
            assert stopped(told) not in choices(), told.kind
            transaction.set_rollback(True)


@pytest.fixture
def reader(community: Any, make_person: Any) -> Any:
    return factories.joined(community, make_person("Rita Reader"), wants_newsletter=True)


@pytest.mark.parametrize("period", GATHERED)
def test_each_letter_that_gathers_stops_by_itself(period: str, reader: Any) -> None:
    told = Told("notifications.digest", str(period), None, reader, None)
    assert headers(told)["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    before = sums()

    Client().get(told.path)
    assert changed(before, sums()) == set()
    assert clicks(told.path) == 200

    assert list(Preference.objects.values_list("user", "kind", "community", "frequency")) == [
        (reader.pk, period, None, "never")
    ]
    assert changed(before, sums()) == {"notifications_preference"}


def test_the_newsletter_of_one_community_stops_and_no_other(
    community: Any, neighbour: Any, reader: Any
) -> None:
    factories.joined(neighbour, reader, wants_newsletter=True)
    here, there = (Told("x", LIST_KIND, where.pk, reader, where.pk) for where in (community, neighbour))
    assert (wanted(here), wanted(there)) == (True, True)

    Client().get(here.path)
    assert wanted(here)
    assert [clicks(here.path), clicks(here.path)] == [200, 200]

    assert (wanted(here), wanted(there)) == (False, True)
    assert not Preference.objects.exists()


def test_more_than_the_post_says_is_no_other_act(
    community: Any, reader: Any, sign_in: Any, people: Any
) -> None:
    """Other fields, another person's session, a body of another form: the link alone says what stops."""
    told = Told("x", LIST_KIND, community.pk, reader, community.pk)
    other = factories.joined(community, factories.person("Otto Other"), wants_newsletter=True)

    client = sign_in(other)
    client.post(
        told.path, {**ONE_CLICK, "user": str(other.pk), "next": "https://evil.example/", "list": "daily"}
    )

    assert not wanted(told)
    assert wanted(Told("x", LIST_KIND, community.pk, other, community.pk))
    assert (
        Client().post(told.path, data="List-Unsubscribe=One-Click", content_type="text/plain").status_code
        == 200
    )


def test_a_link_for_where_one_is_not_changes_nothing_for_those_who_are(
    community: Any, neighbour: Any, reader: Any, people: Any
) -> None:
    """The link of one person with the list of another community, were it ever made."""
    inside = factories.joined(neighbour, factories.person("Ines Inside"), wants_newsletter=True)
    before = sums()

    assert clicks(Told("x", LIST_KIND, neighbour.pk, reader, neighbour.pk).path) == 200

    assert changed(before, sums()) == set()
    assert wanted(Told("x", LIST_KIND, neighbour.pk, inside, neighbour.pk))


def test_a_forged_link_stops_nothing(community: Any, reader: Any, people: Any) -> None:
    """A thousand of them, quickly: changed signs, another's number, another purpose, an old signature."""
    told = Told("x", LIST_KIND, community.pk, reader, community.pk)
    token = addresses.stop_token(reader.pk, LIST_KIND, community.pk)
    value, stamp, sign = token.split(":")
    of_other = addresses.stop_token(people.member.pk, LIST_KIND, community.pk).split(":")[0]
    forged = [f"{of_other}:{stamp}:{sign}", f"{value}:{stamp}:", f"{value}:{stamp}", value, token[::-1]]
    forged.append(signing.dumps([reader.pk, LIST_KIND, community.pk], salt="another.purpose"))
    forged.append(signing.dumps([reader.pk, "no such list", 1], salt=addresses.STOP_SALT))
    forged.append(signing.dumps({"user": reader.pk}, salt=addresses.STOP_SALT))
    forged.append(
        signing.dumps([reader.pk, LIST_KIND, community.pk], salt=addresses.STOP_SALT, key="guessed")
    )
    letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_"
    while len(forged) < 1000:
        number = len(forged)
        place = number % (len(sign) - 1)  # the last letter holds bits that say nothing
        other = letters[(letters.index(sign[place]) + 1 + number // len(sign)) % len(letters)]
        forged.append(f"{value}:{stamp}:{sign[:place]}{other}{sign[place + 1 :]}")
    assert token not in forged
    before, client, begun = sums(), Client(), time.process_time()

    answers = {client.post(f"/stop/{one}/", ONE_CLICK).status_code for one in forged}

    assert answers == {404}
    assert changed(before, sums()) == set()
    assert time.process_time() - begun < 20
    assert wanted(told)


@pytest.mark.parametrize("list_kind", ["daily", LIST_KIND, DISCUSSION, "discussions.started"])
@pytest.mark.parametrize("erased", [False, True])
def test_who_is_gone_is_answered_and_a_shut_account_is_stopped_but_not_resumed(
    list_kind: str, erased: bool, community: Any, reader: Any, people: Any
) -> None:
    entry = ActivityEntry.objects.filter(community=community).latest("pk")
    ref = {"daily": None, LIST_KIND: community.pk}.get(list_kind, entry.pk)
    told = Told("x", list_kind, ref, reader, community.pk)
    path = told.path
    accounts.shut(user=reader)
    if erased:
        type(reader).objects.filter(pk=reader.pk).delete()
    before = sums()

    page = Client().get(path)
    stopped = Client(enforce_csrf_checks=True).post(path, ONE_CLICK)
    after = sums()
    again = Client(enforce_csrf_checks=True).post(path, {"again": "1"})

    assert [answer.status_code for answer in (page, stopped, again)] == [200, 200, 200]
    assert "Rita" not in page.content.decode()
    assert "They come again" not in again.content.decode()
    # A shut account may open again, and the word stands; nobody here follows the discussion.
    assert bool(changed(before, after)) == (not erased and list_kind != DISCUSSION)
    assert changed(after, sums()) == set()


def test_what_was_stopped_is_not_sent_even_if_it_waited(community: Any, reader: Any, sink: Any) -> None:
    row = mail(reader, list_kind=LIST_KIND, list_ref=community.pk)
    assert clicks(Told("x", LIST_KIND, community.pk, reader, community.pk).path) == 200

    send.send_due()

    row.refresh_from_db()
    assert row.state == OutgoingMail.State.SUPPRESSED
    assert sink.senders == []


def test_mail_that_somebody_waits_for_has_nothing_to_stop(reader: Any) -> None:
    head = message_from_bytes(send._payload(mail(reader, kind="accounts.sign_in", urgent=True), {}))

    assert head["List-Unsubscribe"] is None
    assert head["Precedence"] is None
