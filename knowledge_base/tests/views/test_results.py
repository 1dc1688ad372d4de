"""The page of results, for members, strangers and visitors."""

from __future__ import annotations

from typing import Any

import pytest

from knowledge_base.enums import Sharing
from knowledge_base.models import ResultsPlan
from knowledge_base.tests.makers import published

pytestmark = pytest.mark.django_db


def test_it_shows_each_reader_what_is_theirs(community: Any, people: Any, sign_in: Any, client: Any) -> None:
    published(community, title="Inside", kind="story", sharing=Sharing.COMMUNITY)
    address = f"/communities/{community.slug}/results/"

    assert client.get(address).status_code == 404
    published(community, title="Released", kind="story", sharing=Sharing.PUBLIC)
    seen = client.get(address).content.decode()

    assert "Released" in seen
    assert "Inside" not in seen
    assert "Inside" in sign_in(people.member).get(address).content.decode()
    assert "Inside" not in sign_in(people.stranger).get(address).content.decode()


def test_the_rhythm_is_chosen_there(community: Any, people: Any, sign_in: Any) -> None:
    address = f"/communities/{community.slug}/results/"

    assert sign_in(people.coordinator).post(address, {"days": "182"}).status_code == 302
    assert sign_in(people.member).post(address, {"days": "30"}).status_code == 403
    sign_in(people.coordinator).post(address, {"days": "x"})

    assert ResultsPlan.objects.get().days == 182


def test_what_was_not_done_twice_stands_there_for_those_who_read_what_is_inside(
    community: Any, people: Any, sign_in: Any, client: Any
) -> None:
    community.visibility = "closed"
    community.save()
    published(community, title="Released", kind="story", sharing=Sharing.PUBLIC)
    address = f"/communities/{community.slug}/results/"

    assert "Duplicates avoided: 0 · merged: 0" in sign_in(people.member).get(address).content.decode()
    for outside in (sign_in(people.stranger), client):
        seen = outside.get(address).content.decode()
        assert "Released" in seen
        assert "Duplicates avoided" not in seen
