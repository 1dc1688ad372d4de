"""What stories share besides their steps."""

from __future__ import annotations

from typing import Any

import pytest

from cop_portal.tests import factories
from cop_portal.tests.stack import Stack


@pytest.fixture
def stranger(live: Stack) -> Any:
    """Somebody of the community next door, whose own community is closed."""
    return factories.joined(
        factories.community(f"Next door {factories.person().pk}", visibility="closed"),
        factories.person("Nobody Near"),
    )
