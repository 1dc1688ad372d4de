"""Two resources side by side."""

from __future__ import annotations

from typing import Any

import pytest

from knowledge_base.queries.merges import side_of
from knowledge_base.tests.makers import published

pytestmark = pytest.mark.django_db


def test_both_sides_say_the_same_things_in_the_same_order(community: Any) -> None:
    first = side_of(published(community, title="First").specific)
    second = side_of(published(community, kind="tool", title="Second").specific)

    assert [said for said, _value in first.rows] == [said for said, _value in second.rows]
    assert "First" in str(first.values()[-1])
