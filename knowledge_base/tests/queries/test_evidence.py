"""What the library shows for the checklists of stages."""

from __future__ import annotations

from typing import Any

import pytest

from knowledge_base.queries import evidence
from knowledge_base.tests.makers import published

pytestmark = pytest.mark.django_db


def test_a_library_is_begun_with_one_and_grows_with_five(neighbour: Any, community: Any, people: Any) -> None:
    assert not evidence.library_begun(community).found
    for number in range(5):
        published(community, title=f"Note {number}")

    assert evidence.library_begun(community).found
    assert evidence.library_grows(community).words == "5 resources in the library."
    assert evidence.library_grows(community).found
    assert not evidence.library_begun(neighbour).found
