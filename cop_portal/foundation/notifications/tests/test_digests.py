"""Letters that gather: each once a day, week or month, in the morning of the reader's own time zone."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.db import connection

from cop_portal.foundation.accounts.models import zone_of
from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.mail.models import OutgoingMail
from cop_portal.foundation.notifications import digests, letters, lists
from cop_portal.foundation.notifications.models import Digest, Notice, Timing
from cop_portal.foundation.notifications.tasks import send_daily_digests
from cop_portal.tests import factories

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)
NOON = datetime.datetime(2026, 11, 23, 12, tzinfo=datetime.UTC)


def notice(who: Any, community: Any = None, **fields: Any) -> Notice:
    entry = ActivityEntry.objects.create(verb="test.happened", community=community)
    values = {"title": f"Told {entry.pk}", "url": f"/x/{entry.pk}/", "frequency": "daily", "kind": "test"}
    values |= {"created_at": NOON - 9 * HOUR, **fields}
    return Notice.objects.create(user=who, entry=entry, community=community, **values)


@pytest.mark.parametrize(
    "zone", ["UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago", "Asia/Kathmandu", "America/Lima", "Moon/Base"]
)
def test_a_letter_leaves_at_seven_in_the_reader_s_morning(zone: str, make_person: Any) -> None:
    who = make_person(time_zone=zone)
    midnight = datetime.datetime(2026, 11, 23, tzinfo=zone_of(zone))
    notice(who, created_at=midnight)

    sent = [hour for hour in range(24) if digests.send_due(midnight + hour * HOUR)]

    assert sent == [7]


def test_whoever_hears_of_something_each_hour_gets_one_letter_a_day(make_person: Any) -> None:
    crowd = [make_person(time_zone=zone) for zone in ("UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago")]

    for hour in range(72):
        for who in crowd:
            notice(who, created_at=NOON + (hour - 1) * HOUR)
        digests.send_due(NOON + hour * HOUR)
        digests.send_due(NOON + hour * HOUR)

    for who in crowd:
        days = list(Digest.objects.filter(user=who).order_by("start").values_list("start", flat=True))
        assert OutgoingMail.objects.filter(user=who).count() == len(days)
        assert [day - days[0] for day in days] == [datetime.timedelta(days=n) for n in range(len(days))]
        assert len(days) in (3, 4)


def test_a_letter_holds_what_is_unread_by_community(community: Any, neighbour: Any, make_person: Any) -> None:
    who = make_person()
    factories.joined(neighbour, who)
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
    for _ in range(letters.MOST_ITEMS + 3):
        notice(who)

    digests.send_due(NOON)

    text = OutgoingMail.objects.get(user=who).text
    assert text.count("Told ") == letters.MOST_ITEMS
    assert "3" in text


@pytest.mark.parametrize("fault", ["stopped", "bounces", "closed"])
def test_who_cannot_or_does_not_want_gets_none(fault: str, make_person: Any) -> None:
    who = make_person(mail_state="bounces" if fault == "bounces" else "works", is_active=fault != "closed")
    notice(who)
    if fault == "stopped":
        lists.stop_letter("daily", who)

    assert digests.send_due(NOON) == 0

    lists.resume_letter("daily", who)
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

    send_daily_digests()
    send_daily_digests()

    assert OutgoingMail.objects.filter(user=who).count() == 1


MONDAY = datetime.datetime(2026, 11, 23, tzinfo=datetime.UTC)
DAY = 24 * HOUR


@pytest.mark.parametrize(("weekday", "sent_on"), [(0, 23), (2, 25), (6, 29)])
def test_a_weekly_letter_leaves_on_the_day_that_was_chosen(
    weekday: int, sent_on: int, make_person: Any
) -> None:
    who = make_person()
    Timing.objects.create(user=who, weekday=weekday)
    notice(who, frequency="weekly", created_at=MONDAY - HOUR)
    sent = []
    for hour in range(7 * 24):
        # letters of days before the notice have nothing to tell
        if digests.send_due(MONDAY + hour * HOUR):
            sent.append((MONDAY + hour * HOUR).day)

    assert sent == [sent_on]
    assert OutgoingMail.objects.get(user=who).subject.startswith("[")
    assert "Your week:" in OutgoingMail.objects.get(user=who).subject


def test_over_a_year_there_are_as_many_letters_as_periods_and_each_thing_once(make_person: Any) -> None:
    who = make_person(time_zone="Africa/Nairobi")
    start = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    for day in range(365):
        now = start + day * DAY
        notice(who, frequency="weekly", created_at=now)
        notice(who, frequency="monthly", created_at=now)
        digests.send_due(now + 8 * HOUR)
        digests.send_due(now + 8 * HOUR)

    found = OutgoingMail.objects.filter(user=who)
    assert found.filter(list_kind="weekly").count() == 52
    assert found.filter(list_kind="monthly").count() == 12
    told = [line for mail in found for line in mail.text.splitlines() if line.startswith("Told ")]
    assert len(told) == len(set(told))


def test_what_came_after_a_letter_s_time_is_for_the_next(make_person: Any) -> None:
    who = make_person()
    notice(who, title="Before", created_at=MONDAY + 6 * HOUR)
    notice(who, title="After", created_at=MONDAY + 8 * HOUR)

    assert digests.send_due(MONDAY + 30 * HOUR) == 1  # the worker was away: a day late
    assert "Before" in OutgoingMail.objects.get(user=who).text
    assert "After" not in OutgoingMail.objects.get(user=who).text
    assert digests.send_due(MONDAY + 32 * HOUR) == 1
    assert digests.send_due(MONDAY + 33 * HOUR) == 0


def test_two_at_once_send_one(make_person: Any) -> None:
    who = make_person()
    notice(who)

    assert digests.send_digest(who.pk, "daily", NOON)
    assert not digests.send_digest(who.pk, "daily", NOON)
    assert OutgoingMail.objects.filter(user=who).count() == 1


def test_a_page_counts_once_however_many_notices_lead_to_it(community: Any, people: Any) -> None:
    who = people.member
    for number in range(3):
        notice(who, community, title=f"Contribution {number}", url=f"/talk/#c{number}")
    notice(who, community, title="Another", url="/other/")

    digests.send_due(NOON)

    mail = OutgoingMail.objects.get(user=who)
    assert "2 things for you" in mail.subject
    assert "Contribution 2" in mail.text
    assert "2 more there" in mail.text
    assert "Contribution 1" not in mail.text
    assert not Notice.objects.filter(user=who, mailed_at=None).exists()


def test_what_one_may_not_read_any_more_is_not_told(neighbour: Any, make_person: Any) -> None:
    left, stays = make_person(), factories.joined(neighbour, make_person())
    for who in (left, stays):
        notice(who, neighbour, title="Behind the door")

    assert digests.send_due(NOON) == 1
    assert OutgoingMail.objects.get().user == stays


def test_a_letter_waits_for_the_end_of_quiet_hours(make_person: Any) -> None:
    who = make_person()
    Timing.objects.create(user=who, quiet_from=datetime.time(20), quiet_until=datetime.time(9))
    notice(who)

    digests.send_due(MONDAY + 7 * HOUR)

    assert OutgoingMail.objects.get(user=who).due_at == MONDAY + 9 * HOUR


def test_a_letter_says_why_and_stops_with_one_click(make_person: Any) -> None:
    who = make_person()
    notice(who, frequency="monthly", created_at=NOON - 40 * DAY)

    digests.send_due(NOON)

    mail = OutgoingMail.objects.get(user=who)
    assert (mail.list_kind, mail.list_ref) == ("monthly", None)
    assert "you chose one letter a month" in mail.text
    assert "Stop the monthly letter: http" in mail.text
