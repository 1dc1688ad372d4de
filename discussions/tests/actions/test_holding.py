"""Before a text is posted: imports, the portal itself and a second try."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from cop_portal.tests import factories
from discussions.actions import discussions, holds, moderation
from discussions.enums import PROMOTION
from discussions.models import Contribution, HeldPost
from discussions.tests.makers import question, said

pytestmark = pytest.mark.django_db


def test_what_is_imported_or_of_the_past_does_not_wait(community: Any, people: Any) -> None:
    moderation.set_care(community=community, by=people.facilitator, hold_first=3, slow_minutes=60)
    talk = question(community, people.expert)

    said(talk, people.member, "Of an archive", channel="import", at=timezone.now())
    said(talk, people.member, "Of the past", at=timezone.now(), quiet=True)

    assert Contribution.objects.count() == 2
    assert not HeldPost.objects.exists()


def test_another_persons_key_is_another_post(community: Any, people: Any) -> None:
    moderation.set_care(community=community, by=people.facilitator, hold_first=1, slow_minutes=0)
    talk = question(community, people.expert)

    said(talk, people.member, key="same")
    said(talk, people.guest, key="same")

    assert HeldPost.objects.count() == 2


def test_the_same_mail_to_two_communities_waits_in_each(community: Any, neighbour: Any, people: Any) -> None:
    factories.joined(neighbour, people.member)
    inner = factories.people_of(neighbour)
    for where, who in ((community, people.facilitator), (neighbour, inner.coordinator)):
        moderation.set_care(community=where, by=who, hold_first=1, slow_minutes=0)

    for _again in range(2):
        for where in (community, neighbour):
            discussions.start(
                community=where, by=people.member, title="Pumps", body="Which?", origin="mail:1"
            )

    assert set(HeldPost.objects.values_list("community", "key")) == {
        (community.pk, "mail:1"), (neighbour.pk, "mail:1"),
    }  # fmt: skip


@pytest.mark.parametrize("topic", [PROMOTION, "synthesis:7"])
def test_a_topic_can_be_tried_again_once_it_was_refused(topic: str, community: Any, people: Any) -> None:
    moderation.set_care(community=community, by=people.facilitator, hold_first=1, slow_minutes=0)
    words = {"title": "What brings people here?", "origin": topic}

    first = discussions.start(community=community, by=people.member, body="Buy this.", **words)
    assert discussions.start(community=community, by=people.member, body="Twice.", **words) == first
    assert isinstance(first, HeldPost)
    holds.refuse(held=first, by=people.facilitator, words="An advert.")
    second = discussions.start(community=community, by=people.member, body="A word at lunch.", **words)

    assert isinstance(second, HeldPost)
    assert (second.body, second.state) == ("A word at lunch.", HeldPost.State.WAITING)


def test_a_form_that_waits_is_one_post_and_other_words_are_refused(community: Any, people: Any) -> None:
    moderation.set_care(community=community, by=people.facilitator, hold_first=1, slow_minutes=0)
    talk = question(community, people.expert)
    opening = {"title": "Ropes?", "origin": "web:1:b"}
    waits = said(talk, people.member, "One", key="web:1:a")
    begins = discussions.start(community=community, by=people.guest, body="One", **opening)

    assert said(talk, people.member, "One", key="web:1:a") == waits
    assert discussions.start(community=community, by=people.guest, body="One", **opening) == begins
    with pytest.raises(ValidationError, match="other words"):
        said(talk, people.member, "Two", key="web:1:a")
    with pytest.raises(ValidationError, match="other words"):
        discussions.start(community=community, by=people.guest, body="Two", **opening)

    assert [held.body for held in HeldPost.objects.all()] == ["One", "One"]
    holds.release(held=waits, by=people.facilitator)
    assert said(talk, people.member, "One", key="web:1:a") == Contribution.objects.get()
