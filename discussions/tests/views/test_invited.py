"""The page of who is asked, and what the page of the discussion shows of it."""

from __future__ import annotations

from typing import Any

import pytest

from cop_portal.tests import factories
from discussions.actions import invited
from discussions.actions.people import refresh_people
from discussions.models import Invited, InvitedReminder
from discussions.tests.makers import facilitated, said

pytestmark = pytest.mark.django_db


def test_people_are_ticked_taken_off_and_reminded(community: Any, people: Any, sign_in: Any) -> None:
    talk = facilitated(community, people.facilitator)
    address = f"{talk.get_absolute_url()}asked/"
    browser = sign_in(people.facilitator)
    found = browser.get(f"{address}?words=mona").content.decode()
    assert people.member.name in found
    assert people.guest.name not in found

    answer = browser.post(f"{address}?words=mona", {"person": people.member.pk, "expert": people.expert.pk})
    assert answer["Location"] == f"{address}?words=mona"
    assert dict(Invited.objects.values_list("user", "as_expert")) == {
        people.member.pk: False,
        people.expert.pk: True,
    }
    for _again in range(2):
        browser.post(f"{address}act/", {"remind": people.member.pk})
    assert InvitedReminder.objects.count() == 1
    assert browser.post(f"{address}act/", {"page": "1"})["Location"] == talk.get_absolute_url()
    assert InvitedReminder.objects.count() == 2
    browser.post(f"{address}act/", {"off": people.expert.pk})
    assert Invited.objects.asked().get().user == people.member


@pytest.mark.parametrize("form", [{}, {"person": "x"}, {"person": "9" * 15}, {"person": "²"}])
def test_what_cannot_be_asked_gets_a_sentence(
    form: dict[str, str], community: Any, people: Any, sign_in: Any
) -> None:
    talk = facilitated(community, people.facilitator)
    answer = sign_in(people.facilitator).post(f"{talk.get_absolute_url()}asked/", form, follow=True)

    assert answer.status_code == 200
    assert 'class="notice' in answer.content.decode()
    assert not Invited.objects.exists()


def test_it_is_for_those_who_hold_it(community: Any, people: Any, sign_in: Any) -> None:
    talk = facilitated(community, people.facilitator)
    for who in (people.member, people.guest, people.stranger):
        browser = sign_in(who)
        assert browser.get(f"{talk.get_absolute_url()}asked/").status_code == 403
        assert (
            browser.post(f"{talk.get_absolute_url()}asked/", {"person": people.guest.pk}).status_code == 403
        )
        assert browser.post(f"{talk.get_absolute_url()}asked/act/", {}).status_code == 403


def test_members_see_names_the_facilitator_who_has_spoken_and_visitors_nothing(
    community: Any, people: Any, sign_in: Any, client: Any
) -> None:
    type(community).objects.filter(pk=community.pk).update(visibility="public")
    community.refresh_from_db()
    talk = facilitated(community, people.facilitator)
    invited.ask(
        discussion=talk,
        by=people.facilitator,
        people=[people.guest.pk],
        experts=[people.knowledge_manager.pk],
    )
    said(talk, people.guest)
    refresh_people(talk.pk)

    client.logout()
    assert people.knowledge_manager.name not in client.get(talk.get_absolute_url()).content.decode()
    text = sign_in(people.member).get(talk.get_absolute_url()).content.decode()
    assert people.knowledge_manager.name in text
    assert "has spoken" not in text
    assert "asked/act/" not in text
    text = sign_in(people.facilitator).get(talk.get_absolute_url()).content.decode()
    assert text.count("has spoken") == 1
    assert text.count(">not yet<") == 1
    assert "asked/act/" in text


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_of_the_discussion_costs_the_same_for_one_and_three(
    number: int, community: Any, people: Any, sign_in: Any, django_assert_num_queries: Any
) -> None:
    talk = facilitated(community, people.facilitator)
    more = [factories.joined(community, factories.person()).pk for _ in range(number)]
    invited.ask(discussion=talk, by=people.facilitator, people=more)
    browser = sign_in(people.facilitator)
    browser.get(talk.get_absolute_url())

    with django_assert_num_queries(4):
        assert browser.get(talk.get_absolute_url()).content.decode().count(">not yet<") == number
