"""I21 and I24 counted by hand."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from communities.enums import Role
from cop_portal.foundation.accounts.actions import assign_post
from cop_portal.foundation.accounts.models import Office
from cop_portal.tests.factories import holder
from knowledge_base.actions import resources
from knowledge_base.tests.makers import draft
from metrics.actions import rollups
from metrics.models import Figure
from metrics.tests.makers import YESTERDAY, ago, read, since

pytestmark = pytest.mark.django_db


def test_views_visits_and_visitors(community: Any, people: Any) -> None:
    since(community, 100)
    minute = 1 / 1440
    for days, page in ((3, 1), (3 - 10 * minute, 1), (3 - 20 * minute, 2), (3 - 90 * minute, 1)):
        read(community, people.member, days, object_id=page)
    read(community, people.expert, 2)
    read(community, people.expert, 40)
    rollups.fill(through=YESTERDAY)

    found = Figure.objects.get(community=community, indicator="I21", day=YESTERDAY)
    assert found.parts["views"] == 4  # the second look at page 1 came within half an hour
    assert found.parts["visits"] == 3
    assert found.parts["visitors"] == 2


def test_reuse_counts_in_another_office_only(community: Any, people: Any) -> None:
    since(community, 300)
    here, there = (
        Office.objects.create(name=name, city=name, level="country", time_zone="UTC")
        for name in ("Lima", "Quito")
    )
    long_ago = datetime.date(2020, 1, 1)
    for who, office in ((people.expert, here), (people.facilitator, here), (people.member, there)):
        assign_post(user=who, office=office, title="Officer", from_date=long_ago)
    keeper = holder(community, Role.KNOWLEDGE_MANAGER)
    pages = [
        resources.publish(
            resource=draft(community, by=people.expert, title=title), by=keeper, at=ago(100), quiet=True
        )
        for title in ("One", "Two", "Three")
    ]
    resources.note_reuse(resource=pages[0], by=people.member, where="Quito", at=ago(10))
    resources.note_reuse(resource=pages[1], by=people.facilitator, where="Lima", at=ago(10))
    resources.note_reuse(resource=pages[2], by=people.member, where="Quito", at=ago(500))
    rollups.fill(through=YESTERDAY)

    found = Figure.objects.get(community=community, indicator="I24", day=YESTERDAY)
    assert found.parts == {"items": 3, "reused": 1, "statements": 2}
