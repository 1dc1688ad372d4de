"""The library's own pages, each answer, the stranger's too."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from communities.models import Community
from discussions.actions import syntheses
from discussions.tests.makers import facilitated, said
from knowledge_base.actions import resources
from knowledge_base.actions.syntheses import draft_from_synthesis
from knowledge_base.enums import Sharing
from knowledge_base.models import Reuse
from knowledge_base.tests.makers import moved, published

pytestmark = pytest.mark.django_db


def test_the_library_of_a_closed_community_is_shut_to_strangers(
    neighbour: Any, people: Any, sign_in: Any
) -> None:
    published(neighbour, title="Inside only")

    answer = sign_in(people.member).get(f"/communities/{neighbour.slug}/library/")

    assert answer.status_code == 403
    assert "Inside only" not in answer.content.decode()


def test_each_button_does_its_thing_for_those_who_may(community: Any, people: Any, sign_in: Any) -> None:
    page = published(community)
    address = f"/resources/{page.pk}/act/"

    assert sign_in(people.member).post(address, {"step": "useful"}).status_code == 302
    assert sign_in(people.member).post(address, {"step": "confirm"}).status_code == 403
    assert sign_in(people.member).post(address, {"step": "dance"}).status_code == 404
    assert sign_in(people.expert).post(address, {"step": "confirm"}).status_code == 302
    assert sign_in(people.expert).post(address, {"step": "retire", "reason": "x"}).status_code == 403
    answer = sign_in(people.knowledge_manager).post(address, {"step": "retire", "reason": ""}, follow=True)
    assert "Say why it is retired" in answer.content.decode()
    assert (
        sign_in(people.knowledge_manager).post(address, {"step": "retire", "reason": "Old"}).status_code
        == 302
    )

    page.refresh_from_db()
    assert page.useful_count == 1
    assert not page.live


def test_the_page_of_a_synthesis_names_its_sources_and_nobody_who_asked_not_to_be(
    community: Any, people: Any, sign_in: Any
) -> None:
    Community.objects.filter(pk=community.pk).update(visibility="public")
    talk = facilitated(community, people.facilitator)
    for who in (people.member, people.expert):
        said(talk, who)
    words = {"in_short": "Care [1].", "body": "Grease [1] [2]."}
    syntheses.save_synthesis(discussion=talk, by=people.facilitator, **words)
    made = syntheses.publish_synthesis(discussion=talk, by=people.facilitator)
    page = draft_from_synthesis(synthesis=made, by=people.facilitator)
    page.credits.filter(user=people.expert).update(unnamed=True)
    resources.publish(resource=page, by=people.knowledge_manager)
    moved(page, Sharing.PUBLIC)

    def credits(browser: Any) -> str:
        answer = browser.get(page.get_url(), follow=True).content.decode()
        return answer.partition('id="pr"')[2].partition("</section>")[0]

    inside, outside = credits(sign_in(people.sponsor)), credits(Client())
    for said_of in (inside, outside):
        assert people.member.name in said_of
        assert people.facilitator.name in said_of
        assert "a member" in said_of
        assert people.expert.name not in said_of
    assert talk.get_absolute_url() in inside
    assert talk.get_absolute_url() not in outside


def test_we_use_this_too_shows_beside_the_resource(community: Any, people: Any, sign_in: Any) -> None:
    page = published(community)

    answer = sign_in(people.member).post(
        f"/resources/{page.pk}/reuse/", {"where": "Garissa", "changed": "<b>half</b> the rope"}, follow=True
    )

    text = answer.content.decode()
    assert Reuse.objects.get().user == people.member
    assert "Garissa" in text
    assert "<b>half" not in text


def test_a_strangers_reaction_to_what_is_not_theirs_is_not_found(
    neighbour: Any, people: Any, sign_in: Any
) -> None:
    page = published(neighbour)

    assert sign_in(people.member).post(f"/resources/{page.pk}/act/", {"step": "useful"}).status_code == 404
    assert sign_in(people.member).get(f"/resources/{page.pk}/reuse/").status_code == 404
    assert sign_in(people.member).get("/resources/999999/reuse/").status_code == 404


def test_the_second_page_of_a_library_shows_other_resources(
    community: Any, people: Any, sign_in: Any
) -> None:
    for number in range(21):
        published(community, title=f"Pump {number:02}")
    browser, address = sign_in(people.member), f"/communities/{community.slug}/library/"

    first = browser.get(address).context["page"]
    second = browser.get(address + first.links[-1].url).context["page"]

    assert [row.title for row in second.rows] == ["Pump 00"]
