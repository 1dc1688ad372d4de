"""Where a post that waits is seen: by its author and by those who moderate."""

from __future__ import annotations

from typing import Any

import pytest

from cop_portal.foundation.uploads import check_upload
from discussions.actions import contributions, moderation
from discussions.models import Contribution, Discussion, HeldFile, HeldPost, Matter
from discussions.tests.makers import question

pytestmark = pytest.mark.django_db


@pytest.fixture
def talk(community: Any, people: Any) -> Discussion:
    moderation.set_care(community=community, by=people.facilitator, hold_first=1, slow_minutes=0)
    return question(community, people.expert)


def test_a_member_posts_reads_that_it_waits_and_a_facilitator_releases_it(
    talk: Any, people: Any, sign_in: Any, django_assert_num_queries: Any
) -> None:
    member, address = sign_in(people.member), talk.get_absolute_url()

    done = member.post(f"{address}contribute/", {"body": "My <first> word", "key": "k"}, follow=True)

    page = done.content.decode()
    assert "It waits for a facilitator" in page
    assert "Your contribution waits for a facilitator since" in page
    assert "My &lt;first&gt; word" in page
    with django_assert_num_queries(4):
        member.get(address)
    matter = Matter.objects.get()
    facilitator = sign_in(people.facilitator)
    assert "Something here waits for you" in facilitator.get(address).content.decode()
    assert "My &lt;first&gt; word" in facilitator.get(matter.get_absolute_url()).content.decode()
    facilitator.post(matter.get_absolute_url(), {"step": "release", "words": "Welcome"})
    assert Contribution.objects.get().author == people.member


def test_a_start_that_waits_leads_to_what_of_mine_waits(
    talk: Any, community: Any, people: Any, sign_in: Any
) -> None:
    member = sign_in(people.member)
    data = {"kind": "question", "title": "Which rope holds?", "body": "Long ones.", "key": "k", "seen": "1"}

    page = member.post(
        f"/communities/{community.slug}/discussions/start/", data, follow=True
    ).content.decode()

    assert "Which rope holds?" in page
    assert "waits for a facilitator" in page
    held = HeldPost.objects.get()
    member.post(f"/communities/{community.slug}/posts-that-wait/", {"held": held.pk})
    held.refresh_from_db()
    assert held.state == "withdrawn"
    for nonsense in ("x", "0", "99999"):
        path = f"/communities/{community.slug}/posts-that-wait/"
        assert member.post(path, {"held": nonsense}).status_code == 404


def test_a_refusal_is_read_by_its_author(talk: Any, community: Any, people: Any, sign_in: Any) -> None:
    contributions.add(discussion=talk, by=people.member, body="Buy pumps")
    matter = Matter.objects.get()
    browser = sign_in(people.facilitator)
    assert "Say why" in browser.post(matter.get_absolute_url(), {"step": "refuse"}).content.decode()

    browser.post(matter.get_absolute_url(), {"step": "refuse", "words": "No market here"})

    page = sign_in(people.member).get(f"/communities/{community.slug}/posts-that-wait/").content.decode()
    assert "No market here" in page
    assert "Buy pumps" in page


def test_its_files_are_for_its_author_and_those_who_moderate(talk: Any, people: Any, sign_in: Any) -> None:
    file = check_upload("pump.txt", b"A drawing")
    contributions.add(discussion=talk, by=people.member, body="Hello", files=[file])
    path = f"/held-files/{HeldFile.objects.get().pk}/"

    codes = {
        name: sign_in(getattr(people, name)).get(path).status_code
        for name in ("member", "facilitator", "expert", "guest", "stranger")
    }

    assert codes == {"member": 200, "facilitator": 200, "expert": 404, "guest": 404, "stranger": 404}
