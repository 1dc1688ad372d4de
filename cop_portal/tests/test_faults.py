"""What happens when a part of the machine is away: people go on, and nothing is half."""

from __future__ import annotations

import itertools
import os
import signal
import threading
import time
from collections.abc import Iterator
from typing import Any

import psycopg2
import pytest
from playwright.sync_api import Page, expect

from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.tests import factories
from cop_portal.tests.stack import DATABASE, Stack, database_url, wait_for
from cop_portal.tests.stories.steps import sign_in
from discussions.actions import discussions, subscriptions
from discussions.models import Contribution, Discussion

pytestmark = pytest.mark.browser
NUMBERS = itertools.count(1)
SWEEP = (
    "from cop_portal.foundation.activity.tasks import dispatch_pending; dispatch_pending();"
    "from cop_portal.foundation.mail.tasks import send_due; send_due()"
)


@pytest.fixture
def talk(live: Stack) -> Any:
    """A question with a follower who reads each contribution in the mail."""
    name = f"Faults {next(NUMBERS)}"
    water = factories.community_with_roles(name)
    found = discussions.start(
        community=water,
        by=factories.holder(water, "expert"),
        title="What if it breaks?",
        body="Then?",
        kind="question",
    )
    found.follower = factories.joined(water, factories.person(f"Fred {name}"))
    found.member = factories.joined(water, factories.person(f"Mona {name}"))
    subscriptions.follow(discussion=found, by=found.follower, frequency="instant")
    return found


@pytest.fixture
def without_redis(live: Stack) -> Iterator[Stack]:
    """The web processes find nobody at the broker's address; the worker still does."""
    live.kill("web", signal.SIGTERM)
    live.start("web", REDIS_URL="redis://127.0.0.1:9/0")
    wait_for(lambda: live.health(), 30, "the web did not start")
    yield live
    live.kill("web", signal.SIGTERM)
    live.start("web")
    live.wait_until_well("database", "broker")


def test_without_redis_people_read_and_post_and_the_letter_follows_once(
    without_redis: Stack, page: Page, talk: Any
) -> None:
    live = without_redis
    sign_in(page, live, talk.member)
    page.goto(live.url + talk.get_absolute_url())
    began = time.monotonic()
    page.get_by_label("Your contribution").fill("Then we write it down and go on.")
    page.get_by_role("button", name="Contribute").click()
    expect(page.locator("#c1")).to_contain_text("we write it down")
    assert time.monotonic() - began < 5, "posting waited for the broker"
    assert live.health()["checks"]["broker"]["ok"] is False

    for _again in range(2):
        assert live.manage("shell", "-c", SWEEP).returncode == 0

    def letters() -> list[Any]:
        return [
            mail
            for mail in live.mails(talk.follower.email)
            if "we write it down" in str(mail.get_body(("plain",)))
        ]

    wait_for(letters, 30, "the letter did not follow")
    time.sleep(2)
    assert len(letters()) == 1


def test_when_postgres_falls_over_it_takes_seconds_and_leaves_no_half_written_rows(
    live: Stack, page: Page, talk: Any
) -> None:
    sign_in(page, live, talk.member)
    address = live.url + talk.get_absolute_url()
    page.goto(address)
    token = page.locator("form[action$='contribute/'] input[name=csrfmiddlewaretoken]").first.input_value()
    falls = threading.Timer(0.4, knock_postgres_down)
    falls.start()

    for number in range(20):
        form = {"csrfmiddlewaretoken": token, "key": f"fault-{number}", "body": f"Said number {number}."}
        wait_for(lambda form=form: post(page, address, form), 20, "posting did not recover")
        time.sleep(0.05)
    falls.join()

    wait_for(lambda: count(talk) == 20, 20, "the database did not come back")
    found = Discussion.objects.get(pk=talk.pk)
    rows = list(
        Contribution.objects.filter(discussion=talk).order_by("number").values_list("number", flat=True)
    )
    told = ActivityEntry.objects.filter(
        verb="discussions.contribution_added", facts__discussion_id=talk.pk
    ).count()
    assert rows == list(range(1, 21))
    assert (found.last_number, found.contribution_count, told) == (20, 20, 20)


def post(page: Page, address: str, form: dict[str, str]) -> bool:
    """As somebody who presses the button again when it did not work."""
    try:
        answer = page.request.post(
            f"{address}contribute/", form=form, headers={"Referer": address}, max_redirects=0, timeout=10_000
        )
    except Exception:
        return False
    return answer.status == 302


def count(talk: Any) -> int:
    from django.db import connection

    try:
        return Contribution.objects.filter(discussion_id=talk.pk).count()
    except Exception:
        connection.close()
        return -1


def knock_postgres_down() -> None:
    """A server process that dies makes Postgres drop all connections and recover.

    Of a Postgres that is not ours all connections to the database are cut, which it survives.
    """
    connection = psycopg2.connect(database_url(DATABASE))
    with connection.cursor() as cursor:
        if "DATABASE_URL" in os.environ:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            connection.close()
            return
        cursor.execute("SELECT pg_backend_pid()")
        pid = cursor.fetchone()[0]
    os.kill(pid, signal.SIGKILL)
