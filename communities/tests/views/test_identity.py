"""What a community shows of itself, seen before it is saved."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.django_db


def page_of(community: Any) -> str:
    return f"/communities/{community.slug}/identity/"


def typed(**changes: str) -> dict[str, str]:
    return {
        "name": "Water", "tagline": "Wells that last", "audience": "", "purpose": "", "objectives": "",
        "rhythm": "", "weave": "twill", "accent": "plum", "own": "", **changes,
    }  # fmt: skip


def test_a_coordinator_sees_what_will_be_before_it_is(community: Any, people: Any, sign_in: Any) -> None:
    client = sign_in(people.coordinator)
    before = community.tagline

    seen = client.post(page_of(community), typed(preview="1")).content.decode()

    community.refresh_from_db()
    assert community.tagline == before
    assert 'class="stack" data-accent="plum"' in seen
    assert seen.count("Wells that last") == 2  # in the field, and in the preview
    assert "Newsletter of Water" in seen
    assert seen.count(">readable") + seen.count(" readable") >= 6

    client.post(page_of(community), typed())
    community.refresh_from_db()
    assert (community.tagline, community.accent, community.weave) == ("Wells that last", "plum", "twill")


def test_while_one_types_the_preview_alone_is_asked_for(
    community: Any, people: Any, sign_in: Any, django_assert_num_queries: Any
) -> None:
    client = sign_in(people.coordinator)
    client.get(f"{page_of(community)}preview/")

    with django_assert_num_queries(3):
        part = client.get(f"{page_of(community)}preview/", {"name": "<b>Wet</b>", "accent": "nonsense"})

    text = part.content.decode()
    assert "&lt;b&gt;Wet&lt;/b&gt;" in text
    assert f'data-accent="{community.accent}"' in text
    assert "<form" not in text


def test_a_colour_of_ones_own_is_measured_and_the_nearest_is_taken(
    community: Any, people: Any, sign_in: Any
) -> None:
    client = sign_in(people.coordinator)

    seen = client.post(page_of(community), typed(own="#ffcc00", preview="1")).content.decode()
    assert "#ffcc00 on the page reads 1.4 to 1." in seen
    assert "That is not readable." in seen
    assert "The nearest here is Ochre" in seen
    assert 'data-accent="plum"' in seen

    taken = client.post(page_of(community), typed(own="#ffcc00", nearest="1")).content.decode()
    assert 'class="stack" data-accent="ochre"' in taken
    assert '<option value="ochre" selected>' in taken

    wrong = client.post(page_of(community), typed(own="yellow", preview="1")).content.decode()
    assert "Write a colour as # and six signs" in wrong
    assert "Wells that last" in wrong


def test_it_is_for_those_who_may_change_it(community: Any, neighbour: Any, people: Any, sign_in: Any) -> None:
    for who in (people.member, people.facilitator, people.guest, people.stranger):
        for rest in ("", "preview/"):
            assert sign_in(who).get(page_of(community) + rest).status_code == 403
    assert sign_in(people.coordinator).get(page_of(neighbour)).status_code in (403, 404)
    assert sign_in(people.coordinator).get(page_of(neighbour) + "preview/").status_code in (403, 404)
