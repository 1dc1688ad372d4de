"""Before a text is posted: imports, the portal itself and a second try."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from discussions.actions import moderation
from discussions.models import Contribution, HeldPost
from discussions.tests.makers import question, said

pytestmark = pytest.mark.django_db


def test_what_is_imported_or_of_the_past_does_not_wait(community: Any, people: Any) -> None:
    moderation.set_care(community=community, by=people.facilitator, hold_first=3, slow_minutes=60)
    talk = question(community, people.expert)

    said(talk, people.member, "Of an archive", channel="import", at=timezone.now())
    said(talk, people.member, "Of the past", at=timezone.now(), quiet=True)

    assert Contribution.objects.count() == 2
    assert not HeldPost.objects.exists()


def test_another_persons_key_is_another_post(community: Any, people: Any) -> None:
    moderation.set_care(community=community, by=people.facilitator, hold_first=1, slow_minutes=0)
    talk = question(community, people.expert)

    said(talk, people.member, key="same")
    said(talk, people.guest, key="same")

    assert HeldPost.objects.count() == 2
