"""The curators' queue in Wagtail, and what its buttons do."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from communities.actions import memberships
from communities.enums import Role
from cop_portal.foundation.permissions import SYSTEM
from cop_portal.tests.factories import holder
from knowledge_base.actions import resources
from knowledge_base.actions.libraries import ensure_library
from knowledge_base.actions.searches import note_failed
from knowledge_base.models import FailedSearch, ResourcePage
from knowledge_base.queries.curation import waiting_for_curator
from knowledge_base.sections.registry import MOST
from knowledge_base.tests.makers import draft, many_copies, published

pytestmark = pytest.mark.django_db
QUEUE = "/cms/curation/"
LONG_AGO = datetime.date(2024, 5, 1)


@pytest.fixture(autouse=True)
def _library(request: pytest.FixtureRequest) -> None:
    if "community" in request.fixturenames:
        ensure_library(request.getfixturevalue("community"))


def act(client: Any, section: str, name: str, page: Any, words: str = "") -> Any:
    return client.post(reverse("curation_act", args=[section, name, page.pk]), {"words": words})


def fresh(page: Any) -> ResourcePage:
    return ResourcePage.objects.get(pk=page.pk)


@pytest.fixture
def handed_in(community: Any, people: Any) -> ResourcePage:
    page = draft(community, by=people.member, title="Handed-in pump")
    resources.submit(resource=page, by=people.member)
    return page


def test_each_section_shows_what_waits_and_nothing_of_next_door(
    neighbour: Any, handed_in: Any, community: Any, people: Any, sign_in: Any
) -> None:
    ensure_library(neighbour)
    due, loose = published(community, title="Due pump"), published(community, title="Loose pump")
    ResourcePage.objects.filter(pk=due.pk).update(next_review_on=LONG_AGO, owner=people.knowledge_manager)
    ResourcePage.objects.filter(pk=loose.pk).update(owner=None)
    note_failed(words="where are the filters", by=people.member, community=community)

    page = sign_in(people.knowledge_manager).get(QUEUE).content.decode()
    next_door = sign_in(holder(neighbour, Role.KNOWLEDGE_MANAGER)).get(QUEUE).content.decode()

    for said in ("Handed-in pump", "Due pump", "Loose pump", "where are the filters", "What you do here"):
        assert said in page
    for hidden in ("pump", "filters", community.name):
        assert hidden not in next_door
    assert "Nothing waits for an answer." in next_door


def test_what_was_sought_in_vain_is_put_on_the_list_of_gaps_or_aside_and_not_from_next_door(
    neighbour: Any, community: Any, people: Any, sign_in: Any
) -> None:
    for home in (community, neighbour):
        ensure_library(home)
    note_failed(words="where are the filters", by=people.member)
    note_failed(words="who has rope", by=people.member)
    filters, rope = FailedSearch.objects.order_by("pk")

    def press(client: Any, name: str, search: FailedSearch, words: str = "") -> int:
        address = reverse("curation_act", args=["failed-searches", name, search.pk])
        return int(client.post(address, {"words": words}).status_code)

    next_door = sign_in(holder(neighbour, Role.KNOWLEDGE_MANAGER))
    assert press(next_door, "gap", filters) == 404
    assert "filters" not in next_door.get(QUEUE).content.decode()

    client = sign_in(people.knowledge_manager)
    assert (press(client, "gap", filters), press(client, "aside", rope)) == (302, 422)
    assert press(client, "aside", rope, "Ask the store") == 302
    page = client.get(QUEUE).content.decode()
    assert "Sought once" not in page
    assert "where are the filters" in page  # among the gaps
    assert "who has rope" not in page


def test_narrowed_to_a_community_the_queue_is_of_it_alone(
    community: Any, people: Any, make_person: Any, sign_in: Any
) -> None:
    note_failed(words="where are the filters", by=people.member, community=community)
    note_failed(words="sought by nobody of ours", by=make_person("Alone"))
    client = sign_in(people.administrator)

    whole = client.get(QUEUE).content.decode()
    narrowed = client.get(QUEUE, {"community": community.slug}).content.decode()

    assert "where are the filters" in whole
    assert "sought by nobody of ours" in whole
    assert "where are the filters" in narrowed
    assert "sought by nobody of ours" not in narrowed


def test_members_and_strangers_have_no_queue(handed_in: Any, people: Any, sign_in: Any, client: Any) -> None:
    for who in (people.member, people.stranger):
        assert sign_in(who).get(QUEUE).status_code in (302, 403, 404)
    client.logout()
    assert client.get(QUEUE).status_code == 302


def test_an_expert_reviews_and_the_knowledge_manager_publishes(
    handed_in: Any, people: Any, sign_in: Any
) -> None:
    client = sign_in(people.expert)
    act(client, "submissions", "approve", handed_in, "Sound.")
    assert not fresh(handed_in).live
    again = act(client, "submissions", "approve", handed_in)
    assert again.status_code == 422

    client = sign_in(people.knowledge_manager)
    said = client.get(QUEUE).content.decode()
    assert "Reviewed by Water Expert" in said
    assert "Sound." in said
    act(client, "submissions", "approve", handed_in)

    page = fresh(handed_in)
    assert page.live
    assert page.confirmed_by == people.knowledge_manager


def test_what_an_expert_reviewed_stands_behind_what_waits_for_them_and_offers_them_nothing(
    handed_in: Any, community: Any, people: Any, sign_in: Any
) -> None:
    client = sign_in(people.expert)
    act(client, "submissions", "approve", handed_in)
    newer = draft(community, by=people.member, title="Newer pump")
    resources.submit(resource=newer, by=people.member)

    page = client.get(QUEUE).content.decode()
    whole = sign_in(people.knowledge_manager).get(QUEUE).content.decode()

    def offered(page: Any, said: str) -> bool:
        return reverse("curation_act", args=["submissions", "approve", page.pk]) in said

    assert page.index("Newer pump") < page.index("Handed-in pump")
    assert (offered(newer, page), offered(handed_in, page)) == (True, False)
    assert [row.title for row in waiting_for_curator(people.expert)] == ["Newer pump"]
    # The knowledge manager answers both, the longest wait first.
    assert whole.index("Handed-in pump") < whole.index("Newer pump")
    assert (offered(newer, whole), offered(handed_in, whole)) == (True, True)


def test_a_long_section_is_looked_at_by_itself_and_stays_so_after_an_act(
    community: Any, people: Any, sign_in: Any
) -> None:
    many_copies(published(community, title="Loose pump"), MOST + 1)
    ResourcePage.objects.filter(community=community).update(owner=None)
    client = sign_in(people.knowledge_manager)
    alone = f"?section=unowned&community={community.slug}"

    begun, whole = client.get(QUEUE).content.decode(), client.get(QUEUE + alone).content.decode()
    one = ResourcePage.objects.filter(community=community).earliest("-pk")
    done = client.post(
        reverse("curation_act", args=["unowned", "own", one.pk]) + alone, {"words": str(people.expert.pk)}
    )
    refused = client.post(reverse("curation_act", args=["unowned", "retire", one.pk]) + alone, {"words": ""})

    assert (begun.count("Name the owner</button>"), whole.count("Name the owner</button>")) == (
        MOST,
        MOST + 2,
    )
    assert "?section=unowned" in begun
    assert 'id="submissions"' not in whole
    assert done["Location"] == f"{QUEUE}{alone}#unowned"
    assert refused.status_code == 422
    assert refused.content.decode().count("Name the owner</button>") == MOST + 1
    assert client.get(QUEUE, {"section": "nothing such"}).status_code == 200


def test_the_knowledge_manager_does_both_steps_in_one(handed_in: Any, people: Any, sign_in: Any) -> None:
    act(sign_in(people.knowledge_manager), "submissions", "approve", handed_in)

    assert fresh(handed_in).live


def test_sending_back_needs_a_comment_and_keeps_what_was_typed_on_refusal(
    handed_in: Any, people: Any, sign_in: Any
) -> None:
    client = sign_in(people.knowledge_manager)
    refused = act(client, "submissions", "return", handed_in, "  ")
    assert refused.status_code == 422
    assert "Say what is missing" in refused.content.decode()

    act(client, "submissions", "return", handed_in, "Tell what it costs.")

    assert "Handed-in pump" not in client.get(QUEUE).content.decode()
    assert not fresh(handed_in).live


def test_confirming_naming_an_owner_retiring_and_bringing_back(
    community: Any, people: Any, sign_in: Any
) -> None:
    page = published(community)
    ResourcePage.objects.filter(pk=page.pk).update(next_review_on=LONG_AGO, owner=None)
    client = sign_in(people.knowledge_manager)

    act(client, "reviews", "confirm", page)
    assert fresh(page).trust_state == "confirmed"
    assert act(client, "unowned", "own", page, str(people.stranger.pk)).status_code == 422
    act(client, "unowned", "own", page, str(people.expert.pk))
    assert fresh(page).owner == people.expert
    assert fresh(page).latest_revision.as_object().owner == people.expert
    act(client, "unowned", "retire", page, "Nobody needs it")
    assert fresh(page).is_retired
    act(client, "retired", "back", page)
    assert fresh(page).live


def test_the_neighbours_act_on_nothing_and_an_expert_not_on_what_is_the_managers(
    neighbour: Any, handed_in: Any, community: Any, people: Any, sign_in: Any
) -> None:
    ensure_library(neighbour)
    page = published(community)
    ResourcePage.objects.filter(pk=page.pk).update(owner=None)
    every = (
        ("submissions", "approve", handed_in), ("submissions", "return", handed_in), ("reviews", "confirm", page),
        ("unowned", "own", page), ("unowned", "retire", page), ("retired", "back", page),
    )  # fmt: skip

    for section, name, what in every:
        client = sign_in(holder(neighbour, Role.KNOWLEDGE_MANAGER))
        assert act(client, section, name, what, "x").status_code == 404, (section, name)
    assert act(sign_in(people.expert), "unowned", "retire", page, "x").status_code == 404
    assert fresh(page).live
    assert not fresh(handed_in).live


def test_the_queue_follows_the_role_at_once(
    handed_in: Any, community: Any, people: Any, sign_in: Any
) -> None:
    keeper = people.knowledge_manager
    client = sign_in(keeper)
    assert client.get(QUEUE).status_code == 200

    memberships.end_role(community=community, user=keeper, role=Role.KNOWLEDGE_MANAGER, by=SYSTEM)

    assert client.get(QUEUE).status_code in (302, 403, 404)
    assert act(client, "submissions", "approve", handed_in).status_code in (302, 403, 404)
    assert not fresh(handed_in).live


def test_the_guide_is_put_away_and_comes_back(community: Any, people: Any, sign_in: Any) -> None:
    client = sign_in(people.knowledge_manager)
    words = "What you do here, in this order"
    assert words in client.get(QUEUE).content.decode()
    assert words in client.get("/cms/").content.decode()

    client.post("/cms/curation/guide/")
    assert words not in client.get("/cms/").content.decode()
    assert words not in client.get(QUEUE).content.decode()
    client.post("/cms/curation/guide/", {"show": "yes"})
    assert words in client.get(QUEUE).content.decode()
    assert client.post("/cms/curation/guide/", {"from": "home"})["Location"] == "/cms/"
    assert client.post("/cms/curation/guide/", {"from": "https://elsewhere.example"})["Location"] == QUEUE


def test_one_row_and_three_cost_the_same(community: Any, people: Any, sign_in: Any) -> None:
    client = sign_in(people.knowledge_manager)

    def add(number: int) -> None:
        page = draft(community, by=people.member, title=f"In {number}")
        resources.submit(resource=page, by=people.member)
        old = published(community, title=f"Old {number}")
        ResourcePage.objects.filter(pk=old.pk).update(next_review_on=LONG_AGO, owner=None)

    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as found:
            assert client.get(QUEUE).status_code == 200
        return len(found)

    add(1)
    cost()
    one = cost()
    add(2)
    add(3)

    assert cost() == one


def test_a_review_offers_each_what_they_may_do_and_no_button_that_leads_nowhere(
    community: Any, people: Any, sign_in: Any
) -> None:
    page = published(community, title="Due pump")
    ResourcePage.objects.filter(pk=page.pk).update(next_review_on=LONG_AGO)
    retire = reverse("curation_act", args=["reviews", "retire", page.pk])
    confirm = reverse("curation_act", args=["reviews", "confirm", page.pk])

    expert = sign_in(people.expert).get(QUEUE).content.decode()
    keeper = sign_in(people.knowledge_manager).get(QUEUE).content.decode()

    assert (confirm in expert, retire in expert) == (True, False)
    assert (confirm in keeper, retire in keeper) == (True, True)


def test_the_guide_tells_an_expert_of_nothing_that_is_closed_to_them(
    community: Any, people: Any, sign_in: Any
) -> None:
    told = {}
    for who in (people.expert, people.knowledge_manager):
        told[who.pk] = sign_in(who).get(QUEUE).content.decode()
    for words in ("choose “Merge”", "to merge two", "comes in as a spreadsheet"):
        assert words not in told[people.expert.pk], words
        assert words in told[people.knowledge_manager.pk], words
    assert "The knowledge manager retires what is over." in told[people.expert.pk]
