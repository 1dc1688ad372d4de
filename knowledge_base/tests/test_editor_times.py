"""The times in Wagtail are the reader's."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from wagtail.users.models import UserProfile

from knowledge_base.tests.makers import published

pytestmark = pytest.mark.django_db


def test_a_lock_is_told_in_the_zone_of_its_reader_unless_they_chose_another_in_the_editor(
    community: Any, people: Any, sign_in: Any
) -> None:
    page = published(community)
    keeper = people.knowledge_manager
    page.locked, page.locked_by = True, people.expert
    page.locked_at = datetime.datetime(2026, 5, 4, 6, 30, tzinfo=datetime.UTC)
    page.save(update_fields=["locked", "locked_by", "locked_at"])
    keeper.time_zone = "Africa/Nairobi"
    keeper.save(update_fields=["time_zone"])
    client = sign_in(keeper)
    url = f"/cms/pages/{page.pk}/edit/"
    client.get("/cms/")  # the first visit makes the profile

    assert "9:30" in client.get(url).content.decode()

    profile = UserProfile.get_for_user(keeper)
    profile.current_time_zone = "Asia/Kathmandu"
    profile.save()
    assert "12:15" in client.get(url).content.decode()

    keeper.time_zone = "Nowhere/Gone"
    assert UserProfile(user=keeper).get_current_time_zone() == "UTC"
