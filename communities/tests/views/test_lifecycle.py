"""The page for moving a community to another stage."""

from __future__ import annotations

from typing import Any

import pytest

from cop_portal.tests import factories

pytestmark = pytest.mark.django_db
PAGE = "/communities/water/stage/"


def test_a_move_is_shown_with_its_reason(community: Any, people: Any, sign_in: Any) -> None:
    answer = sign_in(people.coordinator).post(
        PAGE, {"to_stage": "launching", "reason": "We are ready"}, follow=True
    )

    community.refresh_from_db()
    assert community.stage == "launching"
    assert b"We are ready" in answer.content


@pytest.mark.parametrize(
    "data",
    [
        {"to_stage": "launching", "reason": ""},
        {"to_stage": "nonsense", "reason": "Kept words"},
        {"to_stage": "planning", "reason": "Kept words"},
    ],
)
def test_a_move_that_cannot_be_keeps_what_was_typed(
    data: dict[str, str], community: Any, people: Any, sign_in: Any
) -> None:
    answer = sign_in(people.coordinator).post(PAGE, data)

    community.refresh_from_db()
    assert (answer.status_code, community.stage) == (200, "planning")
    assert data["reason"].encode() in answer.content


def test_vacant_roles_are_said_before_and_after_trying(sign_in: Any, make_person: Any) -> None:
    where = factories.community("Health")
    client = sign_in(factories.joined(where, make_person(), "coordinator"))

    before = client.get("/communities/health/stage/")
    after = client.post("/communities/health/stage/", {"to_stage": "launching", "reason": "Now"})

    assert b"Knowledge manager" in before.content
    assert b"Before Planning ends" in after.content


@pytest.mark.parametrize("who", ["facilitator", "member", "stranger"])
def test_others_move_nothing(who: str, community: Any, people: Any, sign_in: Any) -> None:
    answer = sign_in(getattr(people, who)).post(PAGE, {"to_stage": "launching", "reason": "I say"})

    community.refresh_from_db()
    assert (answer.status_code, community.stage) == (403, "planning")


def test_members_read_the_list_and_the_history_and_change_nothing(
    community: Any, people: Any, sign_in: Any
) -> None:
    page = sign_in(people.member).get(PAGE).content.decode()

    assert "All four roles are held." in page
    assert "Move to another stage" not in page
    assert "Tick it off" not in page


def test_the_coordinator_works_through_the_list(community: Any, people: Any, sign_in: Any) -> None:
    client = sign_in(people.coordinator)

    refused = client.post(PAGE, {"tick": "technical", "note": ""}, follow=True).content.decode()
    assert "Say in a few words what was done" in refused
    client.post(PAGE, {"tick": "technical", "note": "Asked everybody"})
    client.post(PAGE, {"add": "1", "label": "Ask the ministry"})
    client.post(PAGE, {"leave_out": "branding"})

    page = sign_in(people.member).get(PAGE).content.decode()
    assert "Asked everybody" in page
    assert "Ask the ministry" in page
    assert "emblem and colour" not in page
    client = sign_in(people.coordinator)
    client.post(PAGE, {"untick": "technical"})
    client.post(PAGE, {"back": "branding"})
    page = client.get(PAGE).content.decode()
    assert "Asked everybody" not in page
    assert "emblem and colour" in page


def test_a_stranger_reads_no_list_of_a_closed_community_and_nothing_of_a_secret_one(
    community: Any, people: Any, sign_in: Any
) -> None:
    community.visibility = "closed"
    community.save()
    client = sign_in(people.stranger)
    assert "What this stage asks for" not in client.get(PAGE).content.decode()

    community.visibility = "secret"
    community.save()
    assert client.get(PAGE).status_code == 404


def test_a_move_that_is_sent_twice_is_answered_alike_and_made_once(
    community: Any, people: Any, sign_in: Any
) -> None:
    client = sign_in(people.coordinator)

    for _click in range(2):
        answer = client.post(PAGE, {"to_stage": "launching", "reason": "We are ready"})
        assert (answer.status_code, answer.url) == (302, PAGE)

    assert community.stage_changes.filter(to_stage="launching").count() == 1
