"""Story (c): the night runs, the page shows yesterday, and a killed night is made good."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from cop_portal.foundation.jobs.models import PeriodicRun
from cop_portal.tests import factories
from cop_portal.tests.stack import Stack
from cop_portal.tests.stories.steps import sign_in
from discussions.actions import contributions, discussions
from metrics.models import Figure

pytestmark = pytest.mark.browser
NIGHT = "from metrics.tasks import nightly; print('RAN', nightly())"


def test_the_night_runs_once_shows_yesterday_and_is_made_good_when_killed(live: Stack, page: Page) -> None:
    wells = factories.community_with_roles("Story night wells")
    people = [factories.joined(wells, factories.person(f"Well {number}")) for number in range(20)]
    yesterday = timezone.now() - datetime.timedelta(days=1)
    wells.memberships.update(joined_at=yesterday - datetime.timedelta(days=90))
    talk = discussions.start(
        community=wells, by=people[0], title="Who digs?", body="By hand, or with a rig?", kind="question",
        at=yesterday - datetime.timedelta(hours=5), quiet=True,
    )  # fmt: skip
    for person in people[1:8]:
        contributions.add(discussion=talk, by=person, body="We dig here too.", at=yesterday, quiet=True)

    # A night that is killed in the middle leaves no figure half.
    killed = live.manage("shell", "-c", NIGHT, FAILPOINTS="metrics.mid_chunk")
    assert killed.returncode == -9
    assert not Figure.objects.filter(community=wells).exists()
    assert not PeriodicRun.objects.filter(job="metrics.tasks.nightly", finished_at__isnull=False).exists()

    # The next call makes it good.
    done = live.manage("shell", "-c", NIGHT)
    assert "RAN {" in done.stdout, done.stderr
    first = list(
        Figure.objects.filter(community=wells).order_by("pk").values_list("indicator", "day", "value")
    )

    # The page shows yesterday.
    sign_in(page, live, people[3])
    page.goto(f"{live.url}/communities/{wells.slug}/health/")
    expect(page.get_by_text("8 of 24 members contributed in the last four weeks.")).to_be_visible()
    assert max(day for _key, day, _value in first) == timezone.now().date() - datetime.timedelta(days=1)

    # Running it again changes nothing.
    again = live.manage("shell", "-c", NIGHT)
    assert "RAN done already" in again.stdout, again.stderr
    assert (
        list(Figure.objects.filter(community=wells).order_by("pk").values_list("indicator", "day", "value"))
        == first
    )
