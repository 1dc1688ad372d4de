"""What the operator sees: counted by kind and state, found by address, in a constant number of queries."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from cop_portal.foundation.mail import actions, queries
from cop_portal.foundation.mail.models import OutgoingMail, Suppression
from cop_portal.foundation.mail.tests.makers import mail
from cop_portal.foundation.permissions import Denied

pytestmark = pytest.mark.django_db


def test_the_overview_counts_by_kind_and_shelf(people: Any, make_person: Any) -> None:
    now = timezone.now()
    for state in ("queued", "deferred", "claimed", "failed", "failed", "uncertain", "suppressed"):
        mail(make_person(), state=state)
    mail(make_person(), state="sent", sent_at=now)
    mail(make_person(), state="sent", sent_at=now - datetime.timedelta(hours=3))
    due = now - datetime.timedelta(minutes=4)
    mail(make_person(), kind="account", due_at=due)

    found = queries.overview(people.administrator)

    rows = {row.kind: row.counts for row in found.kinds}
    assert rows["newsletter"] == {"waiting": 3, "failed": 2, "uncertain": 1, "unwanted": 1, "sent": 1}
    assert rows["account"]["waiting"] == 1
    assert found.totals["waiting"] == 4
    assert found.oldest_due == due
    assert found.kinds[0].kind == "newsletter", "what failed stands first"


@pytest.mark.parametrize("number", [1, 3])
def test_the_overview_takes_three_queries(
    people: Any, make_person: Any, django_assert_num_queries: Any, number: int
) -> None:
    for n in range(number):
        mail(make_person(), state="failed", kind=f"kind{n}")

    with django_assert_num_queries(3):
        queries.overview(people.administrator)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("amina", 1),
        ("AMINA.W", 1),
        ("mina", 0),
        ("@other.example", 1),
        ("@example.org", 1),
        ("%", 0),
        ("\x00", 2),
    ],
)
def test_mails_are_found_by_the_beginning_or_the_end_of_an_address(
    people: Any, make_person: Any, words: str, found: int
) -> None:
    mail(make_person(), state="failed", to_address="Amina.W@example.org")
    mail(make_person(), state="failed", to_address="ben@other.example")

    rows = queries.mails(people.administrator, shelf="failed", words=words)

    assert rows.count() == found


def test_the_end_of_an_address_is_looked_for_among_the_sent_of_a_day(people: Any, make_person: Any) -> None:
    now = timezone.now()
    for age in (0, 3):
        mail(make_person(), state="sent", sent_at=now - datetime.timedelta(days=age))

    assert queries.mails(people.administrator, shelf="sent", words="@example.org").count() == 1
    assert queries.mails(people.administrator, shelf="sent").count() == 2


def test_addresses_that_get_no_mail(people: Any) -> None:
    type(people.member).objects.filter(pk=people.member.pk).update(mail_state="bounces")
    Suppression.objects.create(address="a@example.org", reason="asked")

    assert list(queries.bouncing(people.administrator)) == [people.member]
    assert queries.suppressed(people.administrator).get().reason == "asked"


def test_others_see_nothing_of_it(people: Any, make_person: Any) -> None:
    row = mail(make_person())
    for person in (people.coordinator, people.stranger):
        for query in (
            lambda user: queries.overview(user),
            lambda user: queries.mails(user),
            lambda user: queries.get_for(user, row.pk),
            lambda user: queries.bouncing(user),
            lambda user: queries.suppressed(user),
            lambda user: queries.history(user, ["mail.sending_paused"]),
        ):
            with pytest.raises(Denied):
                query(person)


def test_a_large_queue_is_read_by_its_indexes(people: Any, make_person: Any) -> None:
    """20,000 mails that left and 400 that did not: no page reads those that left."""
    person = make_person()
    OutgoingMail.objects.bulk_create(
        OutgoingMail(
            key=f"many:{n}",
            kind="newsletter",
            user=person,
            to_address=f"p{n}@example.org",
            state="failed" if n % 50 == 0 else "sent",
            sent_at=None if n % 50 == 0 else timezone.now() - datetime.timedelta(days=n % 300 + 1),
        )
        for n in range(20_400)
    )

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE mail_outgoingmail")
    for rows in (
        queries.mails(people.administrator, shelf="failed")[:31],
        queries.mails(people.administrator, shelf="failed", kind="newsletter")[:31],
        queries.mails(people.administrator, shelf="sent", words="p77@")[:31],
        queries.mails(people.administrator, shelf="sent", words="@nowhere.example")[:31],
        queries.mails(people.administrator, shelf="sent")[:31],
    ):
        assert "Seq Scan on mail_outgoingmail" not in rows.explain()


def test_the_queue_is_told_on_a_terminal_too(people: Any, make_person: Any, capsys: Any) -> None:
    mail(make_person(), state="failed")
    actions.pause(by=people.administrator, reason="The server is moved")

    call_command("mail_queue")

    said = capsys.readouterr().out
    assert "The server is moved" in said
    assert said.splitlines()[-1].split() == ["0", "1", "0", "0", "0", "newsletter"]
