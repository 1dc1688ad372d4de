"""How the notices of one community reach a member."""

from __future__ import annotations

from typing import Any

import pytest

from cop_portal.foundation.notifications import choices
from cop_portal.foundation.notifications.models import Preference

pytestmark = pytest.mark.django_db
PAGE = "/communities/water/notices/"


def test_choices_hold_for_this_community_alone(community: Any, people: Any, sign_in: Any) -> None:
    client = sign_in(people.member)

    page = client.post(PAGE, {"*": "never", "discussions.started": "weekly"}, follow=True).content.decode()

    assert "Saved." in page
    assert choices.of_person(people.member) == {
        ("*", community.pk): "never",
        ("discussions.started", community.pk): "weekly",
    }
    assert "As usual: Not by e-mail" in page
    everywhere = client.get("/my/preferences/").content.decode()
    assert PAGE in everywhere
    assert "Not by e-mail; 1 choice of your own" in everywhere
    client.post(PAGE, {"*": ""})
    assert not Preference.objects.exists()


def test_it_is_for_members(community: Any, neighbour: Any, people: Any, sign_in: Any) -> None:
    client = sign_in(people.stranger)

    assert client.post(PAGE, {"*": "never"}).status_code == 403
    assert sign_in(people.member).get("/communities/vaccines/notices/").status_code in (403, 404)
    assert not Preference.objects.exists()


def test_a_choice_that_does_not_exist_changes_nothing(community: Any, people: Any, sign_in: Any) -> None:
    assert sign_in(people.member).post(PAGE, {"*": "hourly"}).status_code == 200

    assert not Preference.objects.exists()
