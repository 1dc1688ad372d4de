"""Beside each place to write it is said who will read it."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.utils import timezone

from discussions.actions import ideas
from discussions.tests.makers import facilitated, question

pytestmark = pytest.mark.django_db


def test_who_sees_it_stands_beside_what_is_written_about_a_discussion(
    community: Any, people: Any, sign_in: Any
) -> None:
    talk, idea = facilitated(community, people.facilitator), question(community, people.member, kind="idea")
    day = timezone.localdate() + datetime.timedelta(days=20)
    chat = question(community, people.member, kind="conversation")
    trial = ideas.take_up(discussion=idea, by=people.facilitator, what="Ten meters", due_on=day)
    browser = sign_in(people.facilitator)

    for one, part in (
        (talk, "summary/"),
        (talk, "dates/"),
        (chat, "turn/"),
        (idea, "take-up/"),
        (idea, f"trials/{trial.pk}/"),
    ):
        page = browser.get(f"{one.get_absolute_url()}{part}").content.decode()
        assert "Who sees this: all who may read the discussion" in page, part
