"""Notices that are taken back: off the page, out of what waits, and nothing else with them."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from cop_portal.foundation.mail.models import OutgoingMail
from cop_portal.foundation.notifications import digests
from cop_portal.foundation.notifications.models import Notice
from cop_portal.foundation.notifications.taking_back import take_back
from cop_portal.foundation.notifications.tests.test_digests import NOON, notice

pytestmark = pytest.mark.django_db


def test_a_daily_letter_that_waits_is_written_anew_without_it(make_person: Any) -> None:
    who, other = make_person(), make_person()
    gone, stays = notice(who, title="Gone"), notice(who, title="Stays")
    notice(other, title="Of another")
    assert digests.send_due(NOON) == 2

    assert take_back(Notice.objects.filter(pk=gone.pk)) == 1
    assert digests.send_due(NOON) == 1

    letter = OutgoingMail.objects.get(user=who, kind="notifications.digest")
    assert ("Stays" in letter.text, "Gone" in letter.text) == (True, False)
    assert OutgoingMail.objects.get(user=other).text.count("Of another") == 1
    assert list(Notice.objects.filter(user=who)) == [stays]


def test_a_letter_that_left_is_not_sent_again(make_person: Any) -> None:
    who = make_person()
    gone = notice(who)
    digests.send_due(NOON)
    OutgoingMail.objects.update(state="sent")

    take_back(Notice.objects.filter(pk=gone.pk))

    assert digests.send_due(NOON + datetime.timedelta(hours=1)) == 0
    assert OutgoingMail.objects.get().state == "sent"


def test_nothing_to_take_back_is_nothing(make_person: Any) -> None:
    assert take_back(Notice.objects.none()) == 0


def test_only_the_letter_in_which_it_stands_is_written_anew(make_person: Any) -> None:
    who = make_person()
    gone = notice(who, title="Gone", frequency="weekly")
    notice(who, title="Of the day")
    assert digests.send_due(NOON) == 2
    daily = OutgoingMail.objects.get(list_kind="daily")

    take_back(Notice.objects.filter(pk=gone.pk))

    assert list(OutgoingMail.objects.all()) == [daily]
    assert digests.send_due(NOON) == 0


@pytest.mark.parametrize("people", [1, 3])
def test_however_many_were_told_it_is_the_same_few_statements(
    people: int, make_person: Any, django_assert_num_queries: Any
) -> None:
    crowd = [make_person() for _number in range(people)]
    gone = [notice(who, title="Gone") for who in crowd]
    stays = [notice(who, title="Stays") for who in crowd]
    assert digests.send_due(NOON) == people
    own = [
        OutgoingMail.objects.create(
            key=f"notice:{row.entry_id}:{row.user_id}", kind="test", user=row.user, to_address=row.user.email
        )
        for row in (gone[0], stays[0])
    ]

    with django_assert_num_queries(8):  # two of them are the transaction's
        assert take_back(Notice.objects.filter(title="Gone")) == people

    assert [OutgoingMail.objects.get(pk=mail.pk).state for mail in own] == ["suppressed", "queued"]
    assert set(Notice.objects.filter(mailed_at=None)) == set(stays)
    assert digests.send_due(NOON) == people
    letters = OutgoingMail.objects.filter(kind="notifications.digest")
    assert [("Stays" in letter.text, "Gone" in letter.text) for letter in letters] == [(True, False)] * people
