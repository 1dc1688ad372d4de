"""Setting aside on one's own desk."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from communities.actions import desk
from communities.models import SetAside

pytestmark = pytest.mark.django_db


def test_a_thing_is_set_aside_once_with_its_last_reason(people: Any) -> None:
    desk.set_aside(by=people.member, key="call:1", reason="Next week")
    desk.set_aside(by=people.member, key="call:1", reason="Next month")

    assert [row.reason for row in SetAside.objects.all()] == ["Next month"]


def test_without_a_reason_nothing_is_set_aside(people: Any) -> None:
    with pytest.raises(ValidationError):
        desk.set_aside(by=people.member, key="call:1", reason=" ")

    assert not SetAside.objects.exists()


def test_one_takes_back_only_ones_own(people: Any) -> None:
    desk.set_aside(by=people.member, key="call:1", reason="Later")

    desk.take_back(by=people.stranger, key="call:1")
    assert SetAside.objects.count() == 1
    desk.take_back(by=people.member, key="call:1")
    assert not SetAside.objects.exists()
