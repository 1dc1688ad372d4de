"""The directory of people."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404

from communities.queries import directory
from cop_portal.foundation.accounts import actions as accounts
from cop_portal.foundation.accounts.models import Office
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


def test_people_are_found_by_what_one_may_ask_them_about_and_by_language(
    people: Any, make_person: Any
) -> None:
    expert = make_person("Tess Tagged", languages=["fr"])
    expert.expertise.add("Cold chain")
    speaker = make_person("Ana About", about="I mend solar fridges")

    assert set(directory.people(people.member, about="cold")) == {expert}
    assert set(directory.people(people.member, about="solar")) == {speaker}
    assert set(directory.people(people.member, language="fr")) == {expert}
    assert set(directory.people(people.stranger, words="tess", about="solar")) == set()


def test_people_are_found_by_what_they_bring_where_the_viewer_may_see_it(
    community: Any, neighbour: Any, people: Any
) -> None:
    community.memberships.filter(user=people.member).update(brings="Ten years of pumps", seeks="Solar")
    neighbour.memberships.filter(user=people.stranger).update(brings="pumps too")
    type(neighbour).objects.filter(pk=neighbour.pk).update(visibility="secret")

    assert set(directory.people(people.member, brings="pumps")) == {people.member}
    assert set(directory.people(people.stranger, brings="pumps")) == {people.member, people.stranger}
    assert set(directory.people(people.member, seeks="solar", community=community)) == {people.member}
    assert set(directory.people(people.member, seeks="solar", community=neighbour)) == set()


def test_people_are_found_by_their_office_of_today(people: Any) -> None:
    old, new = (
        Office.objects.create(name=name, city=name, level="country", time_zone="UTC")
        for name in ("Amman", "Nairobi")
    )
    accounts.assign_post(user=people.expert, office=old, title="x", from_date=datetime.date(2020, 1, 1))
    accounts.assign_post(user=people.expert, office=new, title="x", from_date=datetime.date(2026, 1, 1))

    assert set(directory.people(people.member, office="Nairobi")) == {people.expert}
    assert set(directory.people(people.member, office="Amman")) == set()
    assert directory.offices_of_today() == ["Amman", "Nairobi"]


def test_members_are_suggested_by_what_they_bring_and_seek(community: Any, people: Any) -> None:
    rows = {row.user: row for row in community.memberships.all()}
    for who, brings, seeks in (
        (people.member, "Budget analysis", "solar pumps"),
        (people.expert, "I mended solar pumps", ""),
        (people.facilitator, "", "Somebody for budget questions"),
        (people.coordinator, "Patience", "Rest"),
    ):
        rows[who].brings, rows[who].seeks = brings, seeks
        rows[who].save()

    found = [(row.user, theirs) for row, theirs in directory.suggested(rows[people.member])]

    assert found == [(people.expert, "brings"), (people.facilitator, "seeks")]
    assert directory.suggested(rows[people.guest]) == []
