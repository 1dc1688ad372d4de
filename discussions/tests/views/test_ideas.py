"""The pages of an idea."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.utils import timezone

from cop_portal.tests import factories
from discussions.actions import ideas
from discussions.models import Discussion, Trial
from discussions.tests.makers import question

pytestmark = pytest.mark.django_db
DAY = (timezone.localdate() + datetime.timedelta(days=9)).isoformat()


@pytest.fixture
def idea(community: Any, people: Any) -> Discussion:
    return question(community, people.member, kind="idea", title="Meters made of bottles")


def test_it_is_posted_and_marked_as_experimental(community: Any, people: Any, sign_in: Any) -> None:
    browser = sign_in(people.member)
    form = {"kind": "idea", "title": "Meters made of bottles", "body": "Half a thought.", "key": "k"}

    page = browser.post(
        f"/communities/{community.slug}/discussions/start/", form, follow=True
    ).content.decode()
    listed = browser.get(f"/communities/{community.slug}/discussions/?kind=idea").content.decode()

    assert "Idea, experimental" in page
    assert "Nobody tries it yet." in page
    assert "Meters made of bottles" in listed


def test_support_is_a_button_that_says_what_it_did(idea: Any, people: Any, sign_in: Any) -> None:
    browser, address = sign_in(people.guest), idea.get_absolute_url()

    more = browser.post(f"{address}support/", {"more": "1"}, follow=True).content.decode()
    less = browser.post(f"{address}support/", {"less": "1"}, follow=True).content.decode()

    assert "1 member would like to see it tried." in more
    assert 'name="less"' in more
    assert "0 members would like to see it tried." in less


def test_it_is_taken_up_and_reported_on(idea: Any, people: Any, sign_in: Any) -> None:
    browser, address = sign_in(people.expert), idea.get_absolute_url()

    empty = browser.post(f"{address}take-up/", {"what": "", "due_on": DAY})
    taken = browser.post(f"{address}take-up/", {"what": "Ten meters", "due_on": DAY}, follow=True)
    form = f"{address}trials/{Trial.objects.get().pk}/"
    kept = browser.post(form, {"state": "worked", "outcome": ""})
    done = browser.post(form, {"state": "worked", "outcome": "They count well."}, follow=True)

    assert b"Say in one sentence what is tried." in empty.content
    assert b"Say what became of it" in taken.content
    assert b"a failure teaches as much" in kept.content
    assert b"They count well." in done.content
    assert b"it worked" in done.content


def test_a_facilitator_names_who_tries_it(idea: Any, people: Any, sign_in: Any) -> None:
    browser, address = sign_in(people.facilitator), f"{idea.get_absolute_url()}take-up/"

    stranger = browser.post(address, {"what": "Ten", "due_on": DAY, "owner": "Sam Stranger"})
    browser.post(address, {"what": "Ten", "due_on": DAY, "owner": "Water Expert"})

    assert b"Sam Stranger is not a member here." in stranger.content
    assert Trial.objects.get().owner == people.expert


def test_others_do_not_report_and_a_question_is_not_taken_up(
    community: Any, idea: Any, people: Any, sign_in: Any
) -> None:
    trial = ideas.take_up(
        discussion=idea,
        by=people.expert,
        what="Ten",
        due_on=timezone.localdate() + datetime.timedelta(days=5),
    )
    browser = sign_in(people.guest)

    assert browser.get(f"{idea.get_absolute_url()}trials/{trial.pk}/").status_code == 403
    assert browser.get(f"{question(community, people.member).get_absolute_url()}take-up/").status_code == 403


def test_the_stranger_finds_nothing(neighbour: Any, people: Any, sign_in: Any) -> None:
    owner = factories.holder(neighbour, "expert")
    secret = question(neighbour, owner, kind="idea")
    trial = ideas.take_up(
        discussion=secret, by=owner, what="Ten", due_on=timezone.localdate() + datetime.timedelta(days=5)
    )
    browser, address = sign_in(people.member), secret.get_absolute_url()

    for part in ("", "take-up/", f"trials/{trial.pk}/"):
        assert browser.get(address + part).status_code == 404
    assert browser.post(f"{address}support/", {"more": "1"}).status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_costs_the_same_for_one_and_three_trials(
    number: int, idea: Any, people: Any, sign_in: Any, django_assert_num_queries: Any
) -> None:
    for who in (people.expert, people.guest, people.coordinator)[:number]:
        ideas.take_up(
            discussion=idea, by=who, what="Ten", due_on=timezone.localdate() + datetime.timedelta(days=5)
        )
    browser = sign_in(people.facilitator)
    browser.get(idea.get_absolute_url())

    with django_assert_num_queries(6):
        page = browser.get(idea.get_absolute_url()).content.decode()

    assert page.count("under way") == number
