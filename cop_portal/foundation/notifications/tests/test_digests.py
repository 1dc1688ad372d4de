"""The daily letter: once a day, in the morning of the reader's own time zone."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.db import connection

from cop_portal.foundation.accounts.models import zone_of
from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.mail.models import OutgoingMail
from cop_portal.foundation.notifications import digests
from cop_portal.foundation.notifications.models import Digest, Notice
from cop_portal.foundation.notifications.tasks import send_daily_digests

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)
NOON = datetime.datetime(2026, 11, 23, 12, tzinfo=datetime.UTC)


def notice(who: Any, community: Any = None, **fields: Any) -> Notice:
    entry = ActivityEntry.objects.create(verb="test.happened", community=community)
    values = {"title": f"Told {entry.pk}", "url": "/x/", "frequency": "daily", "kind": "test", **fields}
    return Notice.objects.create(user=who, entry=entry, community=community, **values)


@pytest.mark.parametrize(
    "zone", ["UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago", "Asia/Kathmandu", "America/Lima", "Moon/Base"]
)
def test_a_letter_leaves_at_seven_in_the_reader_s_morning(zone: str, make_person: Any) -> None:
    who = make_person(time_zone=zone)
    notice(who)
    midnight = datetime.datetime(2026, 11, 23, tzinfo=zone_of(zone))

    sent = [hour for hour in range(24) if digests.send_due(midnight + hour * HOUR)]

    assert sent == [7]


def test_whoever_hears_of_something_each_hour_gets_one_letter_a_day(make_person: Any) -> None:
    crowd = [make_person(time_zone=zone) for zone in ("UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago")]

    for hour in range(72):
        for who in crowd:
            notice(who)
        digests.send_due(NOON + hour * HOUR)
        digests.send_due(NOON + hour * HOUR)

    for who in crowd:
        days = list(Digest.objects.filter(user=who).order_by("day").values_list("day", flat=True))
        assert OutgoingMail.objects.filter(user=who).count() == len(days)
        assert [day - days[0] for day in days] == [datetime.timedelta(days=n) for n in range(len(days))]
        assert len(days) in (3, 4)


def test_a_letter_holds_what_is_unread_by_community(community: Any, neighbour: Any, make_person: Any) -> None:
    who = make_person()
    notice(who, community, title="In water")
    notice(who, neighbour, title="In vaccines")
    notice(who, community, title="Read already", read_at=NOON)
    notice(who, community, title="By mail", frequency="instant", mailed_at=NOON)
    notice(who, community, title="Not by mail", frequency="never")

    digests.send_due(NOON)

    text = OutgoingMail.objects.get(user=who).text
    assert "In water" in text
    assert "In vaccines" in text
    assert not any(words in text for words in ("Read already", "By mail", "Not by mail"))
    assert not Notice.objects.filter(user=who, frequency="daily", mailed_at=None).exists()


def test_nothing_unread_is_no_letter(make_person: Any) -> None:
    who = make_person()
    notice(who, read_at=NOON)

    assert digests.send_due(NOON) == 0
    assert not OutgoingMail.objects.exists()


def test_a_long_letter_says_how_much_more_there_is(make_person: Any) -> None:
    who = make_person()
    for _ in range(digests.MOST_ITEMS + 3):
        notice(who)

    digests.send_due(NOON)

    text = OutgoingMail.objects.get(user=who).text
    assert text.count("Told ") == digests.MOST_ITEMS
    assert "3" in text


@pytest.mark.parametrize("fault", ["stopped", "bounces", "closed"])
def test_who_cannot_or_does_not_want_gets_none(fault: str, make_person: Any) -> None:
    who = make_person(mail_state="bounces" if fault == "bounces" else "works", is_active=fault != "closed")
    notice(who)
    if fault == "stopped":
        digests.stop(who, None)
        digests.stop(who, None)

    assert digests.send_due(NOON) == 0
    assert digests._still_wanted(None, [who.pk]) == (set() if fault == "stopped" else {who.pk})

    digests.resume(who, None)
    assert digests.send_due(NOON) == (1 if fault == "stopped" else 0)


def test_one_letter_that_fails_holds_up_no_other(make_person: Any) -> None:
    broken, well = make_person(), make_person()
    notice(broken)
    notice(well)
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF NEW.user_id = {broken.pk} THEN RAISE EXCEPTION 'broken'; END IF; RETURN NEW; END $$; "
            "CREATE TRIGGER refuse BEFORE INSERT ON mail_outgoingmail FOR EACH ROW EXECUTE FUNCTION refuse()"
        )

    sent = digests.send_due(NOON)

    assert sent == 1
    assert OutgoingMail.objects.get().user == well
    assert not Digest.objects.filter(user=broken).exists()


def test_the_task_may_run_as_often_as_it_likes(make_person: Any) -> None:
    who = make_person(time_zone="Pacific/Kiritimati")
    notice(who)
    digests.send_due(NOON + 12 * HOUR)

    send_daily_digests()
    send_daily_digests()

    assert OutgoingMail.objects.filter(user=who).count() == 1
