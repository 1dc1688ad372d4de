"""What stands around the contributions of a facilitated discussion: kept, and right for each reader all the same."""

from __future__ import annotations

import datetime
import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from communities.models import Community
from cop_portal.tests import factories
from discussions.actions import disseminations, invited, phases, syntheses
from discussions.actions.people import refresh_people
from discussions.tests.actions.test_disseminations import concluded
from discussions.tests.makers import facilitated, said

pytestmark = pytest.mark.django_db


def reading(person: Any) -> Client:
    browser = Client(headers={"accept-language": "en"})
    browser.force_login(person)
    return browser


def page_of(browser: Any, talk: Any, page: int = 1) -> str:
    return browser.get(talk.get_absolute_url(), {"page": page}).content.decode()


def test_one_readers_buttons_are_no_others(community: Any, people: Any) -> None:
    talk = facilitated(community, people.facilitator)
    pages = [page_of(reading(who), talk) for who in (people.facilitator, people.member, people.facilitator)]

    assert ["End the contributions" in page for page in pages] == [True, False, True]
    assert ["Change the dates" in page for page in pages] == [True, False, True]
    tokens = [set(re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page)) for page in pages]
    assert all(len(found) == 1 for found in tokens)  # each form of a page has the page's own
    assert len(set.union(*tokens)) == 3


def test_what_changes_is_shown_at_once(community: Any, people: Any) -> None:
    talk = facilitated(community, people.facilitator)
    invited.ask(discussion=talk, by=people.facilitator, people=[people.expert.pk])
    leads, member = reading(people.facilitator), reading(people.member)
    assert ">not yet<" in page_of(leads, talk)
    assert "Summary 1" not in page_of(member, talk)

    said(talk, people.expert, question_number=1)
    refresh_people(talk.pk)
    syntheses.pin_summary(discussion=talk, by=people.facilitator, body="So far pumps [1].")
    later = timezone.localdate() + datetime.timedelta(days=8)
    phases.change_dates(
        discussion=talk, by=people.facilitator, closes_on=later, synthesis_on=talk.synthesis_on,
        share_on=talk.share_on, reason="The rains came",
    )  # fmt: skip

    assert ">has spoken<" in page_of(leads, talk)
    page = page_of(member, talk)
    assert all(words in page for words in ("Summary 1", "So far pumps", "The rains came"))
    assert "In short" not in page

    syntheses.save_synthesis(discussion=talk, by=people.facilitator, in_short="Care [1].", body="Care [1].")
    assert "In short" not in page_of(member, talk)
    phases.close_contributions(discussion=talk, by=people.facilitator)
    syntheses.publish_synthesis(discussion=talk, by=people.facilitator)
    assert "In short" in page_of(member, talk)
    assert "Also contributed" not in page_of(member, talk)


def test_later_pages_keep_the_synthesis_and_leave_the_questions_to_the_first(
    community: Any, people: Any
) -> None:
    talk = facilitated(community, people.facilitator)
    for number in range(21):
        said(talk, people.expert, f"Number {number}")
    syntheses.pin_summary(discussion=talk, by=people.facilitator, body="So far [1].")
    syntheses.save_synthesis(discussion=talk, by=people.facilitator, in_short="Care [1].", body="Care [1].")
    syntheses.publish_synthesis(discussion=talk, by=people.facilitator)
    browser = reading(people.member)

    first, second = page_of(browser, talk), page_of(browser, talk, 2)

    for words in ("Guiding questions", "Summary 1", 'id="behind"'):
        assert words in first
        assert words not in second
    assert "In short" in first
    assert "In short" in second


def test_a_secret_community_it_went_to_is_named_to_those_alone_who_know_of_it(
    community: Any, neighbour: Any, people: Any
) -> None:
    Community.objects.filter(pk=neighbour.pk).update(visibility="secret")
    talk = concluded(community, people.facilitator, people.member)
    by = factories.joined(neighbour, people.facilitator)
    disseminations.tell_community(discussion=talk, to=neighbour, by=by)
    syntheses.note_dissemination(
        discussion=talk, by=people.facilitator, where="Ministry of Water", url="https://water.example/"
    )
    talk.refresh_from_db()

    readers = (
        people.facilitator,
        people.member,
        people.guest,
        people.stranger,
    )  # the stranger is at home there
    seen = [page_of(reading(who), talk) for who in readers]

    assert ["Ministry of Water" in page for page in seen] == [True, True, True, True]
    assert [f">{neighbour.name}<" in page for page in seen] == [True, False, False, True]


@pytest.mark.parametrize("number", [1, 3])
def test_all_of_it_costs_the_same_for_one_and_three(
    number: int, community: Any, people: Any, django_assert_num_queries: Any
) -> None:
    talk = facilitated(community, people.facilitator)
    more = [factories.joined(community, factories.person()) for _ in range(number)]
    invited.ask(discussion=talk, by=people.facilitator, people=[one.pk for one in more])
    for one in more:
        said(talk, one, question_number=1)
        syntheses.pin_summary(discussion=talk, by=people.facilitator, body="So far [1].")
    syntheses.save_synthesis(discussion=talk, by=people.facilitator, in_short="Care [1].", body="Care [1].")
    syntheses.publish_synthesis(discussion=talk, by=people.facilitator)
    for index in range(number):
        syntheses.note_dissemination(discussion=talk, by=people.facilitator, where=f"Place {index}")
    refresh_people(talk.pk)
    browser = reading(people.facilitator)
    page_of(browser, talk)

    with django_assert_num_queries(6):
        page = page_of(browser, talk)

    assert (page.count("Place "), page.count(">has spoken<")) == (number, number)
