"""What happened has happened: no cell of an inventory dates it ahead."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from knowledge_base.actions import inventories
from knowledge_base.inventory_meanings import MEANINGS
from knowledge_base.models import ResourcePage
from knowledge_base.tests.actions.test_inventories import exported, row, sheet


@pytest.mark.parametrize("name", ["confirmed_on", "published_on", "retired_on"])
def test_what_happened_is_not_in_the_future_and_today_is_not_either(name: str) -> None:
    today = timezone.localdate()
    tomorrow = today + datetime.timedelta(days=1)

    assert MEANINGS[name](str(today)).date() == today
    assert MEANINGS[name](timezone.now().isoformat()) <= timezone.now()
    assert MEANINGS[name]("") is None
    for ahead in (str(tomorrow), (timezone.now() + datetime.timedelta(minutes=5)).isoformat(), "2999-01-01"):
        with pytest.raises(ValidationError, match="in the future"):
            MEANINGS[name](ahead)
    assert MEANINGS["next_review_on"](str(tomorrow)) == tomorrow


def test_today_begins_where_the_reader_is() -> None:
    with timezone.override(datetime.timezone(datetime.timedelta(hours=14))):
        assert MEANINGS["confirmed_on"](str(timezone.localdate()))


@pytest.mark.django_db
def test_a_row_that_dates_a_confirmation_ahead_is_a_fault_and_confirms_nothing(
    community: Any, people: Any
) -> None:
    keeper = people.knowledge_manager
    inventories.carry_out(
        community=community, by=keeper, source=sheet(row(1, confirmed_on="2024-01-02"), row(2))
    )
    before = list(ResourcePage.objects.order_by("pk").values("pk", "confirmed_at", "next_review_on"))
    said = [{"key": f"P-{number}", "confirmed_on": "2999-01-01"} for number in (1, 2)]

    plan = inventories.carry_out(community=community, by=keeper, source=sheet(*said))

    assert [one.line for one in plan.faulty] == [2, 3]
    assert "Confirmed on: “2999-01-01” is in the future" in plan.faulty[0].faults[0]
    assert list(ResourcePage.objects.order_by("pk").values("pk", "confirmed_at", "next_review_on")) == before
    again = inventories.carry_out(community=community, by=keeper, source=exported(community))
    assert {one.outcome for one in again.rows} == {"same"}
