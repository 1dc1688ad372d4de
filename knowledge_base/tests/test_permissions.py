"""Who may submit, review, curate and react, as a table."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import Http404
from django.utils import timezone

from cop_portal.foundation.permissions import can
from knowledge_base.models import Harvest, NearPair, Release
from knowledge_base.permissions import (
    check_approve,
    check_curate,
    check_edit_publications,
    check_gather,
    check_judge_pair,
    check_review_resource,
    check_see_release,
    check_submit_resource,
)
from knowledge_base.queries.releases import rule_of
from knowledge_base.tests.makers import issue, published

pytestmark = pytest.mark.django_db

TABLE = {
    "administrator": (True, True, True),
    "knowledge_manager": (True, True, True),
    "expert": (True, True, False),
    "facilitator": (True, False, False),
    "coordinator": (True, False, False),
    "member": (True, False, False),
    "guest": (True, False, False),
    "stranger": (False, False, False),
    "sponsor": (False, False, False),
}


@pytest.mark.parametrize("who", TABLE)
def test_submit_review_and_curate(who: str, community: Any, people: Any) -> None:
    page, person = published(community), getattr(people, who)

    answers = (
        can(check_submit_resource, person, community),
        can(check_review_resource, person, page),
        can(check_curate, person, community),
    )

    assert answers == TABLE[who]


@pytest.mark.parametrize(
    "who", ["administrator", "coordinator", "expert", "facilitator", "knowledge_manager"]
)
def test_in_an_archive_those_who_looked_after_the_library_read_and_decide_nothing(
    who: str, community: Any, people: Any
) -> None:
    first, second, person = published(community), published(community, title="Again"), getattr(people, who)
    page = issue(community, by=people.coordinator)
    pair = NearPair(first=first, second=second, likeness=0.9)
    pair.save()
    release = Release(resource=first, asked_by=people.member, to="public")
    harvest = Harvest(community=community, gardener=people.guest)
    looks_after = who in ("administrator", "knowledge_manager")

    def sees_release() -> bool:
        try:
            check_see_release(person, release, rule_of(community))
        except Http404:
            return False
        return True

    def decides() -> list[bool]:
        judges = looks_after and can(check_judge_pair, person, pair)
        return [judges, can(check_gather, person, harvest), can(check_approve, person, page)]

    before = (can(check_edit_publications, person, community), sees_release())
    decided = decides()
    community.archived_at = timezone.now()
    community.save()
    for row in (first, second, page, harvest, pair.first, pair.second):
        getattr(row, "community", community).archived_at = community.archived_at

    assert any(decided)
    assert decides() == [False] * 3
    assert (can(check_edit_publications, person, community), sees_release()) == before
