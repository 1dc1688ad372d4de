"""The standing topic of how a community makes itself known."""

from __future__ import annotations

from typing import Any

import pytest

from discussions.actions import moderation
from discussions.models import Discussion

pytestmark = pytest.mark.django_db


def page_of(community: Any) -> str:
    return f"/communities/{community.slug}/promotion/"


def test_the_first_word_opens_the_topic_and_everybody_is_led_to_it(
    community: Any, people: Any, sign_in: Any
) -> None:
    client = sign_in(people.member)
    assert "What brings people" in client.get(f"/communities/{community.slug}/people/").content.decode()
    assert "required" in client.post(page_of(community), {"body": ""}).content.decode()

    made = client.post(page_of(community), {"body": "I told it in the staff meeting."})
    again = sign_in(people.expert).post(page_of(community), {"body": "Another beginning"})

    talk = Discussion.objects.get(community=community)
    assert made.url == again.url == talk.get_absolute_url()
    assert talk.title == "What brings people to Water?"
    assert talk.body == "I told it in the staff meeting."


def test_it_is_for_members_of_this_community(
    community: Any, neighbour: Any, people: Any, sign_in: Any, client: Any
) -> None:
    assert sign_in(people.stranger).get(page_of(community)).status_code == 403
    assert sign_in(people.member).get(page_of(neighbour)).status_code in (403, 404)
    assert "What brings people" not in sign_in(people.stranger).get(
        f"/communities/{community.slug}/people/"
    ).content.decode()  # fmt: skip
    client.logout()
    assert client.get(page_of(community)).status_code == 302


def test_where_first_posts_wait_it_is_said_and_the_topic_is_not_open_yet(
    community: Any, people: Any, sign_in: Any
) -> None:
    moderation.set_care(community=community, by=people.facilitator, hold_first=1, slow_minutes=0)

    made = sign_in(people.member).post(page_of(community), {"body": "A word at lunch."}, follow=True)

    assert "It waits for a facilitator." in made.content.decode()
    assert not Discussion.objects.exists()
