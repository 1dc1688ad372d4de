"""The directory of people."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404

from communities.queries import directory
from cop_portal.tests import factories

pytestmark = pytest.mark.django_db


def test_staff_see_staff_and_the_guests_they_share_a_community_with(
    community: Any, people: Any, make_person: Any
) -> None:
    far_guest = make_person("Fay Far", is_guest=True)
    gone = make_person("Gus Gone", is_active=False)
    ghost = make_person("Writer 9", mail_state="none")

    seen = set(directory.visible_people(people.member))

    assert {people.member, people.guest, people.stranger, people.sponsor} <= seen
    assert not seen & {far_guest, gone, ghost}
    assert people.guest not in set(directory.visible_people(people.stranger))


def test_guests_see_themselves_and_whom_they_share_a_community_with(people: Any, make_person: Any) -> None:
    alone = make_person(is_guest=True)

    assert set(directory.visible_people(alone)) == {alone}
    assert people.stranger not in set(directory.visible_people(people.guest))
    assert people.member in set(directory.visible_people(people.guest))


def test_visitors_see_nobody_and_administrators_everybody(people: Any, make_person: Any) -> None:
    ghost = make_person("Writer 9", mail_state="none")

    assert list(directory.visible_people(AnonymousUser())) == []
    assert ghost in set(directory.visible_people(people.administrator))


def test_a_profile_is_there_for_those_who_may_meet_the_person(
    community: Any, people: Any, make_person: Any
) -> None:
    far_guest = make_person("Fay Far", is_guest=True)
    ghost = factories.joined(community, make_person("Writer 9"))
    type(ghost).objects.filter(pk=ghost.pk).update(mail_state="none")

    # Water is open to the organisation: names beside its contributions lead to profiles.
    assert directory.get_person_for(people.stranger, people.guest.pk) == people.guest
    assert directory.get_person_for(people.stranger, ghost.pk) == ghost
    for viewer, pk in (
        (people.member, far_guest.pk),
        (people.guest, people.stranger.pk),
        (AnonymousUser(), people.member.pk),
        (people.member, 0),
    ):
        with pytest.raises(Http404):
            directory.get_person_for(viewer, pk)


def test_people_are_found_by_part_of_a_name_without_accents(people: Any, make_person: Any) -> None:
    make_person("José Ángel Muñoz")
    make_person("Josefine Angelo")

    found = [person.name for person in directory.people(people.member, words="jose angel")]

    assert found[0] == "José Ángel Muñoz"
    assert "Josefine Angelo" in [p.name for p in directory.people(people.member, words="josef")]


def test_people_come_by_name(people: Any, make_person: Any) -> None:
    make_person("Émile Zola")
    make_person("anna Small")

    names = [person.name for person in directory.people(people.member)]

    assert names.index("anna Small") < names.index("Émile Zola") < names.index("Mona Member")
