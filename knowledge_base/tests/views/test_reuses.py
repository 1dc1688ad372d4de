"""The pages of adoption: two clicks, a permalink, and nothing for those who may not read."""

from __future__ import annotations

from typing import Any

import pytest

from cop_portal.foundation.accounts import actions as accounts
from cop_portal.foundation.accounts.models import Office
from cop_portal.tests import factories
from knowledge_base.actions import reuses
from knowledge_base.models import PartnerGuest, PartnerOrganisation, Reuse, ReuseQuestion, SharedWith
from knowledge_base.tests.makers import published

pytestmark = pytest.mark.django_db


def test_the_question_is_answered_by_one_button_on_a_page_that_knows_the_place(
    community: Any, people: Any, sign_in: Any
) -> None:
    office = Office.objects.create(
        name="Kenya", city="Nairobi", country="Kenya", level="country", time_zone="UTC"
    )
    accounts.assign_post(user=people.member, office=office, title="Officer")
    page = published(community)
    ReuseQuestion.objects.create(resource=page, user=people.member)
    address = f"/resources/{page.pk}/reuse/"

    form = sign_in(people.member).get(address).context["form"]
    text = sign_in(people.member).get(address).content.decode()
    answer = sign_in(people.member).post(address, form.initial, follow=True)

    assert "Yes, we use it" in text
    assert "No, we did not" in text
    assert "Nairobi, Kenya" in answer.content.decode()
    assert Reuse.objects.get().user == people.member


def test_no_is_one_click_and_makes_no_adoption(community: Any, people: Any, sign_in: Any) -> None:
    page = published(community)
    ReuseQuestion.objects.create(resource=page, user=people.member)

    answer = sign_in(people.member).post(f"/resources/{page.pk}/reuse/", {"not_used": "1"})

    assert answer.status_code == 302
    assert ReuseQuestion.objects.get().answer == "no"
    assert not Reuse.objects.exists()


def test_an_adoption_has_its_own_address_and_only_its_author_changes_it(
    community: Any, people: Any, sign_in: Any
) -> None:
    page = published(community)
    told = reuses.note(resource=page, by=people.member, where="Garissa", changed="<b>Half</b>")
    address = told.get_absolute_url()

    theirs = sign_in(people.expert).get(address).content.decode()
    assert "&lt;b&gt;Half" in theirs
    assert "Add what came of it" not in theirs
    assert sign_in(people.expert).post(f"{address}change/", {"withdraw": "1"}).status_code == 403
    assert "Add what came of it" in sign_in(people.member).get(address).content.decode()
    typed = {"where": "Garissa", "country": "Kenya", "result": "It held."}
    assert "It held." in sign_in(people.member).post(f"{address}change/", typed, follow=True).content.decode()
    wrong = sign_in(people.member).post(f"{address}change/", {**typed, "where": ""})
    assert "It held." in wrong.content.decode()
    assert sign_in(people.member).post(f"{address}change/", {"withdraw": "1"}).status_code == 302
    assert sign_in(people.member).get(address).status_code == 404


def test_visitors_read_of_a_public_resource_without_names(community: Any, people: Any, client: Any) -> None:
    page = published(community, sharing="public")
    told = reuses.note(resource=page, by=people.member, where="Garissa")

    assert "Mona Member" not in client.get(page.url).content.decode()
    for address in (f"/resources/{page.pk}/adopted/", told.get_absolute_url()):
        text = client.get(address).content.decode()
        assert "Garissa" in text
        assert "Mona Member" not in text


def test_the_stranger_finds_no_adoption_of_what_is_not_theirs(
    neighbour: Any, people: Any, sign_in: Any
) -> None:
    from cop_portal.tests.factories import people_of

    page = published(neighbour)
    told = reuses.note(resource=page, by=people_of(neighbour).member, where="Garissa")

    for address in (
        f"/resources/{page.pk}/adopted/",
        told.get_absolute_url(),
        f"{told.get_absolute_url()}change/",
    ):
        assert sign_in(people.member).get(address).status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_of_a_resource_costs_the_same_for_one_and_for_three(
    number: int, community: Any, people: Any, sign_in: Any, django_assert_num_queries: Any
) -> None:
    page = published(community)
    for index in range(number):
        reuses.note(resource=page, by=people.expert, where=f"Place {index}")
    browser = sign_in(people.member)
    browser.get(page.url)

    # Its scores, its confirmations and who answers for it are one statement each.
    with django_assert_num_queries(23):
        assert browser.get(page.url).status_code == 200


def test_a_guest_from_outside_reads_where_it_is_used_and_no_name(
    community: Any, people: Any, make_person: Any, sign_in: Any, client: Any
) -> None:
    page = published(community, sharing="public")
    told = reuses.note(resource=page, by=people.stranger, where="Garissa")
    addresses = (
        f"/resources/{page.pk}/adopted/",
        told.get_absolute_url(),
        f"/compare/?r={page.pk}&u={told.pk}",
    )

    def named(who: Any) -> list[bool]:
        client.logout()
        texts = [(sign_in(who) if who else client).get(address).content.decode() for address in addresses]
        assert all("Garissa" in text for text in texts)
        return [people.stranger.name in text for text in texts]

    assert named(make_person("Olga Outsider", is_guest=True)) == named(None) == [False] * 3
    assert named(people.guest) == named(people.member) == [True] * 3


def test_a_partner_who_tells_of_a_use_is_led_to_no_door_that_is_closed(
    community: Any, people: Any, sign_in: Any
) -> None:
    page = published(community, sharing="partners")
    guest = factories.person("Petra Partner", is_guest=True)
    ministry = PartnerOrganisation.objects.create(name="Ministry of wells")
    PartnerGuest.objects.create(user=guest, partner=ministry)
    SharedWith.objects.create(resource=page, partner=ministry)
    closed = f'href="{community.get_absolute_url()}'

    for_partner = sign_in(guest).get(f"/resources/{page.pk}/reuse/")
    for_member = sign_in(people.member).get(f"/resources/{page.pk}/reuse/")

    assert for_partner.status_code == 200
    assert closed not in for_partner.content.decode()
    assert closed in for_member.content.decode()
