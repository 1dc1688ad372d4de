"""Several people, or one impatient one, at the same moment."""

from __future__ import annotations

from functools import partial

import pytest

from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.tests import factories
from cop_portal.tests.races import at_once
from discussions.actions import passings
from discussions.models import Contribution, Discussion
from discussions.tests.makers import question, said


@pytest.mark.parametrize("same_key", [False, True], ids=["eight at once", "a double click"])
def test_at_once_numbers_follow_one_another_and_a_double_click_posts_once(same_key: bool, apart: str) -> None:
    community = factories.community_with_roles("Races")
    member = factories.joined(community, factories.person("Mona Races"))
    talk = question(community, factories.holder(community, "expert"))

    def work(number: int) -> None:
        own = Discussion.objects.select_related("community").get(pk=talk.pk)
        for index in range(1 if same_key else 5):
            said(own, member, key="web:1:same" if same_key else f"web:{number}:{index}")

    outcomes = at_once(*(partial(work, number) for number in range(8)))

    talk.refresh_from_db()
    expected = 1 if same_key else 40
    rows = Contribution.objects.filter(discussion=talk).order_by("number")
    assert [outcome for outcome in outcomes if outcome is not None] == []
    assert list(rows.values_list("number", flat=True)) == list(range(1, expected + 1))
    assert (talk.last_number, talk.contribution_count) == (expected, expected)
    assert ActivityEntry.objects.filter(verb="discussions.contribution_added").count() == expected


def test_a_discussion_is_passed_on_and_taken_back_once(apart: str) -> None:
    above = factories.community_with_roles("Races")
    below = factories.community("Races below", parent=above, level="country")
    boss = factories.holder(above, "facilitator")
    talk = question(above, factories.holder(above, "expert"))

    passed = at_once(*(partial(passings.pass_on, discussion=talk, to=below, by=boss) for _ in range(4)))

    below.refresh_from_db()
    assert len({passing.pk for passing in passed}) == 1
    assert below.passed_count == 1
    assert ActivityEntry.objects.filter(verb="discussions.discussion_passed").count() == 1
    at_once(*(partial(passings.take_back, passing=passed[0], by=boss) for _ in range(4)))
    below.refresh_from_db()
    assert below.passed_count == 0
