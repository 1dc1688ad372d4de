"""Who may change whom."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from cop_portal.foundation.accounts.permissions import check_update_profile
from cop_portal.foundation.permissions import can


@pytest.mark.django_db
def test_a_profile_belongs_to_its_person_and_to_administrators(people: Any) -> None:
    may = {name for name, who in vars(people).items() if can(check_update_profile, who, people.member)}

    assert may == {"member", "administrator"}
    assert not can(check_update_profile, AnonymousUser(), people.member)
