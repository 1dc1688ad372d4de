"""What is said before sending is what is delivered."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.utils import timezone, translation

from communities.actions import announcements
from communities.models import Membership
from communities.queries.announcements import KIND, unsent
from cop_portal.foundation.mail.models import OutgoingMail
from cop_portal.foundation.notifications import actions, digests, kinds, lists
from cop_portal.foundation.notifications.models import EVERYTHING, Notice
from cop_portal.foundation.notifications.reach import Reach, reach, sample
from cop_portal.tests import factories

pytestmark = pytest.mark.django_db


def choose(who: Any, frequency: str, community: Any = None) -> Any:
    actions.choose(by=who, frequencies={KIND: frequency}, community=community)
    return who


def quiet(who: Any) -> None:
    """Quiet hours around this moment."""
    now = timezone.now()
    hours = [(now + datetime.timedelta(hours=n)).time().replace(second=0, microsecond=0) for n in (-2, 2)]
    actions.set_timing(by=who, quiet_from=hours[0], quiet_until=hours[1], weekday=0)


@pytest.fixture
def told(community: Any, people: Any, make_person: Any) -> Any:
    """An announcement for a crowd in which everybody wants it otherwise."""
    for number, frequency in enumerate(("instant", "daily", "weekly", "weekly", "monthly", "never", "never")):
        choose(factories.joined(community, make_person(f"Reader {number}")), frequency)
    stopped = choose(factories.joined(community, make_person()), "daily")
    lists.stop_letter("daily", stopped)
    muted = factories.joined(community, make_person())
    actions.choose(by=muted, frequencies={EVERYTHING: "never"}, community=community)
    quiet(factories.joined(community, make_person()))
    factories.joined(community, make_person(mail_state="bounces"))
    return announcements.draft(community=community, by=people.facilitator, title="We meet", body="On Monday.")


def asked(told: Any, by: Any) -> Reach:
    kind = kinds.get(KIND)
    assert kind is not None
    return reach(kind, unsent(told, by))


def test_what_is_said_before_is_what_happens(told: Any, people: Any, dispatched: Any) -> None:
    before = asked(told, people.facilitator)

    announcements.send(announcement=told, by=people.facilitator, revision=1)
    dispatched()

    notices = Notice.objects.filter(kind=KIND)
    mails = OutgoingMail.objects.filter(kind=KIND)
    waiting = mails.filter(due_at__gt=timezone.now())
    assert (before.total, before.quiet) == (notices.count(), waiting.count())
    assert before.now == mails.count() - waiting.count()
    assert before.no_mail == notices.filter(user__mail_state="bounces").count() == 1
    letters = sum(
        digests.send_due(timezone.now() + datetime.timedelta(days=n)) for n in (1, 2, 3, 4, 5, 6, 7, 40)
    )
    assert before.gathered == letters == 4
    assert before.muted == before.total - before.now - before.quiet - before.gathered - 1 == 4


def test_the_sentence_says_each_way_with_its_number(told: Any, people: Any) -> None:
    found = asked(told, people.facilitator)

    assert found.sentence() == (
        f"Reaches {found.total} people: {found.now} by e-mail now, 1 by e-mail when their quiet hours end, "
        "4 in their digest, 4 muted, 1 whose address takes no mail."
    )
    assert Reach(148, 96, 0, 40, 12, 0).sentence() == (
        "Reaches 148 people: 96 by e-mail now, 40 in their digest, 12 muted."
    )
    assert Reach(1, 1, 0, 0, 0, 0).sentence().startswith("Reaches 1 person: 1 by e-mail now")


def test_the_urgent_goes_at_once_to_those_who_wait_for_a_digest_and_to_nobody_who_muted(
    told: Any, people: Any
) -> None:
    usual = asked(told, people.facilitator)
    type(told).objects.filter(pk=told.pk).update(urgent=True)

    urgent = asked(told, people.facilitator)

    assert urgent.gathered == 0
    assert urgent.now == usual.now + usual.gathered + 1  # who stopped the daily letter had not muted it
    assert urgent.muted == usual.muted - 1


@pytest.mark.parametrize("more", [0, 2])
def test_a_crowd_is_counted_in_as_many_statements_as_one(
    more: int, community: Any, people: Any, make_person: Any, django_assert_num_queries: Any
) -> None:
    for frequency in ("instant", "daily", "never") * (more + 1):
        choose(factories.joined(community, make_person()), frequency)
    told = announcements.draft(community=community, by=people.facilitator, title="T", body="B")
    entry = unsent(told, people.facilitator)
    kind = kinds.get(KIND)
    assert kind is not None

    with django_assert_num_queries(7):
        found = reach(kind, entry)

    assert found.total == Membership.objects.active().filter(community=community).count() - 1


def test_the_sample_is_the_mail(told: Any, people: Any, dispatched: Any) -> None:
    kind = kinds.get(KIND)
    assert kind is not None
    shown = sample(kind, unsent(told, people.facilitator), people.facilitator, "en")
    announcements.send(announcement=told, by=people.facilitator, revision=1)
    dispatched()

    letter = OutgoingMail.objects.filter(kind=KIND, letter__language="en")[0].letter
    assert shown is not None
    assert letter is not None
    assert (shown.subject, shown.from_name) == (letter.subject, letter.from_name)
    assert (
        shown.text.replace(people.facilitator.email, "[[address]]").replace(
            "letters: …\n", "letters: [[stop_url]]\n"
        )
        == letter.text
    )
    assert "You are a member of this community." in shown.text


def test_the_sample_is_written_in_the_reader_s_direction(told: Any, people: Any) -> None:
    kind = kinds.get(KIND)
    assert kind is not None

    shown = sample(kind, unsent(told, people.facilitator), people.facilitator, "ar")

    assert shown is not None
    assert 'lang="ar" dir="rtl"' in shown.html
    assert translation.get_language() == "en"
