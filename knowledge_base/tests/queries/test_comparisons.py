"""Side by side: four at most, and what else could stand there."""

from __future__ import annotations

from typing import Any

import pytest

from knowledge_base.tests.makers import published

pytestmark = pytest.mark.django_db


def test_four_at_most_and_what_is_ticked_stays_while_one_looks_for_more(
    community: Any, people: Any, sign_in: Any
) -> None:
    pages = [published(community, title=f"Pump {index}") for index in range(6)]
    chosen = "&".join(f"r={page.pk}" for page in pages[:5])

    answer = sign_in(people.member).get(f"/compare/?{chosen}&q=pump")

    assert [column.title for column in answer.context["shown"].columns] == [f"Pump {n}" for n in range(4)]
    assert {column.title for column in answer.context["suggestions"]} == {"Pump 4", "Pump 5"}
    assert answer.content.decode().count("checked") == 4
