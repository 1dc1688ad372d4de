"""Files by their place in the store. The gate itself is tested in test_gates.py."""

from __future__ import annotations

from typing import Any

import pytest

from knowledge_base.queries.media import may_see_file

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "path", ["", "documents/none.pdf", "../settings.py", "images/x\x00.png", "original_images/"]
)
def test_what_no_library_knows_is_not_there(path: str, people: Any) -> None:
    assert not may_see_file(people.administrator, path.replace("\x00", ""))
