"""The letter about an account goes to who cannot sign in, and not about a community."""

from __future__ import annotations

from typing import Any

import pytest

from communities.actions import suspensions
from cop_portal.foundation.mail.models import OutgoingMail

pytestmark = pytest.mark.django_db


def test_one_letter_about_the_account_and_none_about_a_community(
    community: Any, people: Any, dispatched: Any
) -> None:
    suspensions.suspend(user=people.member, by=people.facilitator, community=community, reason="Spam")
    suspensions.suspend(user=people.guest, by=people.administrator, reason="Spam")

    dispatched()

    letters = OutgoingMail.objects.filter(kind="account")
    assert [letter.to_address for letter in letters] == [people.guest.email]
