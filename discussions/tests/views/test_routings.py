"""Pages around a question that is put to somebody."""

from __future__ import annotations

from typing import Any

import pytest

from communities.models import Membership
from discussions.actions import routings
from discussions.models import Discussion, Routing
from discussions.tests.makers import question

pytestmark = pytest.mark.django_db


@pytest.fixture
def talk(community: Any, people: Any) -> Discussion:
    return question(community, people.member, subjects=["Salt"])


def test_the_form_to_ask_names_what_experts_are_asked_about(
    community: Any, people: Any, sign_in: Any, dispatched: Any
) -> None:
    Membership.objects.filter(community=community, user=people.expert).update(subjects=["Pumps", "Salt"])
    browser = sign_in(people.member)
    address = f"/communities/{community.slug}/discussions/start/"

    form = browser.get(address)
    made = {
        "kind": "question",
        "title": "Which rope?",
        "body": "Long.",
        "subjects": "pumps, rope",
        "key": "k",
    }
    browser.post(address, made)
    dispatched()

    assert b"Experts here are asked about: Pumps, Salt." in form.content
    assert Discussion.objects.get().subjects == ["pumps", "rope"]
    page = browser.get(Discussion.objects.get().get_absolute_url()).content.decode()
    assert "Who was asked" in page
    assert ">Water Expert</a>: waits for an answer" in page


def test_too_many_subjects_keep_what_was_typed(community: Any, people: Any, sign_in: Any) -> None:
    made = {"kind": "question", "title": "Which?", "body": "A long thought.", "subjects": "a,b,c,d,e,f"}

    page = sign_in(people.member).post(f"/communities/{community.slug}/discussions/start/", made)

    assert b"Name 5 subjects at the most." in page.content
    assert b"A long thought." in page.content
    assert not Discussion.objects.exists()


def test_the_asker_chooses_an_expert_or_writes_a_name(talk: Any, people: Any, sign_in: Any) -> None:
    browser, address = sign_in(people.member), f"{talk.get_absolute_url()}experts/"

    nobody = browser.post(address, {"expert": "", "words": "Kept words"})
    unknown = browser.post(address, {"other": "Nobody Atall", "words": "Kept words"})
    stranger = browser.post(address, {"other": "Sam Stranger", "words": "Kept words"})
    browser.post(address, {"expert": people.expert.pk, "words": "You built one"})
    done = browser.post(address, {"other": "Gil Guest"}, follow=True)

    assert b"Choose an expert, or write a name." in nobody.content
    assert b"Nobody of this name was found." in unknown.content
    assert b"Sam Stranger is not a member here." in stranger.content
    assert all(b"Kept words" in page.content for page in (nobody, unknown, stranger))
    assert b"Gil Guest is asked, and can answer by mail." in done.content
    assert set(Routing.objects.values_list("to", flat=True)) == {people.expert.pk, people.guest.pk}


def test_the_expert_sees_it_on_the_page_and_on_the_desk_and_names_somebody_else(
    talk: Any, people: Any, sign_in: Any
) -> None:
    routings.route(discussion=talk, to=people.expert, by=people.member, words="You built one")
    browser, address = sign_in(people.expert), talk.get_absolute_url()

    page = browser.get(address).content.decode()
    desk = browser.get("/my/desk/").content.decode()
    passed = browser.post(f"{address}not-me/", {"other": "Gil Guest", "words": "He drills"}, follow=True)

    assert "Mona Member puts this question to you" in page
    assert "You built one" in page
    assert "was put to you." in desk
    assert "not me, ask Gil Guest" in passed.content.decode()
    assert "puts this question to you" not in passed.content.decode()
    assert browser.get(f"{address}not-me/").status_code == 403  # dealt with


def test_asking_back_stands_among_the_contributions(talk: Any, people: Any, sign_in: Any) -> None:
    routings.route(discussion=talk, to=people.expert, by=people.member)
    browser, address = sign_in(people.expert), talk.get_absolute_url()

    empty = browser.post(f"{address}ask-back/", {"body": "", "key": "k"})
    for _twice in range(2):
        page = browser.post(f"{address}ask-back/", {"body": "How deep?", "key": "k"}, follow=True)

    other = browser.post(f"{address}ask-back/", {"body": "And how old?", "key": "k"})

    assert b"Write what you need to know" in empty.content
    assert b"How deep?" in page.content
    assert "asked back" in page.content.decode()
    assert "You have sent other words from this page already." in other.content.decode()
    assert other.context["form"]["key"].value() != "k"
    assert talk.contributions.count() == 1


@pytest.mark.parametrize("who", ["guest", "coordinator", "stranger"])
def test_what_was_put_to_somebody_else_has_no_page_for_others(
    who: str, talk: Any, people: Any, sign_in: Any
) -> None:
    routings.route(discussion=talk, to=people.expert, by=people.member)
    browser, address = sign_in(getattr(people, who)), talk.get_absolute_url()

    for part in ("not-me/", "ask-back/"):
        assert browser.get(address + part).status_code == 404


def test_the_stranger_finds_nothing_of_it(neighbour: Any, people: Any, sign_in: Any) -> None:
    from cop_portal.tests import factories

    asker, expert = factories.holder(neighbour, "facilitator"), factories.holder(neighbour, "expert")
    secret = question(neighbour, asker, subjects=["Cold chain"])
    routings.route(discussion=secret, to=expert, by=asker)
    browser = sign_in(people.member)

    for part in ("", "experts/", "not-me/", "ask-back/"):
        assert browser.get(secret.get_absolute_url() + part).status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_costs_the_same_for_one_and_three_who_were_asked(
    number: int, talk: Any, people: Any, sign_in: Any, django_assert_num_queries: Any
) -> None:
    for who in (people.expert, people.guest, people.coordinator)[:number]:
        routings.route(discussion=talk, to=who, by=people.member)
    browser = sign_in(people.facilitator)
    browser.get(talk.get_absolute_url())

    with django_assert_num_queries(5):
        page = browser.get(talk.get_absolute_url()).content.decode()

    assert page.count("waits for an answer") == number
