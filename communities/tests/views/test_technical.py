"""The set-up page, and the four questions."""

from __future__ import annotations

from typing import Any

import pytest

from communities.actions import technical as actions
from communities.tests.actions.test_technical import BY_MAIL, all_answer

pytestmark = pytest.mark.django_db


def pages(community: Any) -> tuple[str, str]:
    return f"/communities/{community.slug}/set-up/", f"/communities/{community.slug}/set-up/me/"


def test_a_member_answers_on_one_screen(community: Any, people: Any, sign_in: Any) -> None:
    _set_up, mine = pages(community)
    client = sign_in(people.member)

    first = client.get(mine).content.decode()
    assert first.count('type="radio"') == 3 + 3 + 3 + 2
    assert "checked" not in first
    missing = client.post(mine, {"line": "slow"}).content.decode()
    assert "required" in missing
    assert missing.count("checked") == 1  # what was answered is kept
    assert client.post(mine, BY_MAIL).status_code == 302
    assert client.get(mine).content.decode().count("checked") == 4


def test_a_coordinator_takes_over_what_follows(community: Any, people: Any, sign_in: Any) -> None:
    set_up, _mine = pages(community)
    all_answer(community, people)
    client = sign_in(people.coordinator)

    page = client.get(set_up).content.decode()
    assert "3 of 6 members answered." in page
    assert "3 of 3 would rather take part by e-mail." in page
    assert people.member.name not in page

    client.post(set_up, {"adopt": "modules"})
    community.refresh_from_db()
    assert "library" in community.modules_off
    assert ">set</span>" in client.get(set_up).content.decode()


def test_a_way_without_a_reason_is_refused_and_the_text_kept(
    community: Any, people: Any, sign_in: Any
) -> None:
    set_up, _mine = pages(community)
    client = sign_in(people.coordinator)

    refused = client.post(set_up, {"way": "calls", "state": "not_used", "note": " "}).content.decode()
    assert "Say why it is not used here" in refused

    client.post(set_up, {"way": "calls", "state": "not_used", "note": "Lines are too slow"})
    about = sign_in(people.member).get(f"/communities/{community.slug}/about/").content.decode()
    assert "Calls and video meetings: not used" in about
    assert "Lines are too slow" in about


def test_the_set_up_is_for_the_coordinator(
    community: Any, neighbour: Any, people: Any, sign_in: Any, client: Any
) -> None:
    set_up, mine = pages(community)
    for who in (people.member, people.facilitator, people.guest, people.stranger):
        assert sign_in(who).get(set_up).status_code == 403
        assert sign_in(who).post(set_up, {"ask": "1"}).status_code == 403
        assert "Set-up" not in sign_in(who).get(f"/communities/{community.slug}/about/").content.decode()
    assert sign_in(people.stranger).post(mine, BY_MAIL).status_code == 403
    assert sign_in(people.member).get(pages(neighbour)[1]).status_code in (403, 404)
    client.logout()
    assert client.get(set_up).status_code == 302


def test_members_are_asked_once(community: Any, people: Any, sign_in: Any) -> None:
    client = sign_in(people.coordinator)

    client.post(pages(community)[0], {"ask": "1"})
    again = client.post(pages(community)[0], {"ask": "1"}).content.decode()

    assert "less than a month ago" in again
    assert actions.MEMBERS_ASKED
