"""The page of a discussion: each answer, and the same few statements for any length."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from communities.models import Community
from cop_portal.foundation.accounts.actions import assign_post
from cop_portal.foundation.accounts.models import Office
from cop_portal.foundation.uploads import check_upload
from discussions.actions import attachments, contributions, discussions, disseminations, syntheses
from discussions.actions.people import refresh_people
from discussions.tests.makers import facilitated, question, said

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("number", [1, 3, 45])
def test_the_page_costs_the_same_for_any_number(
    number: int, community: Any, people: Any, sign_in: Any, django_assert_num_queries: Any
) -> None:
    talk = question(community, people.expert)
    for index in range(number):
        said(talk, people.member, f"Said {index}")
    browser = sign_in(people.facilitator)
    last = f"{talk.get_absolute_url()}?page=last"
    browser.get(talk.get_absolute_url())
    browser.get(last)

    for address in (talk.get_absolute_url(), last):
        with django_assert_num_queries(4):
            assert browser.get(address).status_code == 200


def test_a_facilitated_discussion_takes_at_most_eight(
    community: Any, people: Any, sign_in: Any, django_assert_max_num_queries: Any
) -> None:
    talk = facilitated(community, people.facilitator)
    for who in (people.member, people.expert, people.guest):
        said(talk, who, question_number=1)
    syntheses.pin_summary(discussion=talk, by=people.facilitator, body="So far [1].")
    browser = sign_in(people.facilitator)
    browser.get(talk.get_absolute_url())

    with django_assert_max_num_queries(8):
        assert browser.get(talk.get_absolute_url()).status_code == 200


def test_a_stranger_and_a_visitor_get_no_page_of_a_closed_community(
    neighbour: Any, people: Any, client: Any
) -> None:
    talk = question(neighbour, people.stranger, title="Kept inside")

    assert client.get(talk.get_absolute_url()).status_code in (403, 404)
    client.force_login(people.member)
    answer = client.get(talk.get_absolute_url())
    unknown = client.get(talk.get_absolute_url().replace(str(talk.pk), "999999"))
    assert answer.status_code == unknown.status_code
    assert "Kept inside" not in answer.content.decode()


@pytest.mark.parametrize("page", ["0", "-1", "99", "x", "", "1e9", "٣", "9" * 40])
def test_any_page_asked_for_is_the_nearest_that_is_there(
    page: str, community: Any, people: Any, sign_in: Any
) -> None:
    talk = question(community, people.expert)
    said(talk, people.member, "Only one")

    answer = sign_in(people.member).get(talk.get_absolute_url(), {"page": page})

    assert answer.status_code == 200
    assert "Only one" in answer.content.decode()


def test_names_titles_and_questions_with_markup_are_shown_as_text(
    community: Any, make_person: Any, people: Any, sign_in: Any
) -> None:
    from cop_portal.tests.factories import joined

    sly = joined(community, make_person("<b>Sly</b> & Co", email="sly@example.org"))
    talk = facilitated(community, people.facilitator, title="<i>Title</i>", questions=["<u>Where</u>?"])
    said(talk, sly, "Fine.")

    page = sign_in(people.member).get(talk.get_absolute_url()).content.decode()

    for raw in ("<b>Sly", "<i>Title", "<u>Where"):
        assert raw not in page
    assert "&lt;b&gt;Sly&lt;/b&gt; &amp; Co" in page


def test_the_synthesis_stands_above_when_it_is_published(community: Any, people: Any, sign_in: Any) -> None:
    talk = facilitated(community, people.facilitator)
    said(talk, people.member, "Grease.")
    syntheses.save_synthesis(
        discussion=talk, by=people.facilitator, in_short="Care is all [1].", body="Grease [1]."
    )
    browser = sign_in(people.member)
    assert "Care is all" not in browser.get(talk.get_absolute_url()).content.decode()

    syntheses.publish_synthesis(discussion=talk, by=people.facilitator)

    assert "Care is all" in browser.get(talk.get_absolute_url()).content.decode()


def test_who_is_cited_is_named_beside_the_synthesis_and_the_others_to_those_inside(
    community: Any, people: Any, sign_in: Any, django_assert_max_num_queries: Any
) -> None:
    Community.objects.filter(pk=community.pk).update(visibility="public")
    talk = facilitated(community, people.facilitator)
    for who in (people.member, people.expert, people.guest):
        said(talk, who)
    said(talk, people.member, "Again")
    syntheses.save_synthesis(discussion=talk, by=people.facilitator, in_short="Care [1].", body="Grease [4].")
    assert 'id="behind"' not in sign_in(people.facilitator).get(talk.get_absolute_url()).content.decode()
    syntheses.publish_synthesis(discussion=talk, by=people.facilitator)

    def section(browser: Any) -> str:
        page = browser.get(talk.get_absolute_url()).content.decode()
        return page.partition('id="behind"')[2].partition("</section>")[0]

    inside, outside = section(sign_in(people.sponsor)), section(Client())
    for words in (inside, outside):
        assert f'{people.member.name}</strong>&nbsp;<a href="{talk.get_absolute_url()}#c1">[1]</a>' in words
        assert words.count(people.member.name) == 1
    assert people.expert.name in inside
    assert people.guest.name in inside
    assert people.expert.name not in outside
    assert people.guest.name not in outside
    assert "2 more people contributed and are not cited." in outside
    for week in ("So far [1].", "And [2]."):
        syntheses.pin_summary(discussion=talk, by=people.facilitator, body=week)
    attachments.attach(talk.contributions.first(), check_upload("a.txt", b"Words"))
    disseminations.mail_partners(
        discussion=talk,
        by=people.facilitator,
        partners=[("Ministry", "water@ministry.example")],
        words="For you",
    )
    browser = sign_in(people.facilitator)
    browser.get(talk.get_absolute_url())
    with django_assert_max_num_queries(8):
        assert browser.get(talk.get_absolute_url()).status_code == 200


def test_what_is_new_since_the_last_visit_is_marked(community: Any, people: Any, sign_in: Any) -> None:
    talk = question(community, people.expert)
    said(talk, people.member, "Old")
    browser = sign_in(people.facilitator)
    browser.get(talk.get_absolute_url())
    said(talk, people.member, "Fresh")

    page = browser.get(talk.get_absolute_url()).content.decode()

    assert page.count('badge plain">New<') == 1


def test_an_accepted_answer_is_marked(community: Any, people: Any, sign_in: Any) -> None:
    talk = question(community, people.member)
    discussions.accept_answer(discussion=talk, contribution=said(talk, people.expert), by=people.member)

    assert "Accepted answer" in sign_in(people.guest).get(talk.get_absolute_url()).content.decode()


def test_a_withdrawn_contribution_keeps_its_place_without_its_words(
    community: Any, people: Any, sign_in: Any
) -> None:
    talk = question(community, people.expert)
    contributions.withdraw(contribution=said(talk, people.member, "Slip"), by=people.member)

    page = sign_in(people.guest).get(talk.get_absolute_url()).content.decode()

    assert 'id="c1"' in page
    assert "Slip" not in page


def test_people_beside_a_discussion_stand_with_the_city_of_their_office(
    community: Any, people: Any, sign_in: Any
) -> None:
    nairobi = Office.objects.create(
        name="Country office Kenya", city="Nairobi", level="country", time_zone="UTC"
    )
    assign_post(user=people.expert, office=nairobi, title="Engineer")
    talk = discussions.start(
        community=community, by=people.member, title="Which?", body="Pump.", kind="question", quiet=True
    )
    contributions.add(discussion=talk, by=people.expert, body="This one.", quiet=True)
    refresh_people(talk.pk)

    page = sign_in(people.stranger).get(talk.get_absolute_url()).content.decode()

    assert "Nairobi" in page
    assert people.expert.name in page


def test_a_closed_conversation_offers_to_be_opened_again_to_who_may(
    community: Any, people: Any, sign_in: Any
) -> None:
    talk = question(community, people.member)
    address = f"{talk.get_absolute_url()}move/"
    sign_in(people.member).post(address, {"step": "close"})

    offered = [
        "Open this discussion again" in sign_in(who).get(talk.get_absolute_url()).content.decode()
        for who in (people.member, people.facilitator, people.guest, people.stranger)
    ]
    assert offered == [True, True, False, False]
    assert sign_in(people.guest).post(address, {"step": "reopen"}).status_code == 403
    assert sign_in(people.member).post(address, {"step": "reopen"}).status_code == 302

    page = sign_in(people.member).get(talk.get_absolute_url()).content.decode()
    assert "Open this discussion again" not in page
    assert "Close this discussion" in page


def test_the_part_of_the_day_is_told_where_it_is_another(community: Any, people: Any, sign_in: Any) -> None:
    talk = question(community, people.expert)
    people.member.time_zone = "Asia/Manila"
    people.member.save(update_fields=["time_zone"])
    said(talk, people.member)

    assert (
        " there</span>" in (page := sign_in(people.expert).get(talk.get_absolute_url()).content.decode())
        or " there<" in page
    )
    assert " there<" not in sign_in(people.member).get(talk.get_absolute_url()).content.decode()
