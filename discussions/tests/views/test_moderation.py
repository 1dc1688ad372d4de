"""Pages to hide, lock and slow down, and a community's settings."""

from __future__ import annotations

from typing import Any

import pytest

from communities.models import Community
from discussions.actions import moderation
from discussions.models import Contribution, Discussion, Draft
from discussions.tests.makers import question, said

pytestmark = pytest.mark.django_db


def test_a_facilitator_locks_slows_and_unlocks(community: Any, people: Any, sign_in: Any) -> None:
    talk = question(community, people.expert)
    address = talk.get_absolute_url()
    browser = sign_in(people.facilitator)
    assert f"{address}moderate/" in browser.get(address).content.decode()

    browser.post(f"{address}moderate/", {"step": "slow", "minutes": "15"})
    browser.post(f"{address}moderate/", {"step": "lock", "words": "Until <Monday>"})

    talk.refresh_from_db()
    assert (talk.slow_minutes, talk.locked_why) == (15, "Until <Monday>")
    member = sign_in(people.member)
    page = member.get(address).content.decode()
    assert "A facilitator has locked this discussion." in page
    assert "Until &lt;Monday&gt;" in page
    assert 'id="contribute"' not in page
    assert "moderate/" not in page
    sign_in(people.facilitator).post(f"{address}moderate/", {"step": "unlock"})
    page = sign_in(people.member).get(address).content.decode()
    assert "one contribution of each person in 15 minutes" in page
    assert 'id="contribute"' in page


def test_it_says_why_it_does_not_work(community: Any, people: Any, sign_in: Any) -> None:
    talk = question(community, people.expert)
    said(talk, people.member)
    browser, path = sign_in(people.facilitator), f"{talk.get_absolute_url()}moderate/"

    for data in ({"step": "hide", "number": "1"}, {"step": "lock"}):
        assert "Say why" in browser.post(path, data).content.decode()
    assert browser.post(path, {"step": "burn", "words": "x"}).status_code == 404
    browser.post(path, {"step": "hide", "number": "1", "words": "Wrong"})
    assert "Wrong" in browser.get(f"{path}?number=1").content.decode()
    browser.post(path, {"step": "restore", "number": "1"})
    assert Contribution.objects.get().hidden_at is None


def test_what_a_lock_or_slow_mode_refuses_is_kept(community: Any, people: Any, sign_in: Any) -> None:
    talk = question(community, people.expert)
    browser = sign_in(people.member)
    moderation.slow_down(discussion=talk, by=people.facilitator, minutes=15)
    said(talk, people.member)

    slow = browser.post(f"{talk.get_absolute_url()}contribute/", {"body": "A long thought", "key": "1"})
    moderation.lock(discussion=talk, by=people.facilitator, words="Until Monday")
    locked = browser.post(f"{talk.get_absolute_url()}contribute/", {"body": "Another thought", "key": "2"})

    assert (slow.status_code, locked.status_code) == (200, 403)
    assert "You can contribute again at" in slow.content.decode()
    assert "A long thought" in slow.content.decode()
    assert "Until Monday" in locked.content.decode()
    assert "Another thought" in locked.content.decode()
    assert Draft.objects.get().body == "Another thought"
    assert Contribution.objects.count() == 1


def test_the_settings_of_a_community(community: Any, people: Any, sign_in: Any) -> None:
    path = f"/communities/{community.slug}/care/"
    for who in (people.member, people.expert, people.stranger):
        assert sign_in(who).get(path).status_code == 403

    browser = sign_in(people.facilitator)
    assert "Which contributions of a new member" in browser.get(path).content.decode()
    browser.post(path, {"hold_first": "3", "slow_minutes": "60"})
    browser.post(path, {"hold_first": "9", "slow_minutes": "61"})

    community = Community.objects.get(pk=community.pk)
    assert (community.hold_first, community.slow_minutes) == (3, 60)


@pytest.mark.parametrize("who", ["expert", "member", "guest", "stranger"])
def test_others_moderate_nothing(who: str, community: Any, people: Any, sign_in: Any) -> None:
    talk = question(community, people.knowledge_manager)
    browser, path = sign_in(getattr(people, who)), f"{talk.get_absolute_url()}moderate/"

    assert browser.get(path).status_code == 403
    assert browser.post(path, {"step": "lock", "words": "x"}).status_code == 403
    assert Discussion.objects.get().locked_at is None


def test_the_administration_shows_what_was_decided(community: Any, people: Any, sign_in: Any) -> None:
    from discussions.actions import flags

    talk = question(community, people.expert)
    matter = flags.flag(discussion=talk, by=people.member, reason="wrong").matter
    moderation.dismiss(matter=matter, by=people.facilitator, words="It is right")
    browser = sign_in(people.administrator)

    assert "left as it is" in browser.get("/admin/discussions/matter/").content.decode()
    record = browser.get(f"/admin/discussions/matter/{matter.pk}/history/").content.decode()
    assert "asked a facilitator to look at a text" in record
    assert "decided about a text" in record
