"""A picture of its own as a community's sign."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from communities.actions import emblems
from communities.activity import IDENTITY_CHANGED
from communities.tests.views.test_emblems import drawn
from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.permissions import Denied

pytestmark = pytest.mark.django_db


def changes(community: Any) -> int:
    return ActivityEntry.objects.filter(community=community, verb=str(IDENTITY_CHANGED)).count()


def test_a_picture_is_set_and_recorded(community: Any, people: Any) -> None:
    emblems.set_emblem(community=community, by=people.coordinator, name="a.png", content=drawn())

    community.refresh_from_db()
    assert community.emblem_key
    assert changes(community) == 1


def test_the_weave_where_there_was_no_picture_changes_nothing(community: Any, people: Any) -> None:
    emblems.set_emblem(community=community, by=people.coordinator)

    assert changes(community) == 0


@pytest.mark.parametrize("who", ["member", "expert", "guest", "stranger"])
def test_others_set_none(who: str, community: Any, people: Any) -> None:
    with pytest.raises(Denied):
        emblems.set_emblem(community=community, by=getattr(people, who), name="a.png", content=drawn())

    community.refresh_from_db()
    assert not community.emblem


def test_what_is_no_picture_leaves_the_one_that_stands(community: Any, people: Any) -> None:
    emblems.set_emblem(community=community, by=people.coordinator, name="a.png", content=drawn())
    before = community.emblem_key

    with pytest.raises(ValidationError):
        emblems.set_emblem(community=community, by=people.coordinator, name="a.svg", content=b"<svg/>")

    community.refresh_from_db()
    assert community.emblem_key == before
