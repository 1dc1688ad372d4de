"""Reading the pictures of communities."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import Http404

from communities.actions import emblems as actions
from communities.queries import emblems
from communities.tests.views.test_emblems import drawn

pytestmark = pytest.mark.django_db


def test_a_weave_has_no_picture(community: Any) -> None:
    assert (emblems.picture(community), emblems.in_letters(community)) == (b"", "")
    for name in ("", ".webp", "x.webp"):
        with pytest.raises(Http404):
            emblems.stored(community, name)
    with pytest.raises(Http404):
        emblems.of_letters("")


def test_a_picture_is_read_in_its_forms(neighbour: Any, community: Any, people: Any) -> None:
    actions.set_emblem(community=community, by=people.coordinator, name="a.png", content=drawn())
    key = community.emblem_key

    for name in (f"{key}.webp", f"{key}-small.webp"):
        with emblems.stored(community, name) as file:
            assert file.read(4) == b"RIFF"
    with emblems.of_letters(key) as file:
        assert file.read(4) == b"\x89PNG"
    with pytest.raises(Http404):
        emblems.stored(neighbour, f"{key}.webp")
