"""Figures as readings of a community's own indicators."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest

from communities.evidence import figures
from metrics import indicators
from metrics.models import Figure
from metrics.queries.readings import OFFERED, value_on

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 11, 20)


def figure(community: Any, **fields: Any) -> Figure:
    return Figure.objects.create(
        **{
            "community": community,
            "indicator": "I02",
            "version": 1,
            "day": DAY,
            "value": 0.4,
            "n": 40,
            **fields,
        }
    )


def test_a_share_is_read_as_per_cent_and_speaks_for_three_days(community: Any, neighbour: Any) -> None:
    figure(community)
    active = indicators.get("I02")

    assert value_on(active, community, DAY) == Decimal("40.0")
    assert value_on(active, community, DAY + datetime.timedelta(days=3)) == Decimal("40.0")
    assert value_on(active, community, DAY + datetime.timedelta(days=4)) is None
    assert value_on(active, community, DAY - datetime.timedelta(days=1)) is None
    assert value_on(active, neighbour, DAY) is None


def test_what_rests_on_too_few_people_is_not_read(community: Any) -> None:
    figure(community, n=40, parts={"active": 2})

    assert value_on(indicators.get("I02"), community, DAY) is None


def test_those_offered_are_known_to_communities(community: Any) -> None:
    figure(community)

    known = figures()
    assert set(OFFERED) <= set(known)
    assert known["I02"].value(community, DAY) == Decimal("40.0")
