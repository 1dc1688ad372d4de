"""Where something stands now, and what a person may know of it."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import Http404

from communities.queries.memberships import member_ids, readers_q
from cop_portal.foundation.accounts.models import User
from cop_portal.tests import factories
from discussions.actions import moderation
from discussions.actions import moves as actions
from discussions.queries import contributions, moves
from discussions.tests.makers import facilitated, question, said

pytestmark = pytest.mark.django_db
WHY = "It is about vaccines."


@pytest.fixture
def moved(community: Any, neighbour: Any, people: Any) -> Any:
    """A question of Water with one contribution that stands in Vaccines now."""
    factories.joined(neighbour, people.facilitator, "facilitator")
    talk = question(community, people.expert)
    said(talk, people.member)
    actions.move(discussion=talk, to=neighbour, by=people.facilitator, reason=WHY)
    return talk


def test_an_old_address_leads_on_for_those_who_may_read_there(moved: Any, people: Any) -> None:
    now = moves.where_now(people.facilitator, "water", moved.pk)
    assert (now, now.community.slug) == (moved, "vaccines")

    for who in (people.member, people.expert):
        with pytest.raises(Http404):
            moves.where_now(who, "water", moved.pk)


def test_an_address_at_which_it_never_stood_leads_nowhere(moved: Any, people: Any) -> None:
    for slug, pk in (("elsewhere", moved.pk), ("water", 0)):
        with pytest.raises(Http404):
            moves.where_now(people.facilitator, slug, pk)


def test_the_pages_of_a_merged_discussion_lead_to_where_its_words_stand(community: Any, people: Any) -> None:
    old, new = question(community, people.expert, title="Old"), question(community, people.guest, title="New")
    said(new, people.member)
    for number in range(21):
        said(old, people.member, f"Word {number}")
    actions.merge(discussion=old, into=new, by=people.facilitator, reason=WHY)

    # The opening text and twenty words follow the one that stood there: the 21st word is the 23rd contribution.
    first, second = (moves.goes_on(people.member, "water", old.pk, page) for page in (1, 2))
    assert (first.now, first.url) == (new, f"{new.get_absolute_url()}#c2")
    assert second.url == f"{new.get_absolute_url()}?page=2#c23"
    assert [(place.number, place.now.number) for place in first.places] == [
        (number, number + 2) for number in range(1, 21)
    ]
    assert [(place.number, place.now.body) for place in second.places] == [(21, "Word 20")]


def test_what_went_on_twice_is_found_where_it_ended(
    community: Any, people: Any, django_assert_num_queries: Any
) -> None:
    one, two, three = (question(community, people.expert, title=name) for name in ("One", "Two", "Three"))
    words = [said(one, people.member, f"Word {number}") for number in range(3)]
    actions.split(discussion=one, numbers=[2], title="Part", by=people.facilitator, reason=WHY)
    for talk, into in ((one, two), (two, three)):
        actions.merge(discussion=talk, into=into, by=people.facilitator, reason=WHY)

    for word in words:
        word.refresh_from_db()
    found = moves.goes_on(people.member, "water", one.pk, 1)
    assert [place.now for place in found.places] == words
    assert found.now == three
    assert moves.opening_now(one.pk).get_absolute_url() == found.url
    assert found.url.startswith(three.get_absolute_url())
    for number, word in enumerate(words, start=1):
        assert moves.numbered_now(people.member, "water", one.pk, number) == word
    for talk, rows in ((two, 1), (one, 3)):  # one statement for the rows, however many they are
        with django_assert_num_queries(4):
            assert len(moves.goes_on(people.member, "water", talk.pk, 1).places) >= rows


def test_a_contribution_is_found_at_its_old_number_and_a_hidden_one_is_not(
    community: Any, people: Any
) -> None:
    talk = question(community, people.expert)
    made = said(talk, people.member)
    new = actions.split(discussion=talk, numbers=[1], title="Part", by=people.facilitator, reason=WHY)
    place = talk.contributions.get(number=1)

    assert moves.contribution_now(people.guest, place.pk) == made
    assert moves.moved_on(people.guest, "water", talk.pk, 1) == made
    assert moves.moved_on(people.guest, "water", new.pk, 1) is None  # it stands there
    assert contributions.standing_at(new, 1) == made
    assert contributions.standing_at(talk, 1) is None

    moderation.hide(discussion=new, contribution=made, by=people.facilitator, words="Not here.")
    with pytest.raises(Http404):
        moves.contribution_now(people.guest, place.pk)
    assert contributions.standing_at(new, 1) is None  # the form to answer shows what it answers to
    assert moves.contribution_now(people.member, place.pk) == made


def test_readers_are_those_inside_of_a_closed_community(neighbour: Any, people: Any) -> None:
    ids = set(User.objects.filter(readers_q(neighbour), is_superuser=False).values_list("pk", flat=True))

    assert ids == set(member_ids(neighbour.pk))


def test_only_what_one_moderates_and_what_is_open_is_offered(
    community: Any, neighbour: Any, people: Any
) -> None:
    talk = question(community, people.expert, title="One")
    other = question(community, people.guest, title="Two")
    facilitated(community, people.facilitator)

    assert moves.discussions_for(people.facilitator, talk) == [other]
    assert not moves.communities_for(people.facilitator, talk).exists()

    factories.joined(neighbour, people.facilitator, "facilitator")
    assert list(moves.communities_for(people.facilitator, talk)) == [neighbour]
    assert not moves.communities_for(people.member, talk).exists()


def test_what_was_done_is_read_with_as_many_statements_for_three_as_for_one(
    community: Any, people: Any, django_assert_num_queries: Any
) -> None:
    talk = question(community, people.expert)
    for number in (1, 2, 3):
        said(talk, people.member)
        actions.split(
            discussion=talk, numbers=[number], title=f"Part {number}", by=people.facilitator, reason=WHY
        )
        with django_assert_num_queries(1):
            found = [(row.into.title, row.by.name) for row in moves.history(talk)]
        assert len(found) == number
    assert found[0] == ("Part 3", people.facilitator.name)
