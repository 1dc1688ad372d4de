"""Sessions that were opened before what signs in changed."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from cop_portal.foundation.accounts.rounds import begin_round_elsewhere

pytestmark = pytest.mark.django_db


def test_all_sessions_end_where_it_was_done_outside_of_them(make_person: Any) -> None:
    who, other = make_person(), make_person()
    browsers = {person: Client() for person in (who, other)}
    for person, browser in browsers.items():
        browser.force_login(person)
        assert browser.get("/my/profile/").status_code == 200

    begin_round_elsewhere(sender=type(who), request=None, user=who)

    assert browsers[who].get("/my/profile/").status_code == 302
    assert browsers[other].get("/my/profile/").status_code == 200
