"""Who sees how a community is doing."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from metrics.permissions import may_see_figures

pytestmark = pytest.mark.django_db


def test_signed_in_readers_see_them_and_strangers_of_a_closed_community_do_not(
    community: Any, neighbour: Any, people: Any
) -> None:
    assert may_see_figures(people.member, community)
    assert may_see_figures(people.stranger, community)
    assert may_see_figures(people.stranger, neighbour)
    assert not may_see_figures(people.member, neighbour)
    assert not may_see_figures(AnonymousUser(), community)
    assert may_see_figures(people.administrator, neighbour)
