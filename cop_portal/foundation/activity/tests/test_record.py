"""Writing the record, and the closed list of verbs."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.utils import timezone

from cop_portal.foundation.activity import verbs
from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.activity.record import record
from cop_portal.foundation.permissions import SYSTEM

pytestmark = pytest.mark.django_db


@pytest.fixture
def verb() -> Any:
    """A verb of this test's own."""
    yield verbs.declare("test.happened", "did something", facts=("number",), counts=True)
    verbs._verbs.pop("test.happened")


def test_an_entry_says_who_did_what_to_what_where(verb: Any, community: Any, people: Any) -> None:
    entry = record(verb, by=people.member, target=community, community=community, number=3)

    entry.refresh_from_db()
    assert (entry.actor, entry.community, entry.facts) == (people.member, community, {"number": 3})
    assert (entry.target_type, entry.target_id) == ("communities.community", community.pk)
    assert entry.dispatched_at is None
    assert abs(entry.at - timezone.now()) < datetime.timedelta(minutes=1)


def test_the_portal_itself_is_nobody_and_the_past_keeps_its_day(verb: Any) -> None:
    when = datetime.datetime(2020, 2, 29, tzinfo=datetime.UTC)

    entry = record(verb, by=SYSTEM, at=when, quiet=True)

    entry.refresh_from_db()
    assert (entry.actor, entry.at) == (None, when)
    assert entry.dispatched_at is not None


def test_a_fact_that_is_not_declared_is_an_error(verb: Any) -> None:
    with pytest.raises(ValueError, match="secret"):
        record(verb, by=SYSTEM, secret="x")

    assert not ActivityEntry.objects.filter(verb=verb.name).exists()


def test_a_verb_is_declared_once(verb: Any) -> None:
    with pytest.raises(ValueError, match="declared twice"):
        verbs.declare("test.happened", "again")

    assert verbs.get("test.happened") is verb
    assert verb in verbs.all_verbs()
    assert "test.happened" in verbs.contribution_verbs()
    assert "test.happened" not in verbs.reaction_verbs()
