"""“What you may do here, and why”: all that counts is on the page."""

from __future__ import annotations

from typing import Any

import pytest

from discussions.actions import contributions, moderation
from discussions.tests.makers import question, said

pytestmark = pytest.mark.django_db


def test_it_says_where_one_stands_and_why(community: Any, people: Any, sign_in: Any) -> None:
    moderation.set_care(community=community, by=people.facilitator, hold_first=1, slow_minutes=15)
    path = f"/communities/{community.slug}/rights/"
    browser = sign_in(people.member)
    new = browser.get(path).content.decode()
    moderation.set_care(community=community, by=people.facilitator, hold_first=0, slow_minutes=0)
    talk = question(community, people.expert)
    for number in range(3):
        made = said(talk, people.member, f"Word {number}")
        contributions.mark_useful(contribution=made, by=people.expert)

    trusted = browser.get(path).content.decode()

    assert "You are: New here." in new
    assert "Your next post waits for a facilitator" in new
    assert "One contribution in 15 minutes" in new
    assert "You are: Trusted here." in trusted
    assert "3 of them were found useful" in trusted
    assert "What you post is read at once." in trusted
    role = sign_in(people.facilitator).get(path).content.decode()
    assert "As Facilitator you may also" in role


def test_it_is_for_members(community: Any, people: Any, sign_in: Any) -> None:
    assert sign_in(people.stranger).get(f"/communities/{community.slug}/rights/").status_code == 403
