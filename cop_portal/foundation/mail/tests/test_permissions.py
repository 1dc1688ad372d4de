"""Administrators look after the mail; nobody else, whatever they are in a community."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from cop_portal.foundation.mail.permissions import check_operate_mail
from cop_portal.foundation.permissions import SYSTEM, can

pytestmark = pytest.mark.django_db


def test_only_administrators_and_the_portal_itself(people: Any) -> None:
    assert can(check_operate_mail, people.administrator)
    assert can(check_operate_mail, SYSTEM)
    others = [people.coordinator, people.facilitator, people.sponsor, people.member, people.stranger]
    assert not any(can(check_operate_mail, person) for person in [*others, AnonymousUser()])
