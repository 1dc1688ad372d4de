"""Who sees which thanks and badges."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404

from communities.actions import recognition as actions
from communities.queries import recognition

pytestmark = pytest.mark.django_db


def given(community: Any, people: Any, name: str = "Ten answers", *, accepted: bool = True) -> Any:
    made = actions.award(
        community=community,
        holder=people.member,
        by=people.facilitator,
        kind="badge",
        name=name,
        what_for="x",
    )
    return actions.accept(award=made, by=people.member) if accepted else made


def test_others_see_what_stands_and_is_shown_the_holder_everything(community: Any, people: Any) -> None:
    shown, hidden, offered = (
        given(community, people, "One"),
        given(community, people, "Two"),
        given(community, people, "Three", accepted=False),
    )
    actions.show(award=hidden, by=people.member, shown=False)

    assert set(recognition.of_person(people.member, people.member)) == {shown, hidden, offered}
    for who in (people.expert, people.stranger, people.facilitator):
        assert list(recognition.of_person(who, people.member)) == [shown]
    assert list(recognition.of_community(people.expert, community, all_of_them=True)) == [shown]
    assert len(recognition.of_community(people.facilitator, community, all_of_them=True)) == 3
    assert list(recognition.of_person(AnonymousUser(), people.member)) == []
    with pytest.raises(Http404):
        recognition.get_for(people.expert, hidden.pk)


def test_a_stranger_sees_none_of_a_closed_community(community: Any, people: Any) -> None:
    award = given(community, people)
    community.visibility = "closed"
    community.save()

    assert list(recognition.of_person(people.stranger, people.member)) == []
    with pytest.raises(Http404):
        recognition.get_for(people.stranger, award.pk)


@pytest.mark.parametrize("more", [0, 2])
def test_a_profile_asks_once_for_one_and_for_three(
    more: int, community: Any, people: Any, django_assert_num_queries: Any
) -> None:
    for number in range(1 + more):
        given(community, people, f"Badge {number}")
    with django_assert_num_queries(1):
        rows = recognition.of_person(people.stranger, people.member)
        assert [(row.community.name, row.by.name) for row in rows] == [("Water", people.facilitator.name)] * (
            1 + more
        )


def test_where_one_gives_and_the_other_belongs(community: Any, neighbour: Any, people: Any) -> None:
    found = recognition.communities_to_recognise_in
    assert list(found(people.facilitator, people.member)) == [community]
    assert list(found(people.facilitator, people.facilitator)) == []
    assert list(found(people.facilitator, people.stranger)) == []
    assert list(found(people.member, people.guest)) == []


def test_the_address_of_a_certificate_says_what_is_so_to_anybody(community: Any, people: Any) -> None:
    award = given(community, people)
    visitor = AnonymousUser()
    assert recognition.verified(visitor, award.code).state == "stands"
    actions.show(award=award, by=people.member, shown=False)
    assert recognition.verified(visitor, award.code).state == "hidden"
    actions.revoke(award=award, by=people.facilitator, reason="Twice")
    assert recognition.verified(visitor, award.code).state == "revoked"
    offered = given(community, people, "Two", accepted=False)
    for code in (offered.code, "nothing", ""):
        with pytest.raises(Http404):
            recognition.verified(visitor, code)


def test_a_secret_community_is_not_named_to_those_who_may_not_know_of_it(community: Any, people: Any) -> None:
    award = given(community, people)
    community.visibility = "secret"
    community.save()

    assert not recognition.verified(AnonymousUser(), award.code).names_community
    assert not recognition.verified(people.stranger, award.code).names_community
    assert recognition.verified(people.member, award.code).names_community
