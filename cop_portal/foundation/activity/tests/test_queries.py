"""Reading the record."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.utils import timezone

from cop_portal.foundation.activity import queries, verbs
from cop_portal.foundation.activity.record import record
from cop_portal.foundation.permissions import SYSTEM

pytestmark = pytest.mark.django_db


@pytest.fixture
def verb() -> Any:
    """A verb of this test's own."""
    yield verbs.declare("test.happened", "did something")
    verbs._verbs.pop("test.happened")


def test_a_community_s_record_is_its_own_newest_first(verb: Any, community: Any, neighbour: Any) -> None:
    first = record(verb, by=SYSTEM, community=community)
    record(verb, by=SYSTEM, community=neighbour)
    second = record(verb, by=SYSTEM, community=community)

    assert list(queries.of_community(community.pk, [verb.name])) == [second, first]
    assert set(queries.of_community(community.pk)) > {first, second}


def test_how_long_the_oldest_entry_waits_is_known(verb: Any) -> None:
    assert queries.oldest_pending_age() is None

    record(verb, by=SYSTEM, at=timezone.now() - datetime.timedelta(minutes=7))

    age = queries.oldest_pending_age()
    assert age is not None
    assert datetime.timedelta(minutes=7) <= age < datetime.timedelta(minutes=8)
