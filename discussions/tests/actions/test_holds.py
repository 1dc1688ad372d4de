"""First posts of a new member wait, are released into the ordinary way, or refused with words."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.notifications.models import Notice
from cop_portal.foundation.permissions import Denied
from cop_portal.foundation.uploads import check_upload
from discussions.actions import contributions, discussions, holds, moderation
from discussions.models import Attachment, Contribution, Discussion, Draft, HeldPost, Matter
from discussions.tests.makers import question, said

pytestmark = pytest.mark.django_db


@pytest.fixture
def talk(community: Any, people: Any) -> Discussion:
    moderation.set_care(community=community, by=people.facilitator, hold_first=1, slow_minutes=0)
    return question(community, people.expert)


def test_a_first_contribution_waits_and_is_no_contribution(talk: Any, people: Any, dispatched: Any) -> None:
    dispatched()
    Draft.objects.create(user=people.member, place=f"discussion:{talk.pk}", body="Hello")

    first = contributions.add(
        discussion=talk, by=people.member, body="Hello", key="k", draft=f"discussion:{talk.pk}"
    )
    second = contributions.add(discussion=talk, by=people.member, body="Hello", key="k")
    dispatched()

    assert isinstance(first, HeldPost)
    assert first == second
    assert not Contribution.objects.exists()
    assert not Draft.objects.exists()
    assert Matter.objects.waiting().get().held == first
    told = Notice.objects.filter(kind="discussions.care_held")
    assert {notice.user for notice in told} == {people.facilitator, people.coordinator}
    assert not Notice.objects.filter(kind="discussions.contribution").exists()
    assert first.get_absolute_url() == f"{talk.get_absolute_url()}#held"


def test_released_it_goes_the_way_of_all_posts_once(talk: Any, people: Any, dispatched: Any) -> None:
    file = check_upload("pump.txt", b"A drawing")
    held = contributions.add(discussion=talk, by=people.member, body="Hello", key="k", files=[file])

    for _click in range(2):
        holds.release(held=held, by=people.facilitator, words="Welcome")
    dispatched()

    made = Contribution.objects.get()
    assert (made.author, made.number, made.body, made.key) == (people.member, 1, "Hello", "k")
    assert made.attachments.get().file.read() == b"A drawing"
    assert Matter.objects.get().outcome == "released"
    entry = ActivityEntry.objects.get(verb="discussions.contribution_added")
    assert entry.actor == people.member
    assert {notice.user for notice in Notice.objects.filter(kind="discussions.contribution")} == {
        people.expert
    }
    assert Notice.objects.get(kind="discussions.care_released").detail == "Welcome"
    assert contributions.add(discussion=talk, by=people.member, body="Hello", key="k") == made
    assert isinstance(said(talk, people.member, "Again"), Contribution)


def test_refused_its_author_reads_why_and_keeps_the_text(talk: Any, people: Any, dispatched: Any) -> None:
    held = contributions.add(discussion=talk, by=people.member, body="Buy pumps")
    with pytest.raises(ValidationError, match="Say why"):
        holds.refuse(held=held, by=people.facilitator, words=" ")

    holds.refuse(held=held, by=people.facilitator, words="This is no market")
    holds.release(held=held, by=people.facilitator)
    dispatched()

    held.refresh_from_db()
    assert (held.state, held.why, held.body) == ("refused", "This is no market", "Buy pumps")
    assert not Contribution.objects.exists()
    assert Notice.objects.get(kind="discussions.care_refused").detail == "This is no market"


def test_a_discussion_that_starts_waits_too(talk: Any, community: Any, people: Any) -> None:
    held = discussions.start(
        community=community, by=people.guest, title="Ropes?", body="Long ones.", origin="o"
    )
    assert isinstance(held, HeldPost)
    assert not Discussion.objects.filter(title="Ropes?").exists()

    made = holds.release(held=held, by=people.coordinator)

    assert isinstance(made, Discussion)
    assert (made.author, made.origin) == (people.guest, "o")


def test_what_came_along_with_an_opening_waits_with_it_and_stands_with_it(
    talk: Any, community: Any, people: Any
) -> None:
    words = {"title": "Ropes?", "body": "Long ones.", "origin": "mail:1", "channel": "email"}
    held = discussions.start(
        community=community,
        by=people.guest,
        quoted="Old words.",
        files=[check_upload("rope.txt", b"A drawing")],
        **words,
    )
    assert not Contribution.objects.exists()

    for _click in range(2):
        holds.release(held=held, by=people.coordinator)

    made = Discussion.objects.get(title="Ropes?")
    beside = made.contributions.get()
    assert (made.quoted, beside.author, beside.channel) == ("Old words.", people.guest, "email")
    assert beside.body == "Files of the first message."
    assert beside.attachments.get().file.read() == b"A drawing"
    assert discussions.start(community=community, by=people.guest, **words) == made
    assert not HeldPost.objects.waiting().exists()


def test_an_opening_that_is_refused_leaves_no_file_in_the_community(
    talk: Any, community: Any, people: Any
) -> None:
    file = check_upload("rope.txt", b"A drawing")
    held = discussions.start(community=community, by=people.guest, title="Ropes?", body="x", files=[file])

    holds.refuse(held=held, by=people.facilitator, words="An advert")

    assert not Attachment.objects.exists()


def test_whoever_holds_a_role_and_whoever_is_known_does_not_wait(
    talk: Any, community: Any, people: Any
) -> None:
    assert isinstance(said(talk, people.knowledge_manager), Contribution)
    moderation.set_care(community=community, by=people.facilitator, hold_first=3, slow_minutes=0)
    talk = Discussion.objects.select_related("community").get(pk=talk.pk)
    for number in range(3):
        held = said(talk, people.member, f"Word {number}")
        assert isinstance(held, HeldPost)
        holds.release(held=held, by=people.facilitator)

    assert isinstance(said(talk, people.member, "The fourth"), Contribution)


def test_a_question_without_a_name_does_not_wait_under_one(talk: Any, community: Any, people: Any) -> None:
    from communities.actions import charters

    charters.save_draft(
        community=community, by=people.facilitator, revision=1, mission="M", vision="", goals="", rules="R",
        unnamed_questions=True,
    )  # fmt: skip
    charters.publish(community=community, by=people.facilitator)

    with pytest.raises(ValidationError, match="Ask with your name"):
        question(community, people.member, unnamed=True)

    assert not HeldPost.objects.exists()


@pytest.mark.parametrize("who", ["expert", "member", "guest", "stranger", "sponsor"])
def test_others_release_and_refuse_nothing(who: str, talk: Any, people: Any) -> None:
    held = said(talk, people.member)
    for verb in (holds.release, holds.refuse):
        with pytest.raises(Denied):
            verb(held=held, by=getattr(people, who), words="x")

    assert not Contribution.objects.exists()


def test_its_author_takes_it_back_and_nobody_else(talk: Any, people: Any) -> None:
    held = said(talk, people.member)
    with pytest.raises(Denied):
        holds.take_back(held=held, by=people.facilitator)

    holds.take_back(held=held, by=people.member)

    assert Matter.objects.get().outcome == "withdrawn"
    holds.release(held=held, by=people.facilitator)
    assert not Contribution.objects.exists()


def test_it_is_not_posted_for_somebody_who_may_not_any_more(talk: Any, people: Any) -> None:
    from communities.actions import suspensions

    held = said(talk, people.member)
    suspensions.suspend(user=people.member, community=talk.community, by=people.facilitator, reason="Spam")

    with pytest.raises(ValidationError, match="cannot be posted any more for Mona Member"):
        holds.release(held=HeldPost.objects.get(pk=held.pk), by=people.facilitator)

    assert HeldPost.objects.get().state == "waiting"


def test_who_sees_it(talk: Any, people: Any) -> None:
    said(talk, people.member)

    seen = {
        name
        for name in ("facilitator", "coordinator", "expert", "member", "guest", "stranger", "administrator")
        if HeldPost.objects.visible_to(getattr(people, name)).exists()
    }

    assert seen == {"member", "facilitator", "coordinator", "administrator"}
