"""Stop links: what we made is read back, nothing else is."""

from __future__ import annotations

import pytest
from django.core import signing

from cop_portal.foundation.mail import addresses


def test_a_stop_token_is_read_back() -> None:
    token = addresses.stop_token(7, "newsletter", 3)

    assert addresses.read_stop_token(token) == (7, "newsletter", 3)


@pytest.mark.parametrize("cut", [1, 5, 20])
def test_a_token_that_was_changed_is_refused(cut: int) -> None:
    token = addresses.stop_token(7, "newsletter", 3)
    changed = token[: cut - 1] + ("A" if token[cut - 1] != "A" else "B") + token[cut:]

    with pytest.raises(signing.BadSignature):
        addresses.read_stop_token(changed)


def test_a_token_of_another_purpose_is_refused() -> None:
    with pytest.raises(signing.BadSignature):
        addresses.read_stop_token(signing.dumps([7, "newsletter", 3], salt="something else"))


def test_a_stop_link_is_an_address_of_the_portal(settings) -> None:
    settings.PORTAL_URL = "https://portal.example.org"

    assert addresses.stop_url(7, "newsletter", 3).startswith("https://portal.example.org/stop/")


def test_reply_addresses_stay_the_same_and_differ_between_people(make_person) -> None:
    first, second = make_person(), make_person()

    made = addresses.reply_addresses([first.pk, second.pk], "discussion", 1)
    again = addresses.reply_address(first.pk, "discussion", 1)

    assert made[first.pk] == again != made[second.pk]
    found = addresses.find_reply_address([again])
    assert found is not None
    assert found.user == first
