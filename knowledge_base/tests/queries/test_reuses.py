"""Adoptions are read no farther out than they were told."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404

from knowledge_base.actions import reuses
from knowledge_base.enums import Sharing
from knowledge_base.queries import reuses as queries
from knowledge_base.tests.makers import moved, published

pytestmark = pytest.mark.django_db


def test_what_was_told_inside_stays_inside_when_the_resource_goes_out(community: Any, people: Any) -> None:
    page = published(community, sharing=Sharing.COMMUNITY)
    told = reuses.note(resource=page, by=people.member, where="Garissa")
    moved(page, Sharing.PUBLIC)
    page.refresh_from_db()
    later = reuses.note(resource=page, by=people.stranger, where="Quito")

    for outside in (people.stranger, AnonymousUser()):
        assert list(queries.of_resource(outside, page)) == [later]
        assert queries.visible(outside, [told.pk, later.pk]) == [later]
        with pytest.raises(Http404):
            queries.get_for(outside, page, told.pk)
    assert set(queries.of_resource(people.expert, page)) == {told, later}
    assert queries.told_by(people.stranger, people.member, 5) == []
    assert len(queries.told_by(people.expert, people.member, 5)) == 1
