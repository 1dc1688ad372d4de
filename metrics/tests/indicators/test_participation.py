"""I02, I03 and I06 of a community that can be counted by hand."""

from __future__ import annotations

from typing import Any

import pytest

from discussions.actions import contributions
from metrics.actions import rollups
from metrics.formulas import gini, top_share
from metrics.models import Figure
from metrics.tests.makers import YESTERDAY, ago, answer, question, read, since

pytestmark = pytest.mark.django_db


def figure(community: Any, key: str, day: Any = YESTERDAY) -> Figure | None:
    return Figure.objects.filter(community=community, indicator=key, day=day).first()


@pytest.fixture
def water(community: Any, people: Any) -> Any:
    """Six members, 200 days old; the question is old, two answers are new."""
    since(community, 200)
    talk = question(community, people.expert, 60)
    answer(talk, people.member, 10)
    answer(talk, people.facilitator, 5)
    answer(talk, people.facilitator, 4)
    answer(talk, people.coordinator, 3, body="Thanks!")
    return community


def test_contributors_are_those_of_four_weeks_without_words_of_thanks(water: Any) -> None:
    rollups.fill(through=YESTERDAY)

    found = figure(water, "I03")
    assert found is not None
    assert found.parts == {"contributors": 2, "members": 6}
    assert found.value == pytest.approx(2 / 6)


def test_a_withdrawn_contribution_no_longer_counts(water: Any, people: Any) -> None:
    from discussions.models import Contribution

    contributions.withdraw(contribution=Contribution.objects.get(author=people.member), by=people.member)
    rollups.fill(through=YESTERDAY)

    assert figure(water, "I03").parts["contributors"] == 1  # type: ignore[union-attr]


def test_reading_makes_a_member_active_but_not_a_stranger_nor_a_visitor(water: Any, people: Any) -> None:
    read(water, people.knowledge_manager, 2)
    read(water, people.knowledge_manager, 1)
    read(water, people.stranger, 2)
    read(water, None, 2)
    rollups.fill(through=YESTERDAY)

    assert figure(water, "I02").parts == {"active": 3, "members": 6}  # type: ignore[union-attr]


def test_finding_something_useful_is_taking_part_but_not_contributing(water: Any, people: Any) -> None:
    from discussions.models import Contribution

    contributions.mark_useful(
        contribution=Contribution.objects.filter(author=people.facilitator).first(),
        by=people.guest,
        at=ago(2),
    )
    rollups.fill(through=YESTERDAY)

    assert figure(water, "I02").parts["active"] == 3  # type: ignore[union-attr]
    assert figure(water, "I03").parts["contributors"] == 2  # type: ignore[union-attr]


def test_a_person_is_not_counted_twice_where_two_keys_meet_in_one_window(water: Any, people: Any) -> None:
    import datetime

    from metrics.pseudonyms import period_of

    begin, _end = period_of(True, YESTERDAY)
    day = begin + datetime.timedelta(days=3)
    for back in (-2, 2):
        moment = datetime.datetime.combine(begin, datetime.time(9), datetime.UTC) + datetime.timedelta(
            days=back
        )
        from metrics import capture

        capture.write([capture.Seen(moment, water.pk, "discussion", 1, people.guest.pk, "", "")])
    rollups.fill(through=day)

    found = figure(water, "I02", day)
    assert found is not None
    assert found.parts["active"] == 1 + int(day >= YESTERDAY - datetime.timedelta(days=49))


def test_shared_load_is_the_formulas_gini_over_all_members(water: Any) -> None:
    rollups.fill(through=YESTERDAY)
    amounts = [0, 0, 0, 1, 1, 2]  # nobody, nobody, nobody, the question, one answer, two answers

    found = figure(water, "I06")
    assert found is not None
    assert found.value == pytest.approx(gini(amounts))
    assert found.parts["top_tenth"] == pytest.approx(top_share(amounts, 0.1), abs=1e-5)
    assert found.parts["among_contributors"] == pytest.approx(gini([1, 1, 2]), abs=1e-5)
    assert found.parts["contributions"] == 4


def test_who_left_is_no_member_of_later_days_and_was_one_before(water: Any, people: Any) -> None:
    import datetime

    from communities.models import Membership

    Membership.objects.filter(community=water, user=people.member).update(state="left", left_at=ago(3))
    rollups.fill(through=YESTERDAY)

    before = figure(water, "I03", YESTERDAY - datetime.timedelta(days=5))
    assert figure(water, "I03").parts == {"contributors": 1, "members": 5}  # type: ignore[union-attr]
    assert before is not None
    assert before.parts == {"contributors": 1, "members": 6}
