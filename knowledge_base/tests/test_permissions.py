"""Who may submit, review, curate and react, as a table."""

from __future__ import annotations

from typing import Any

import pytest

from cop_portal.foundation.permissions import can
from knowledge_base.permissions import check_curate, check_review_resource, check_submit_resource
from knowledge_base.tests.makers import published

pytestmark = pytest.mark.django_db

TABLE = {
    "administrator": (True, True, True),
    "knowledge_manager": (True, True, True),
    "expert": (True, True, False),
    "facilitator": (True, False, False),
    "coordinator": (True, False, False),
    "member": (True, False, False),
    "guest": (True, False, False),
    "stranger": (False, False, False),
    "sponsor": (False, False, False),
}


@pytest.mark.parametrize("who", TABLE)
def test_submit_review_and_curate(who: str, community: Any, people: Any) -> None:
    page, person = published(community), getattr(people, who)

    answers = (
        can(check_submit_resource, person, community),
        can(check_review_resource, person, page),
        can(check_curate, person, community),
    )

    assert answers == TABLE[who]
