"""What goes along when contributions change the discussion."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from cop_portal.foundation.uploads import check_upload
from cop_portal.tests import factories
from discussions.actions import contributions, flags, holds, moderation, moves, subscriptions
from discussions.models import Contribution, Draft, Flag, Follow, HeldPost, Matter, Mention
from discussions.tests.makers import question, said

pytestmark = pytest.mark.django_db
WHY = "The same question."


@pytest.fixture
def talks(community: Any, people: Any) -> Any:
    """Two questions of Water, the first to be put into the second."""
    return question(community, people.expert, title="Old"), question(community, people.guest, title="New")


def held_in(talk: Any, who: Any, facilitator: Any, **fields: Any) -> HeldPost:
    moderation.set_care(community=talk.community, by=facilitator, hold_first=1, slow_minutes=0)
    waits = said(talk, who, "My first", **fields)
    moderation.set_care(community=talk.community, by=facilitator, hold_first=0, slow_minutes=0)
    assert isinstance(waits, HeldPost)
    return waits


def test_files_marks_and_mentions_stay_with_the_words(talks: Any, people: Any) -> None:
    old, new = talks
    file = check_upload("pump.txt", b"A drawing")
    made = said(old, people.member, f"Ask @{people.expert.name} about it.", files=[file])
    contributions.mark_useful(contribution=made, by=people.guest)

    moves.merge(discussion=old, into=new, by=people.facilitator, reason=WHY)

    made.refresh_from_db()
    assert (made.discussion, made.useful_count, made.attachments.count()) == (new, 1, 1)
    assert Mention.objects.get(contribution=made).discussion == new
    old.refresh_from_db()
    new.refresh_from_db()
    assert (old.contribution_count, new.contribution_count, new.last_number) == (0, 2, 2)


def test_who_chose_at_the_new_place_keeps_that_choice(talks: Any, people: Any, dispatched: Any) -> None:
    old, new = talks
    dispatched()
    subscriptions.follow(discussion=old, by=people.member, frequency="instant")
    subscriptions.follow(discussion=new, by=people.member, frequency="never")
    subscriptions.follow(discussion=old, by=people.coordinator, frequency="daily")

    moves.merge(discussion=old, into=new, by=people.facilitator, reason=WHY)

    rows = Follow.objects.filter(discussion=new).values_list("user", "frequency", "chosen")
    assert {(people.member.pk, "never", True), (people.coordinator.pk, "daily", True)} <= set(rows)


def test_a_draft_at_the_new_place_is_not_written_over(talks: Any, people: Any) -> None:
    old, new = talks
    for talk, words in ((old, "Begun there"), (new, "Begun here")):
        contributions.save_draft(by=people.member, place=f"discussion:{talk.pk}", body=words)

    moves.merge(discussion=old, into=new, by=people.facilitator, reason=WHY)

    assert Draft.objects.get(place=f"discussion:{new.pk}").body == "Begun here"
    assert Draft.objects.get(place=f"discussion:{old.pk}").body == "Begun there"


def test_what_is_hidden_stays_hidden_at_its_new_place(talks: Any, people: Any) -> None:
    old, _new = talks
    made = said(old, people.member)
    moderation.hide(discussion=old, contribution=made, by=people.facilitator, words="Not here.")

    there = moves.split(discussion=old, numbers=[1], title="Part", by=people.facilitator, reason=WHY)

    made.refresh_from_db()
    assert made.discussion == there
    assert made.hidden_at is not None
    assert not Contribution.objects.visible_to(people.guest).exists()
    assert list(Contribution.objects.visible_to(people.member)) == [made]


def test_a_hidden_discussion_is_not_read_at_another_place(talks: Any, people: Any) -> None:
    old, new = talks
    said(old, people.member)
    moderation.hide(discussion=old, by=people.facilitator, words="Not here.")

    for change in (
        lambda: moves.merge(discussion=old, into=new, by=people.facilitator, reason=WHY),
        lambda: moves.merge(discussion=new, into=old, by=people.facilitator, reason=WHY),
        lambda: moves.split(discussion=old, numbers=[1], title="P", by=people.facilitator, reason=WHY),
    ):
        with pytest.raises(ValidationError):
            change()

    assert not Contribution.objects.visible_to(people.guest).exists()


def test_what_was_flagged_is_decided_where_it_stands_now(talks: Any, people: Any) -> None:
    old, new = talks
    made = said(old, people.member)
    flags.flag(discussion=old, contribution=made, by=people.guest, reason="wrong")
    flags.flag(discussion=old, by=people.guest, reason="advert")

    moves.merge(discussion=old, into=new, by=people.facilitator, reason=WHY)

    opening = Contribution.objects.get(discussion=new, number=1)
    assert set(Matter.objects.waiting().values_list("discussion", "contribution")) == {
        (new.pk, made.pk), (new.pk, opening.pk),
    }  # fmt: skip
    assert set(Flag.objects.values_list("discussion", flat=True)) == {new.pk}
    moderation.hide(discussion=new, contribution=opening, by=people.facilitator, words="An advert.")
    assert Matter.objects.waiting().get().contribution == made


def test_a_post_that_waits_is_released_where_its_discussion_went(talks: Any, people: Any) -> None:
    old, new = talks
    waits = held_in(old, people.member, people.facilitator, key="k")
    held_in(new, people.member, people.facilitator, key="k")

    moves.merge(discussion=old, into=new, by=people.facilitator, reason=WHY)
    waits.refresh_from_db()
    made = holds.release(held=waits, by=people.facilitator)

    assert made is not None
    assert (waits.discussion, made.discussion, made.author) == (new, new, people.member)
    assert Matter.objects.waiting().get().held != waits


def test_a_post_that_waits_moves_to_those_who_look_after_the_discussion_now(
    neighbour: Any, talks: Any, people: Any
) -> None:
    old, _new = talks
    inner = factories.people_of(neighbour)
    factories.joined(neighbour, people.facilitator, "facilitator")
    factories.joined(neighbour, people.member)
    waits = held_in(old, people.member, people.facilitator)

    moves.move(discussion=old, to=neighbour, by=people.facilitator, reason=WHY)

    waits.refresh_from_db()
    assert waits.community == neighbour
    assert Matter.objects.visible_to(inner.coordinator).get().held == waits
    assert not Matter.objects.visible_to(people.coordinator).exists()
    assert holds.release(held=waits, by=inner.coordinator) is not None


def test_what_it_answers_to_went_elsewhere_and_it_is_posted_all_the_same(talks: Any, people: Any) -> None:
    old, _new = talks
    parent = said(old, people.expert, "Which one?")
    waits = held_in(old, people.member, people.facilitator, parent=parent)
    moves.split(discussion=old, numbers=[1], title="Part", by=people.facilitator, reason=WHY)

    made = holds.release(held=waits, by=people.facilitator)

    assert isinstance(made, Contribution)
    assert (made.discussion, made.parent, made.parent_number) == (old, None, None)
