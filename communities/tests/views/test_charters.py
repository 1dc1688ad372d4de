"""Pages of the charter."""

from __future__ import annotations

from typing import Any

import pytest

from communities.actions import charters
from communities.models import CharterAgreement, CharterComment, CharterDraft, CharterVersion

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
    assert b'name="number" value="1"' in saved.content
    assert b"Version 1 is put to the members." in put.content
    assert CharterVersion.objects.get().changes == "First"


def test_a_charter_that_is_put_to_the_members_twice_is_answered_alike(
    community: Any, people: Any, sign_in: Any
) -> None:
    charters.save_draft(community=community, by=people.coordinator, revision=1, mission="Why", rules="How")
    client = sign_in(people.coordinator)

    answers = [client.post(PUBLISH, {"revision": 2, "number": 1}) for _click in range(2)]
    later = client.post(PUBLISH, {"revision": 2, "number": 2}, follow=True)

    assert [answer.url for answer in answers] == [PAGE, PAGE]
    assert b"Nothing changed since version 1." in later.content
    assert CharterVersion.objects.count() == 1


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


def test_members_comment_on_the_draft_section_by_section(community: Any, people: Any, sign_in: Any) -> None:
    charters.save_draft(community=community, by=people.coordinator, revision=1, mission="Why", rules="How")
    page = f"/communities/{community.slug}/charter/comments/"
    assert sign_in(people.member).get(page).status_code == 302
    sign_in(people.coordinator).post(f"/communities/{community.slug}/charter/draft/change/", {"show": "1"})

    member = sign_in(people.member)
    assert "asks for your comments" in member.get(f"/communities/{community.slug}/charter/").content.decode()
    member.post(page, {"section": "Mission", "text": "Say whose water", "key": "a"})
    assert "Mark as taken up" not in member.get(page).content.decode()

    boss = sign_in(people.coordinator)
    assert "Say whose water" in boss.get(f"/communities/{community.slug}/charter/draft/").content.decode()
    made = CharterComment.objects.get()
    boss.post(page, {"resolve": made.pk})
    assert "taken up" in boss.get(page).content.decode()
    assert sign_in(people.stranger).get(page).status_code == 403


def test_who_has_not_agreed_is_listed_and_reminded(
    community: Any, people: Any, sign_in: Any, version: Any
) -> None:
    charters.agree(version=version, by=people.member)
    page = f"/communities/{community.slug}/charter/people/"
    boss = sign_in(people.coordinator)

    assert "Mona Member" in boss.get(page).content.decode()
    assert "Mona Member" not in boss.get(page + "?not=1").content.decode()
    assert "Those who have not agreed are written to" in boss.post(page, follow=True).content.decode()
    assert "less than a week ago" in boss.post(page, follow=True).content.decode()
    assert sign_in(people.member).post(page).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_who_has_agreed_costs_the_same_for_one_and_three(
    count: int, community: Any, people: Any, sign_in: Any, version: Any, django_assert_num_queries: Any
) -> None:
    for who in (people.member, people.expert, people.facilitator)[:count]:
        charters.agree(version=version, by=who)
    browser = sign_in(people.coordinator)
    browser.get(f"/communities/{community.slug}/charter/people/")

    with django_assert_num_queries(6):
        browser.get(f"/communities/{community.slug}/charter/people/")


def test_one_agrees_while_joining_to_the_version_that_was_shown(
    community: Any, people: Any, sign_in: Any, version: Any, make_person: Any
) -> None:
    page = f"/communities/{community.slug}/join/"
    assert "I agree to version 1" in sign_in(people.stranger).get(page).content.decode()

    sign_in(people.stranger).post(page, {"agrees": "1"})
    other = make_person()
    sign_in(other).post(page, {"agrees": "7"})

    assert [row.user for row in version.agreements.all()] == [people.stranger]
    assert community.memberships.get(user=other).is_active


def test_a_draft_starts_from_a_template_and_an_earlier_text_comes_back(
    community: Any, people: Any, sign_in: Any
) -> None:
    base = f"/communities/{community.slug}/charter/draft/"
    browser = sign_in(people.coordinator)
    assert "Start from a template" in browser.get(base).content.decode()

    browser.post(base + "change/", {"template": "short", "revision": 1})
    assert "We name whose idea it was" in browser.get(base).content.decode()
    charters.publish(community=community, by=people.coordinator)
    browser.post(base, {"mission": "Other", "rules": "Other", "revision": 2})
    browser.post(base + "change/", {"restore": "1", "revision": 3})

    assert "We name whose idea it was" in browser.get(base).content.decode()
    assert sign_in(people.member).post(base + "change/", {"show": "1"}).status_code == 403


@pytest.mark.parametrize("revision", ["2", "", "x", "3x"])
@pytest.mark.parametrize("asked", [{"restore": "1"}, {"template": "short"}])
def test_whoever_replaces_a_draft_that_another_saved_sees_both_texts_and_nothing_is_written(
    asked: dict[str, str], revision: str, community: Any, people: Any, sign_in: Any
) -> None:
    charters.start_from(community=community, by=people.coordinator, template="short", revision=1)
    charters.publish(community=community, by=people.coordinator)
    theirs = {"mission": "Their <b>words</b>", "rules": "", "unnamed_questions": True}
    more = [{"title": "Their section", "text": "Their Fridays"}]
    charters.save_draft(community=community, by=people.coordinator, revision=2, more=more, **theirs)
    client = sign_in(people.facilitator)

    conflict = client.post(f"{DRAFT}change/", {**asked, "revision": revision})

    page = conflict.content.decode()
    assert conflict.status_code == 200
    assert f"{people.coordinator.name} saved this draft while you were writing." in page
    first = page.index("Their &lt;b&gt;words&lt;/b&gt;")
    assert first < page.index('<dd dir="auto">yes</dd>') < page.index("We name whose idea it was")
    assert "Their Fridays" in page
    assert 'name="restore"' not in page
    draft = CharterDraft.objects.get()
    assert (draft.revision, draft.mission, draft.rules, draft.more) == (3, theirs["mission"], "", more)
    assert draft.unnamed_questions
    assert f'action="{DRAFT}"' in page
    assert 'name="revision" value="3"' in page
    assert client.get(f"{DRAFT}change/").url == DRAFT
    client.post(DRAFT, {"revision": 3, "mission": "Both", "rules": "Both"})
    assert CharterDraft.objects.get().mission == "Both"


def test_the_page_of_the_draft_says_in_each_form_which_text_it_shows(
    community: Any, people: Any, sign_in: Any, version: Any
) -> None:
    charters.save_draft(community=community, by=people.coordinator, revision=2, mission="Newer")
    client = sign_in(people.facilitator)

    shown = client.get(DRAFT).content.decode()
    refused = client.post(DRAFT, {"revision": 2, "mission": "m" * 4001}).content.decode()

    assert shown.count('name="revision" value="3"') == 3  # to save, to put to the members, to restore
    assert refused.count('name="revision" value="2"') == 3
    assert client.post(f"{DRAFT}change/", {"restore": "9", "revision": 3}).status_code == 404
    assert sign_in(people.stranger).post(
        f"{DRAFT}change/", {"restore": "1", "revision": 3}
    ).status_code == 403  # fmt: skip
    assert CharterDraft.objects.get().mission == "Newer"


def test_a_text_without_a_title_is_named_and_kept(community: Any, people: Any, sign_in: Any) -> None:
    answer = sign_in(people.coordinator).post(
        f"/communities/{community.slug}/charter/draft/",
        {"mission": "Why", "rules": "How", "revision": 1, "title_0": "", "text_0": "On Fridays we meet"},
    )

    page = answer.content.decode()
    assert "Give this section a title" in page
    assert "On Fridays we meet" in page
