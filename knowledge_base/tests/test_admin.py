"""Partner organisations in the administration."""

from __future__ import annotations

from typing import Any

import pytest

from knowledge_base.models import PartnerGuest, PartnerOrganisation

pytestmark = pytest.mark.django_db
ADD = "/admin/knowledge_base/partnerorganisation/add/"


def typed(name: str, user: Any) -> dict[str, Any]:
    return {
        "name": name, "people-TOTAL_FORMS": "1", "people-INITIAL_FORMS": "0", "people-0-user": str(user.pk),
    }  # fmt: skip


def test_an_administrator_says_which_guest_belongs_to_which_partner(people: Any, sign_in: Any) -> None:
    client = sign_in(people.administrator)

    refused = client.post(ADD, typed("Ministry", people.member)).content.decode()
    assert "Only guests come from partners." in refused
    assert not PartnerOrganisation.objects.exists()
    assert client.post(ADD, typed("Ministry", people.guest)).status_code == 302
    assert PartnerGuest.objects.get(user=people.guest).partner.name == "Ministry"
    again = client.post(ADD, {**typed("MINISTRY", people.guest), "people-TOTAL_FORMS": "0"}).content.decode()
    assert "There is a partner organisation of this name already." in again


def test_nobody_else_says_so(people: Any, sign_in: Any) -> None:
    for who in (people.coordinator, people.knowledge_manager, people.guest):
        assert sign_in(who).get(ADD).status_code in (302, 403)
        assert sign_in(who).post(ADD, typed("Mine", people.guest)).status_code in (302, 403)

    assert not PartnerOrganisation.objects.exists()
