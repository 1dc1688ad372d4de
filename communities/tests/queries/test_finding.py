"""People and communities are found by name, as far as one may know of them."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from communities.actions import events
from communities.finding import Question, Reach, Source, register, sources
from communities.models import Event
from communities.queries import finding
from communities.tests.makers import announced, plan
from cop_portal.foundation.searching import BOUND, folded_words, read_question
from cop_portal.tests.factories import community_with_roles

pytestmark = pytest.mark.django_db


def asked(user: Any, words: str) -> Question:
    return Question(user, words, folded_words(words), read_question(words), Reach())


@pytest.mark.parametrize("number", [1, 3])
def test_people_are_two_statements(number: int, people: Any, make_person: Any) -> None:
    made = [make_person(f"Zebedee Pump{n}") for n in range(number)]
    question = asked(people.member, "zebedee")
    finding.find_people(question)  # built, and what Django keeps of types

    with CaptureQueriesContext(connection) as queries:
        hits = finding.find_people(question)
        rows = finding.people_rows(question, [hit.pk for hit in hits])

    assert len(queries) == 2
    assert {row.pk for row in rows} == {person.pk for person in made}


def test_people_are_found_by_what_they_are_expert_in(people: Any, make_person: Any) -> None:
    expert = make_person("Zebedee")
    expert.expertise.add("Ferrocement")

    assert [hit.pk for hit in finding.find_people(asked(people.member, "ferrocement"))] == [expert.pk]


def test_a_guest_finds_those_they_share_a_community_with(people: Any, make_person: Any) -> None:
    stranger = make_person("Zebedee Elsewhere")

    assert finding.find_people(asked(people.guest, "zebedee")) == []
    assert finding.alike_people(asked(people.guest, "zebede")) == []
    assert [hit.pk for hit in finding.alike_people(asked(people.member, "zebede elsewere"))] == [stranger.pk]


def test_a_secret_community_is_found_by_its_members_alone(people: Any) -> None:
    secret = community_with_roles("Quinquereme", visibility="secret")
    inside = secret.memberships.first().user

    assert finding.find_communities(asked(people.member, "quinquereme")) == []
    assert finding.alike_communities(asked(people.member, "quinqereme")) == []
    assert [hit.exact for hit in finding.find_communities(asked(inside, "quinquereme"))] == [True]
    assert [hit.pk for hit in finding.alike_communities(asked(inside, "quinqereme"))] == [secret.pk]


def test_a_source_is_registered_once() -> None:
    first = sources()[0]
    register(first)
    other = Source(0, first.key, "x", "x", finding.find_people, finding.people_rows)
    with pytest.raises(ValueError, match="twice"):
        register(other)


def test_events_are_found_by_title_and_text_by_those_who_may_read_them(community: Any, people: Any) -> None:
    event = announced(community, people.facilitator, title="Grease evening", about="Bearings and **valves**.")
    events.make(community=community, by=people.facilitator, plan=plan(title="Grease, the second"))
    type(community).objects.filter(pk=community.pk).update(visibility="secret")

    def found(who: Any, words: str) -> list[str]:
        question = asked(who, words)
        hits = finding.find_events(question)
        return [row.title for row in finding.event_rows(question, [hit.pk for hit in hits])]

    assert found(people.member, "grease") == ["Grease evening"]
    assert found(people.member, "valve") == ["Grease evening"]
    assert found(people.stranger, "grease") == []
    community.modules_off = ["events"]
    community.save(update_fields=["modules_off"])
    assert found(people.member, "grease") == []
    assert event.folded_title == "grease evening"


def test_an_event_that_is_called_so_is_found_behind_a_hundred_newer_ones(community: Any, people: Any) -> None:
    def one(title: str, days: int) -> Any:
        begins = timezone.now() + datetime.timedelta(days=days)
        return announced(community, people.facilitator, title=title, begins_at=begins)

    old = one("Grease", 1)
    newer = one("Grease evening", 2)
    names = [field for field in Event._meta.concrete_fields if field.attname != "id"]
    copies = [
        Event(**{field.attname: getattr(newer, field.attname) for field in names}) for _n in range(BOUND)
    ]
    for number, copy in enumerate(copies):
        copy.begins_at += datetime.timedelta(minutes=number)
        copy.ends_at += datetime.timedelta(minutes=number)
    Event.objects.bulk_create(copies)

    hits = finding.find_events(asked(people.member, "grease"))

    assert [hit.pk for hit in hits if hit.exact] == [old.pk]
    assert len(hits) == BOUND + 1
    assert len({hit.pk for hit in hits}) == BOUND + 1


def test_an_error_in_the_title_of_an_event_is_forgiven_to_those_who_may_read_it(
    community: Any, people: Any
) -> None:
    event = announced(community, people.facilitator, title="Handwashing day")
    events.make(community=community, by=people.facilitator, plan=plan(title="Handwashing, the second"))
    type(community).objects.filter(pk=community.pk).update(visibility="closed")

    for words in ("handwahsing", "handwsahing day", "hanwashing"):
        assert [hit.pk for hit in finding.alike_events(asked(people.member, words))] == [event.pk]
        assert finding.alike_events(asked(people.stranger, words)) == []


def test_names_of_people_and_communities_are_forgiven_as_much_as_titles(
    people: Any, make_person: Any
) -> None:
    for name in ("Nutrition in schools", "Nutrition", "Malaria"):
        community_with_roles(name)
    person = make_person("Techla Malaria")

    for words in ("nutrtion", "nutricion"):
        question = asked(people.member, words)
        keys = [hit.pk for hit in finding.alike_communities(question)]
        titles = [row.title for row in finding.community_rows(question, keys)]
        assert titles[:2] == ["Nutrition", "Nutrition in schools"]
    assert person.pk in [hit.pk for hit in finding.alike_people(asked(people.member, "techla maleria"))]
    assert finding.alike_communities(asked(people.member, "maleria")) != []
