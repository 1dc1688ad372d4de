"""Pages of the charter."""

from __future__ import annotations

from typing import Any

import pytest

from communities.actions import charters
from communities.models import CharterAgreement, CharterDraft, CharterVersion

pytestmark = pytest.mark.django_db
PAGE, DRAFT, PUBLISH = (f"/communities/water/charter/{end}" for end in ("", "draft/", "publish/"))


@pytest.fixture
def version(community: Any, people: Any) -> CharterVersion:
    """Version 1, in force."""
    charters.save_draft(
        community=community, by=people.coordinator, revision=1, mission="Water for all", rules="Be kind"
    )
    return charters.publish(community=community, by=people.coordinator)


def test_the_charter_in_force_is_read_and_agreed_to_once(people: Any, sign_in: Any, version: Any) -> None:
    client = sign_in(people.member)

    before = client.get(PAGE)
    client.post(f"{PAGE}1/agree/")
    answer = client.post(f"{PAGE}1/agree/", follow=True)

    assert b"Water for all" in before.content
    assert b"I agree to version 1" in before.content
    assert b"I agree to version 1" not in answer.content
    assert CharterAgreement.objects.get().user == people.member


def test_who_agreed_before_reads_what_changed_first(
    community: Any, people: Any, sign_in: Any, version: Any
) -> None:
    charters.agree(version=version, by=people.member)
    charters.save_draft(community=community, by=people.coordinator, revision=2, rules="Be kind to all")
    charters.publish(community=community, by=people.coordinator, changes="Wider")

    page = sign_in(people.member).get(PAGE).content.decode()

    assert "Be kind<ins> to all</ins>" in page
    assert "Changed since you agreed" in page
    assert page.index("Changed since you agreed") < page.index("I agree to version 2")


def test_an_earlier_version_is_read_and_not_agreed_to(
    community: Any, people: Any, sign_in: Any, version: Any
) -> None:
    charters.save_draft(community=community, by=people.coordinator, revision=2, rules="Be kind to all")
    charters.publish(community=community, by=people.coordinator)
    client = sign_in(people.member)

    page = client.get(f"{PAGE}1/")
    answer = client.post(f"{PAGE}1/agree/", follow=True)

    assert b"This is an earlier version." in page.content
    assert b"I agree to version" not in page.content
    assert b"Read what changed before you agree." in answer.content
    assert not CharterAgreement.objects.exists()
    assert client.get(f"{PAGE}9/").status_code == 404
    assert client.post(f"{PAGE}9/agree/").status_code == 404


def test_a_stranger_reads_and_does_not_agree(people: Any, sign_in: Any, version: Any) -> None:
    client = sign_in(people.stranger)

    page, answer = client.get(PAGE), client.post(f"{PAGE}1/agree/")

    assert b"I agree to version" not in page.content
    assert answer.status_code == 403
    assert client.get(DRAFT).status_code == 403
    assert client.post(PUBLISH, {"revision": 2}).status_code == 403


def test_who_agreed_in_a_closed_community_is_seen_by_members_only(
    community: Any, people: Any, sign_in: Any, version: Any
) -> None:
    charters.agree(version=version, by=people.expert)
    type(community).objects.filter(pk=community.pk).update(visibility="closed")

    assert b"Water Expert" in sign_in(people.member).get(PAGE).content
    assert b"Water Expert" not in sign_in(people.stranger).get(PAGE).content


def test_a_secret_community_s_charter_is_not_there(
    client: Any, community: Any, people: Any, sign_in: Any, version: Any
) -> None:
    type(community).objects.filter(pk=community.pk).update(visibility="secret")

    assert client.get(PAGE).status_code == 404
    sign_in(people.stranger)
    for address in (PAGE, f"{PAGE}1/", DRAFT):
        assert client.get(address).status_code == 404
    assert client.post(f"{PAGE}1/agree/").status_code == 404


def test_drafting_asks_visitors_to_sign_in(client: Any, community: Any) -> None:
    answer = client.get(DRAFT)

    assert (answer.status_code, answer.url) == (302, f"/accounts/login/?next={DRAFT}")


def test_a_facilitator_drafts_and_puts_it_to_the_members(people: Any, sign_in: Any) -> None:
    client = sign_in(people.facilitator)

    saved = client.post(DRAFT, {"revision": 1, "mission": "Why", "rules": "How"}, follow=True)
    put = client.post(PUBLISH, {"revision": 2, "changes": "First"}, follow=True)

    assert b"The draft is saved." in saved.content
    assert b"Version 1 is put to the members." in put.content
    assert CharterVersion.objects.get().changes == "First"


def test_who_saves_second_sees_both_texts_and_loses_none(community: Any, people: Any, sign_in: Any) -> None:
    charters.save_draft(community=community, by=people.coordinator, revision=1, mission="Their <b>words</b>")
    client = sign_in(people.facilitator)

    conflict = client.post(DRAFT, {"revision": 1, "mission": "My words"})

    assert conflict.status_code == 200
    assert b"My words" in conflict.content
    assert b"Their &lt;b&gt;words&lt;/b&gt;" in conflict.content
    assert CharterDraft.objects.get().mission == "Their <b>words</b>"
    client.post(DRAFT, {"revision": 2, "mission": "Both"})
    assert CharterDraft.objects.get().mission == "Both"


def test_what_was_typed_is_kept_when_it_is_too_long(people: Any, sign_in: Any) -> None:
    client = sign_in(people.facilitator)

    answer = client.post(DRAFT, {"revision": 1, "mission": "m" * 4001, "rules": "Kept"})

    assert b"Kept" in answer.content
    assert b"m" * 4001 in answer.content
    assert CharterDraft.objects.get().rules == ""


@pytest.mark.parametrize(
    ("revision", "status", "words"),
    [(1, 200, b"Somebody changed the draft meanwhile."), ("x", 404, b""), (2, 200, b"mission and rules")],
)
def test_publishing_is_refused_with_a_reason(
    revision: Any, status: int, words: bytes, community: Any, people: Any, sign_in: Any
) -> None:
    charters.save_draft(community=community, by=people.coordinator, revision=1, mission="Why")

    answer = sign_in(people.facilitator).post(PUBLISH, {"revision": revision}, follow=True)

    assert answer.status_code == status
    assert words in answer.content
    assert not CharterVersion.objects.exists()
