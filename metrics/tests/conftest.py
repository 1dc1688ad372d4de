from __future__ import annotations

from collections.abc import Iterator

import pytest

from metrics import pseudonyms


@pytest.fixture(autouse=True)
def _fresh_keys() -> Iterator[None]:
    """A key that this process remembers was rolled back with the test that made it."""
    pseudonyms._kept.clear()
    yield
    pseudonyms._kept.clear()
