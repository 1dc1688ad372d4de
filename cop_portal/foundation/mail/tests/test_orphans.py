"""Mails whose sender died: found by its lock, settled by the mail server's log."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from cop_portal.foundation.mail import orphans, send
from cop_portal.foundation.mail.models import OutgoingMail
from cop_portal.foundation.mail.tests.makers import mail

pytestmark = pytest.mark.django_db
MINUTE = datetime.timedelta(minutes=1)


def ago(minutes: float) -> datetime.datetime:
    return timezone.now() - minutes * MINUTE


@pytest.fixture
def log(settings: Any, tmp_path: Path) -> Path:
    settings.MAIL_SERVER_LOG = str(tmp_path / "mail.log")
    return tmp_path / "mail.log"


def note(log: Path, *mails: OutgoingMail) -> None:
    with log.open("a") as lines:
        lines.writelines(f"Nov 26 10:00:00 <= letter@x id={row.message_id.strip('<>')}\n" for row in mails)


def test_what_a_dead_sender_reserved_is_free_at_once(make_person: Any, sink: Any) -> None:
    lease = timezone.now() + MINUTE
    waiting = mail(make_person(), lease_until=lease, worker="host:1:77")
    claimed = mail(make_person(), lease_until=lease, worker="host:1:77", state="claimed")

    send.send_due()

    waiting.refresh_from_db()
    claimed.refresh_from_db()
    assert (waiting.state, claimed.state) == ("sent", "uncertain")
    assert sink.counts == {waiting.to_address: 1}


def test_a_living_sender_keeps_what_it_holds_even_past_its_lease(make_person: Any) -> None:
    with orphans.alive() as worker:
        held = mail(make_person(), lease_until=ago(2), worker=worker, state="claimed")
        orphans.settle()
        held.refresh_from_db()
        while_it_lived = held.state
    orphans.settle()
    held.refresh_from_db()

    assert (while_it_lived, held.state) == ("claimed", "uncertain")


def test_behind_a_pooler_only_the_lease_counts(make_person: Any, settings: Any) -> None:
    settings.DATABASE_PREPARE = False
    fresh = mail(make_person(), lease_until=timezone.now() + MINUTE, worker="host:1:77", state="claimed")
    ended = mail(make_person(), lease_until=ago(1), worker="host:1:78", state="claimed")

    orphans.settle()

    fresh.refresh_from_db()
    ended.refresh_from_db()
    assert (fresh.state, ended.state) == ("claimed", "uncertain")


def test_the_lock_of_a_sender_ends_with_it(make_person: Any) -> None:
    with orphans.alive():
        assert held() == 1
    assert held() == 0


def held() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE classid = %s", [orphans.LOCKS])
        return cursor.fetchone()[0]


def test_the_log_tells_what_arrived_and_what_is_sent_again(make_person: Any, log: Path) -> None:
    before = mail(make_person(), state="sent", sent_at=ago(9))
    arrived = mail(make_person(), state="uncertain", tried_at=ago(5))
    missing = mail(make_person(), state="uncertain", tried_at=ago(5))
    after = mail(make_person(), state="sent", sent_at=ago(1))
    note(log, before, arrived, after)

    assert orphans.ask_the_log(at_once=True) == (1, 1)
    arrived.refresh_from_db()
    missing.refresh_from_db()
    assert (arrived.state, arrived.sent_at) == ("sent", arrived.tried_at)
    assert missing.state == "queued"


def test_a_log_that_ends_too_early_or_begins_too_late_proves_nothing(make_person: Any, log: Path) -> None:
    first = mail(make_person(), state="sent", sent_at=ago(20))
    missing = mail(make_person(), state="uncertain", tried_at=ago(5))
    last = mail(make_person(), state="sent", sent_at=ago(2))
    note(log, first)

    ends_early = orphans.ask_the_log(at_once=True)
    log.write_text("")
    note(log, last)
    begins_late = orphans.ask_the_log(at_once=True)
    (log.parent / "mail.log.1").write_text(f"id={first.message_id}\n")
    with_the_one_before = orphans.ask_the_log(at_once=True)

    assert (ends_early, begins_late, with_the_one_before) == ((0, 0), (0, 0), (0, 1))
    missing.refresh_from_db()
    assert missing.state == "queued"


def test_a_mail_that_may_still_be_on_its_way_is_left_alone(make_person: Any, log: Path) -> None:
    first = mail(make_person(), state="sent", sent_at=ago(9))
    fresh = mail(make_person(), state="uncertain", tried_at=timezone.now())
    note(log, first, fresh)

    assert orphans.ask_the_log(at_once=True) == (0, 0)


def test_postfix_sees_a_mail_before_it_takes_it(make_person: Any, log: Path) -> None:
    first = mail(make_person(), state="sent", sent_at=ago(9))
    taken = mail(make_person(), state="uncertain", tried_at=ago(5))
    broken = mail(make_person(), state="uncertain", tried_at=ago(5))
    last = mail(make_person(), state="sent", sent_at=ago(1))
    lines = []
    for number, row in enumerate((first, taken, broken, last)):
        lines.append(f"postfix/cleanup[7]: 4F{number}: message-id={row.message_id}\n")
        if row != broken:
            lines.append(f"postfix/qmgr[8]: 4F{number}: from=<letter@x>, size=9, nrcpt=1 (queue active)\n")
    log.write_text("".join(lines))

    orphans.ask_the_log(at_once=True)

    taken.refresh_from_db()
    broken.refresh_from_db()
    assert (taken.state, broken.state) == ("sent", "queued")


def test_an_id_that_somebody_else_wrote_into_the_log_settles_nothing(make_person: Any, log: Path) -> None:
    mine = mail(make_person(), state="uncertain", tried_at=ago(5))
    log.write_text(f"id={mine.pk}.{'0' * 16}@elsewhere.example\nid={'9' * 19}.{'0' * 16}@x\n")

    assert orphans.ask_the_log(at_once=True) == (0, 0)


def test_without_a_log_it_waits_for_a_person(make_person: Any, settings: Any) -> None:
    settings.MAIL_SERVER_LOG = ""
    mail(make_person(), state="uncertain", tried_at=ago(5))

    assert orphans.ask_the_log(at_once=True) == (0, 0)
