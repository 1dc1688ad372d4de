"""Several people, or one impatient one, at the same moment."""

from __future__ import annotations

from functools import partial

import pytest

from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.tests import factories
from cop_portal.tests.races import at_once
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
