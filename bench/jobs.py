"""The work behind the pages against its plain twin: a newsletter, the night, the counting of page views.

Runs in a process of its own with Django set up: python -m bench.jobs NIGHT MAILS MAIL_PORT, prints one JSON line.
"""

from __future__ import annotations

import datetime
import json
import os
import sys
import time
from statistics import median
from typing import Any

if __name__ == "__main__":
    import django

    django.setup()

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import connection, transaction
from django.template.loader import render_to_string
from django.utils import timezone

from communities.models import Community, Membership
from cop_portal.foundation.mail.models import OutgoingMail
from cop_portal.foundation.mail.send import send_due
from cop_portal.foundation.permissions import SYSTEM
from cop_portal.newsletters import actions, queries, sections
from metrics import capture
from metrics.actions import rollups

ROUNDS = 3


def newsletter(count: int) -> dict[str, float]:
    """Mails a second, from the press of the button to the last answer of the mail server, and the plain way."""
    # The one that bench.crowd fills has nothing to tell.
    community = Community.objects.filter(discussion_count__gt=0).order_by("-member_count")[0]
    ids = list(Membership.objects.active().filter(community=community).values_list("pk", flat=True)[:count])
    Membership.objects.filter(community=community).update(wants_newsletter=False)
    Membership.objects.filter(pk__in=ids).update(wants_newsletter=True)
    ours, plain = [], []
    for number in range(ROUNDS):
        items = list(sections.conversations(community, datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)))
        issue = actions.compose(
            community=community, week=f"2026-W{number + 10}", by=SYSTEM, items=items, quiet=True
        )
        issue.intro, issue.subject = "A word before. " * 12, f"Week {number}"
        issue.save()
        begun = time.perf_counter()
        actions.send_issue(issue=issue, by=SYSTEM)
        while OutgoingMail.objects.filter(state__in=OutgoingMail.WAITING).exists():
            send_due()
        ours.append(len(ids) / (time.perf_counter() - begun))
        plain.append(_plain(community, issue, len(ids)))
        sent = OutgoingMail.objects.filter(state=OutgoingMail.State.SENT)
        if sent.count() != len(ids):
            raise RuntimeError(f"{sent.count()} of {len(ids)} mails were sent")
        OutgoingMail.objects.all().delete()
        issue.delete()
    return {"ours": median(ours), "plain": median(plain), "mails": float(len(ids))}


def _plain(community: Community, issue: Any, count: int) -> float:
    """One process that renders each mail and hands it over one connection. No claims, no states."""
    readers = [one for people in queries.readers_by_language(community).values() for one in people][:count]
    context = actions.letter_context(issue, queries.items_for_members(issue))
    server = get_connection("django.core.mail.backends.smtp.EmailBackend")
    begun = time.perf_counter()
    server.open()
    for reader in readers:
        own = {
            **context,
            "address": reader.address,
            "name": reader.name,
            "stop_url": "https://example.org/stop/x/",
        }
        mail = EmailMultiAlternatives(
            issue.subject,
            render_to_string("newsletters/email/issue.txt", own),
            settings.DEFAULT_FROM_EMAIL,
            [reader.address],
            connection=server,
        )
        mail.attach_alternative(render_to_string("newsletters/email/issue.html", own), "text/html")
        mail.send()
    server.close()
    return len(readers) / (time.perf_counter() - begun)


FILL = """
    INSERT INTO metrics_pageview (at, community_id, kind, object_id, viewer, signed_in)
    SELECT %(day)s::date + random() * interval '1 day', 1 + (random() * %(communities)s)::int, 'discussion',
        (random() * 20000)::int, left(md5((random() * 20000)::int::text), 32), true
    FROM generate_series(1, %(rows)s)
"""
# What anybody would write to know who read what on a day.
PLAIN = rollups.READERS.replace("metrics_dailyreader", "bench_reader")


def night(rows: int) -> dict[str, float]:
    """Seconds for one night's views against the plain statement; then the same with ten times the history."""
    communities = Community.objects.count() - 1
    day = datetime.date(2001, 1, 10)
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off; SET statement_timeout = 0")
        cursor.execute("TRUNCATE metrics_pageview, metrics_dailyreader")
        cursor.execute("CREATE TEMP TABLE bench_reader (LIKE metrics_dailyreader INCLUDING ALL)")
        for back in range(rollups.AGAIN):  # the night counts the day before anew
            cursor.execute(
                FILL,
                {"day": day - datetime.timedelta(days=back), "communities": communities, "rows": rows // 2},
            )
        cursor.execute("ANALYZE metrics_pageview")
    ours, plain = _nights(day)
    with connection.cursor() as cursor:
        for back in range(rollups.AGAIN, 10 * rollups.AGAIN):
            cursor.execute(
                FILL,
                {"day": day - datetime.timedelta(days=back), "communities": communities, "rows": rows // 2},
            )
        cursor.execute("ANALYZE metrics_pageview")
    rollups.count_readers(day)  # the history has been counted in its own nights
    long, _plain_again = _nights(day)
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE metrics_pageview, metrics_dailyreader")
    return {"ours": ours, "plain": plain, "long": long}


def _nights(day: datetime.date) -> tuple[float, float]:
    ours, plain = [], []
    first = day - datetime.timedelta(days=rollups.AGAIN - 1)
    low = datetime.datetime.combine(first, datetime.time(), datetime.UTC)
    for _round in range(ROUNDS):
        begun = time.perf_counter()
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("DELETE FROM bench_reader")
            cursor.execute(PLAIN, {"lo": low, "hi": day})
        plain.append(time.perf_counter() - begun)
        begun = time.perf_counter()
        rollups.count_readers(day)
        ours.append(time.perf_counter() - begun)
    return median(ours), median(plain)


def views(count: int = 20_000) -> dict[str, float]:
    """Seconds of this process for one page view, from the note to the row."""
    capture._start = lambda: None
    now = timezone.now()
    begun = time.process_time()
    for number in range(count):
        capture.note(capture.Seen(now, 1, "discussion", number, 1 + number % 500, "10.0.0.1", "Firefox"))
        if number % capture.MANY == capture.MANY - 1:
            capture.flush()
    capture.flush()
    return {"seconds": (time.process_time() - begun) / count}


if __name__ == "__main__":
    rows, mails, port = map(int, sys.argv[1:4])
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    print(json.dumps({"views": views(), "newsletter": newsletter(mails), "night": night(rows)}))
    sys.stdout.flush()
    os._exit(0)  # nothing of this process is worth waiting for
