"""Who and what is not represented yet."""

from __future__ import annotations

from typing import Any

import pytest

from cop_portal.foundation.accounts.models import Office
from discussions.models import Contribution
from discussions.queries.coverage import coverage
from discussions.tests.makers import facilitated, said

pytestmark = pytest.mark.django_db


def test_people_offices_languages_and_questions_are_named_until_they_are_cited(
    community: Any, people: Any, django_assert_num_queries: Any
) -> None:
    talk = facilitated(community, people.facilitator)
    office = Office.objects.create(name="Nairobi", city="Nairobi", level="country", time_zone="UTC")
    said(talk, people.member, question_number=1)
    said(talk, people.expert, question_number=2, language="fr")
    said(talk, people.guest)
    said(talk, people.facilitator)
    Contribution.objects.filter(number=1).update(office=office)

    with django_assert_num_queries(2):
        found = coverage(talk, {3})
    all_of_it = coverage(talk, {1, 2, 3})

    assert (found.people.all, found.people.represented) == (3, 1)
    assert found.people.missing == ["Mona Member", "Water Expert"]
    assert found.offices.missing == ["Country office, Nairobi"]
    assert found.languages.missing == ["French"]
    assert found.questions.missing == ["1", "2"]
    assert [part.missing for part in vars(all_of_it).values()] == [[], [], [], []]


def test_a_withdrawn_contribution_and_an_empty_discussion_ask_for_nobody(community: Any, people: Any) -> None:
    talk = facilitated(community, people.facilitator, questions=["Where?"])

    found = coverage(talk, set())

    assert (found.people.all, found.people.missing, found.questions.missing) == (0, [], ["1"])
