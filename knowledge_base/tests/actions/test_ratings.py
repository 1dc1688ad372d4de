"""Useful to me, or not: one vote each, which may change."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import Http404

from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.permissions import Denied
from knowledge_base.actions import ratings
from knowledge_base.models import ResourcePage, UsefulResource
from knowledge_base.tests.makers import published

pytestmark = pytest.mark.django_db


def test_a_vote_counts_once_and_may_change(community: Any, people: Any) -> None:
    page = published(community)
    for useful in (True, True, False, False):
        ratings.rate(resource=page, by=people.member, useful=useful)
    ratings.rate(resource=page, by=people.guest, useful=True)

    page.refresh_from_db()
    assert page.useful_count == 1
    assert UsefulResource.objects.filter(useful=False).get().user == people.member
    verbs = ActivityEntry.objects.filter(target_id=page.pk, verb__contains="useful").order_by("pk")
    assert [entry.verb.rpartition(".")[2] for entry in verbs] == [
        "resource_useful",
        "resource_not_useful",
        "resource_useful",
    ]


def test_what_one_may_not_read_one_does_not_rate(neighbour: Any, people: Any) -> None:
    page = published(neighbour)

    for who in (people.member, people.guest):
        with pytest.raises((Http404, Denied)):
            ratings.rate(resource=page, by=who, useful=False)

    assert not UsefulResource.objects.exists()
    assert ResourcePage.objects.get(pk=page.pk).useful_count == 0
