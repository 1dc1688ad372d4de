"""From the editor's word to the readers' mail servers, with everything that may die on the way.

The promises: everybody who said yes is handed at most one mail, nobody else any; what is uncertain
is said to be; the last word on consent wins.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.utils import timezone

from communities.models import Community, Membership
from cop_portal.foundation.accounts.models import User
from cop_portal.foundation.mail import send
from cop_portal.foundation.mail.addresses import stop_url
from cop_portal.foundation.mail.models import OutgoingMail
from cop_portal.newsletters import actions, queries
from cop_portal.newsletters.models import Issue
from cop_portal.newsletters.tests import makers
from cop_portal.tests.factories import community_with_roles, holder


def sent_to(community: Community, number: int) -> tuple[Issue, list[str]]:
    """An issue that was sent to so many readers; its mails wait in the queue."""
    addresses = makers.many_readers(community, number)
    coordinator = holder(community, "coordinator")
    issue = makers.draft(community, coordinator)
    return actions.send_issue(issue=issue, by=coordinator), addresses


def test_each_reader_is_handed_one_letter_that_says_why_and_how_to_stop(community, people, sink) -> None:
    reader = makers.reader(community, "Zoë Ångström", language="en", email="zoe@example.org")
    arabic = makers.reader(community, language="ar")
    issue = makers.draft(community, people.coordinator)
    issue = actions.save_draft(
        issue=issue, by=people.coordinator, revision=issue.revision, subject="Wells after the flood",
        intro="Dear all, this is a *long* line. " * 40, items={},
    )  # fmt: skip
    actions.send_issue(issue=issue, by=people.coordinator)

    send.send_due()

    assert sink.counts == {reader.email: 1, arabic.email: 1}
    (mail,) = sink.mails(reader.email)
    text, html = (mail.get_body((kind,)).get_content() for kind in ("plain", "html"))
    assert str(mail["Subject"]) == "[Water] Wells after the flood"
    assert str(mail["From"]).startswith('"Water Coordinator" <') or "Water Coordinator <" in str(mail["From"])
    assert str(mail["To"].addresses[0].display_name) == "Zoë Ångström"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["List-Id"] == f"<newsletter-{community.pk}.{settings.MAIL_REPLY_DOMAIN}>"
    stop = str(mail["List-Unsubscribe"]).strip("<>")
    for body in (text, html):
        assert "How do you chlorinate?" in body
        assert "You get this because you said yes to the newsletter of Water." in body
        assert reader.email in body
        assert stop in body
        assert "[[" not in body
    assert "this is a <em>long</em> line" in html
    (mail,) = sink.mails(arabic.email)
    assert 'dir="rtl"' in mail.get_body(("html",)).get_content()


def test_a_hostile_subject_makes_no_header(community, people, sink) -> None:
    makers.reader(community, "Eve\r\nBcc: all@example.org", email="eve@example.org")
    issue = makers.draft(community, people.coordinator)
    Issue.objects.update(subject="Fine\r\nBcc: all@example.org\r\n\r\nbody")
    actions.send_issue(issue=issue, by=people.coordinator)

    send.send_due()

    (mail,) = sink.mails()
    assert mail["Bcc"] is None
    assert mail.defects == []
    assert len(sink.raw) == 1


@pytest.mark.parametrize("how", ["stops", "leaves", "is deactivated", "bounces out", "is erased"])
def test_the_last_word_on_consent_wins_over_a_mail_that_waits(community, people, sink, how) -> None:
    reader, other = makers.reader(community), makers.reader(community)
    issue = makers.draft(community, people.coordinator)
    issue = actions.send_issue(issue=issue, by=people.coordinator)
    if how == "stops":
        Client().post(stop_url(reader.pk, "newsletter", community.pk).replace(settings.PORTAL_URL, ""))
    elif how == "leaves":
        Membership.objects.filter(user=reader).update(state="left", wants_newsletter=False)
    elif how == "is deactivated":
        User.objects.filter(pk=reader.pk).update(is_active=False)
    elif how == "bounces out":
        User.objects.filter(pk=reader.pk).update(mail_state="bounces")
    else:
        reader.delete()

    send.send_due()

    assert sink.counts == {other.email: 1}
    counts = queries.counts(issue)
    assert (counts.sent, counts.suppressed) == ((1, 0) if how == "is erased" else (1, 1))


def test_who_stops_while_the_issue_is_running_is_handed_nothing(community, people, sink) -> None:
    _issue, addresses = sent_to(community, 120)
    last = User.objects.get(email=addresses[-1])
    send.send_due(seconds=0.0001)  # one batch; the issue is under way
    handed_before = len(sink.raw)

    Membership.objects.filter(user=last).update(wants_newsletter=False)
    send.send_due()

    assert 0 < handed_before < 120
    assert sink.counts == dict.fromkeys(addresses[:-1], 1)


def test_a_batch_that_takes_too_long_is_given_back_so_that_consent_is_asked_again(
    community, people, sink, monkeypatch
) -> None:
    sent_to(community, 3)
    monkeypatch.setattr(send, "CONSENT_IS_FRESH", -1)  # as if the server were so slow

    send.send_due(seconds=0.2)

    assert sink.counts == {}
    assert set(OutgoingMail.objects.values_list("state", "lease_until")) == {("queued", None)}


def test_one_click_stops_and_a_look_does_not(community, people) -> None:
    reader = makers.reader(community)
    path = stop_url(reader.pk, "newsletter", community.pk).replace(settings.PORTAL_URL, "")
    program = Client(enforce_csrf_checks=True)  # a mail program: no cookies, no token

    looks = [program.get(path), program.head(path), program.get(path, headers={"Purpose": "prefetch"})]
    wanted = Membership.objects.get(user=reader).wants_newsletter
    click = program.post(path, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded")
    again = program.post(path, {"List-Unsubscribe": "One-Click", "more": "fields"})

    assert [answer.status_code for answer in looks] == [200, 200, 200]
    assert wanted
    assert (click.status_code, again.status_code) == (200, 200)
    assert not Membership.objects.get(user=reader).wants_newsletter
    assert "he newsletter of Water" in looks[0].content.decode()


def test_stopping_can_be_undone(community) -> None:
    reader = makers.reader(community)
    path = stop_url(reader.pk, "newsletter", community.pk).replace(settings.PORTAL_URL, "")
    Client().post(path)

    Client().post(path, {"again": "1"})

    assert Membership.objects.get(user=reader).wants_newsletter


def test_a_token_stops_its_own_list_and_person_only(community, neighbour) -> None:
    reader, other = makers.reader(community), makers.reader(community)
    Membership.objects.create(community=neighbour, user=reader, state="active", wants_newsletter=True)

    Client().post(stop_url(reader.pk, "newsletter", community.pk).replace(settings.PORTAL_URL, ""))

    left = set(Membership.objects.filter(wants_newsletter=True).values_list("user_id", "community_id"))
    assert left == {(reader.pk, neighbour.pk), (other.pk, community.pk)}


@pytest.mark.parametrize("token", ["x", "WzEsIm5ld3NsZXR0ZXIiLDFd:1abc:forged"])
def test_a_forged_token_is_not_found(db, token) -> None:
    assert Client().post(f"/stop/{token}/").status_code == 404


# What follows runs processes of their own, on a database of their own.


def sender(database: str, sink: Any, **env: str) -> subprocess.Popen[bytes]:
    """The command that sends the queue, as another process."""
    return subprocess.Popen(
        [sys.executable, "manage.py", "send_mail_queue", "--seconds", "40"],
        cwd=settings.BASE_DIR,
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "cop_portal.settings.test",
            "DATABASE_URL": database,
            "REDIS_URL": settings.REDIS_URL,
            "EMAIL_URL": sink.url,
            **env,
        },
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def let_leases_end() -> None:
    """As if a minute had passed."""
    OutgoingMail.objects.exclude(lease_until=None).update(lease_until=timezone.now())


@pytest.mark.fault
@pytest.mark.parametrize("place", ["mail.before_data", "mail.after_data", "mail.after_250"])
def test_a_sender_that_is_killed_hands_nobody_a_second_mail(apart, sink, place) -> None:
    issue, addresses = sent_to(community_with_roles("Water"), 60)
    deaths = 0
    for _attempt in range(3):
        killed = sender(apart, sink, FAILPOINTS=f"{place}:0.1")
        deaths += killed.wait(60) == -9
        let_leases_end()

    assert sender(apart, sink).wait(60) == 0

    assert deaths
    assert set(sink.counts) <= set(addresses)
    assert max(sink.counts.values()) == 1
    states = Counter(OutgoingMail.objects.values_list("state", flat=True))
    assert states == {"sent": 60 - deaths, "uncertain": deaths}
    counts = queries.counts(issue)
    assert (counts.sent, counts.uncertain, counts.total) == (60 - deaths, deaths, 60)
    handed = 60 - deaths if place == "mail.before_data" else 60
    assert len(sink.counts) == handed or place == "mail.after_data"
    sent = OutgoingMail.objects.filter(state="sent").values_list("to_address", flat=True)
    assert set(sent) <= set(sink.counts)


@pytest.mark.fault
def test_two_senders_at_once_hand_each_reader_one_mail(apart, sink) -> None:
    _issue, addresses = sent_to(community_with_roles("Water"), 120)

    both = [sender(apart, sink), sender(apart, sink)]
    ends = [process.wait(60) for process in both]

    assert ends == [0, 0]
    assert sink.counts == dict.fromkeys(addresses, 1)
    assert set(OutgoingMail.objects.values_list("state", flat=True)) == {"sent"}


@pytest.mark.fault
def test_two_editors_who_send_at_once_send_once(apart, sink) -> None:
    community = community_with_roles("Water")
    addresses = makers.many_readers(community, 30)
    issue = makers.draft(community, holder(community, "coordinator"))
    editors = [holder(community, "coordinator"), holder(community, "facilitator")]

    def press(editor: User) -> None:
        try:
            actions.send_issue(issue=issue, by=editor, revision=issue.revision)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(press, editors * 2))
    send.send_due()

    assert sink.counts == dict.fromkeys(addresses, 1)
    assert Issue.objects.get().letters.count() == 1


@pytest.mark.fault
def test_with_the_broker_away_the_issue_is_sent_once_when_somebody_looks(apart, sink) -> None:
    command = (
        "import django; django.setup();"
        "from cop_portal.newsletters import actions; from cop_portal.newsletters.models import Issue;"
        "from cop_portal.tests.factories import holder;"
        "i = Issue.objects.get(); actions.send_issue(issue=i, by=holder(i.community, 'coordinator'))"
    )
    community = community_with_roles("Water")
    addresses = makers.many_readers(community, 20)
    makers.draft(community, holder(community, "coordinator"))
    begun = time.monotonic()

    web = subprocess.run(
        [sys.executable, "-c", command],
        cwd=settings.BASE_DIR,
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "cop_portal.settings.test",
            "DATABASE_URL": apart,
            "REDIS_URL": "redis://127.0.0.1:1/0",
        },
        capture_output=True,
        timeout=60,
        check=False,
    )
    took = time.monotonic() - begun
    before = dict(sink.counts)
    send.send_due()  # the sweep of each minute
    send.send_due()

    assert web.returncode == 0, web.stderr.decode()
    assert took < 30
    assert before == {}
    assert sink.counts == dict.fromkeys(addresses, 1)
