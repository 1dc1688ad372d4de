"""The letter to a partner; how it is sent stands in test_disseminations.py."""

from __future__ import annotations

from typing import Any

import pytest

from cop_portal.foundation.mail.models import OutgoingMail
from discussions.actions import syntheses
from discussions.actions.partners import mail_partner
from discussions.models import Dissemination
from discussions.tests.actions.test_disseminations import concluded

pytestmark = pytest.mark.django_db


def test_what_was_noted_by_hand_is_not_mailed(community: Any, people: Any, dispatched: Any) -> None:
    talk = concluded(community, people.facilitator, people.member)
    syntheses.note_dissemination(discussion=talk, by=people.facilitator, where="All offices")
    dispatched()

    mail_partner(Dissemination.objects.get().pk)
    mail_partner(0)

    assert not OutgoingMail.objects.filter(kind="discussions.synthesis_to_partner").exists()
