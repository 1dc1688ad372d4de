"""The pages of what is offered to keep."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from communities.actions import memberships
from communities.models import Membership
from communities.tests.makers import announced, is_over
from knowledge_base.actions import harvests
from knowledge_base.models import Harvest, ResourcePage
from knowledge_base.tests.makers import solved

pytestmark = pytest.mark.django_db


@pytest.fixture
def offer(community: Any, people: Any) -> Harvest:
    found = harvests.offer(source="discussion", source_id=solved(community, people).pk)
    assert found is not None
    return found


def test_the_gardener_takes_it_up_and_goes_on_in_the_editor(
    offer: Harvest, people: Any, sign_in: Any
) -> None:
    page = sign_in(people.knowledge_manager).get(offer.get_absolute_url()).content.decode()
    assert "How do pumps last?" in page
    assert people.expert.name in page

    empty = sign_in(people.knowledge_manager).post(
        f"/harvests/{offer.pk}/act/", {"step": "accept", "kind": "guidance", "title": "", "summary": "Mine"}
    )
    assert "Mine" in empty.content.decode()
    answer = sign_in(people.knowledge_manager).post(
        f"/harvests/{offer.pk}/act/", {"step": "accept", "kind": "guidance", "title": "T", "summary": "S"}
    )

    draft = ResourcePage.objects.get(title="T")
    assert answer.headers["Location"] == f"/cms/pages/{draft.pk}/edit/"
    assert sign_in(people.knowledge_manager).get(answer.headers["Location"]).status_code == 200


def test_it_is_handed_on_and_declined(offer: Harvest, community: Any, people: Any, sign_in: Any) -> None:
    address = f"/harvests/{offer.pk}/act/"
    sign_in(people.knowledge_manager).post(address, {"step": "hand_on", "to": people.expert.pk, "words": ""})
    assert Harvest.objects.get().gardener == people.expert
    assert (
        "Say why" in sign_in(people.expert).post(address, {"step": "decline"}, follow=True).content.decode()
    )
    sign_in(people.expert).post(address, {"step": "decline", "reason": "Known <b>"})

    assert Harvest.objects.get().state == "declined"
    listed = sign_in(people.coordinator).get(f"/communities/{community.slug}/harvests/").content.decode()
    assert "Known &lt;b&gt;" in listed
    assert sign_in(people.coordinator).post(address, {"step": "dance"}).status_code == 404


def test_to_all_others_there_is_no_such_page(offer: Harvest, people: Any, sign_in: Any) -> None:
    for who in (people.member, people.stranger):
        assert sign_in(who).get(offer.get_absolute_url()).status_code == 404
        assert (
            sign_in(who).post(f"/harvests/{offer.pk}/act/", {"step": "decline", "reason": "x"}).status_code
            == 404
        )


def test_who_held_the_event_begins_the_draft_and_it_comes_to_the_library(
    community: Any, people: Any, sign_in: Any
) -> None:
    event = is_over(announced(community, people.facilitator, leader=people.member, title="Three cases"))
    harvests.offer_events()
    offer = Harvest.objects.get()
    client = sign_in(people.member)

    page = client.get(offer.get_absolute_url()).content.decode()
    assert event.title in page
    assert people.knowledge_manager.name in page
    answer = client.post(
        f"/harvests/{offer.pk}/act/", {"step": "accept", "kind": "lesson", "title": "T", "summary": "S"}
    )

    assert answer.headers["Location"] == f"/communities/{community.slug}/library/"
    draft = ResourcePage.objects.get(title="T")
    assert not draft.live
    assert draft.current_workflow_state is not None
    assert sign_in(people.expert).get(offer.get_absolute_url()).status_code == 404
    assert sign_in(people.stranger).get(offer.get_absolute_url()).status_code == 404


def test_the_list_and_the_page_name_who_held_the_event_and_nobody_only_where_nobody_has_it(
    community: Any, people: Any, sign_in: Any
) -> None:
    Membership.objects.with_role("knowledge_manager").filter(community=community).delete()
    Membership.objects.with_role("coordinator").filter(community=community).delete()
    is_over(announced(community, people.facilitator, leader=people.member, title="Three cases"))
    harvests.offer_events()
    Harvest.objects.update(gardener=None)
    offer, address = Harvest.objects.get(), f"/communities/{community.slug}/harvests/"
    client = sign_in(people.facilitator)

    listed, page = client.get(address).content.decode(), client.get(offer.get_absolute_url()).content.decode()
    assert f"<span>{people.member.name}</span>" in listed
    assert "nobody yet" not in listed
    assert f"In the hands of {people.member.name}" in page
    memberships.leave(community=community, by=people.member)
    assert "<span>nobody yet</span>" in client.get(address).content.decode()
    assert "In nobody’s hands yet" in client.get(offer.get_absolute_url()).content.decode()
    assert sign_in(people.stranger).get(offer.get_absolute_url()).status_code == 404


def test_a_list_of_one_and_of_three_offers_asks_the_database_as_often(
    community: Any, people: Any, sign_in: Any
) -> None:
    client, address = sign_in(people.facilitator), f"/communities/{community.slug}/harvests/"

    def cost(number: int) -> int:
        is_over(announced(community, people.facilitator, leader=people.member, title=f"Case {number}"))
        harvests.offer_events()
        client.get(address)
        with CaptureQueriesContext(connection) as found:
            assert client.get(address).status_code == 200
        return len(found)

    one, _two, three = (cost(number) for number in range(3))
    assert one == three
