"""The public library's pages, the same for everybody."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from typing import Any

import pytest

from knowledge_base.actions import releases
from knowledge_base.models import ResourcePage
from knowledge_base.tests.makers import published

pytestmark = pytest.mark.django_db


@pytest.fixture
def item(community: Any, people: Any) -> Any:
    made = published(community, title="Pump sheet", sharing="public", licence="cc-by")
    ResourcePage.objects.filter(pk=made.pk).update(owner=people.member)
    return ResourcePage.objects.get(pk=made.pk)


def test_a_visitor_finds_reads_and_cites(item: Any, client: Any, community: Any) -> None:
    found = client.get("/public/library/", {"words": "pump", "licence": "cc-by"}).content.decode()
    read = client.get(item.url).content.decode()

    assert "Pump sheet" in found
    assert "CC BY 4.0" in found
    assert 'name="citation_title" content="Pump sheet"' in read
    assert 'property="og:title" content="Pump sheet"' in read
    assert "application/ld+json" in read
    assert 'rel="canonical" href="http' in read
    for form, words in (("txt", "Pump sheet"), ("bib", "@misc{resource"), ("ris", "TY  - ELEC")):
        answer = client.get(f"/resources/{item.pk}/citation.{form}")
        assert words in answer.content.decode()
        assert answer["Cache-Control"] == "private, no-cache"
    assert client.get(f"/resources/{item.pk}/citation.exe").status_code == 404


def test_a_public_page_names_nobody_who_is_not_credited(
    item: Any, people: Any, client: Any, sign_in: Any
) -> None:
    visitor = client.get(item.url).content.decode()
    member = sign_in(people.member).get(item.url).content.decode()

    assert people.member.name not in visitor
    assert people.knowledge_manager.name not in visitor
    assert people.member.name in member


def test_a_filter_that_nobody_offers_counts_as_none(item: Any, client: Any) -> None:
    answer = client.get("/public/library/?kind=dance&community=none&after=x&topic=y")

    assert "Pump sheet" in answer.content.decode()


def test_feeds_and_map_hold_what_is_public_and_lose_it_at_once(
    neighbour: Any, item: Any, community: Any, people: Any, client: Any
) -> None:
    published(neighbour, title="Kept inside")
    feeds = ["/public/library/feed.xml", f"/public/library/{community.slug}/feed.xml", "/sitemap-library.xml"]
    for address in feeds:
        answer = client.get(address)
        ElementTree.fromstring(answer.content)  # noqa: S314  (our own)
        assert item.url in answer.content.decode(), address
        assert "Kept inside" not in answer.content.decode()
        assert answer["Cache-Control"] == "no-cache"
    assert "sitemap-library.xml" in client.get("/sitemap.xml").content.decode()
    assert "/sitemap.xml" in client.get("/robots.txt").content.decode()
    for slug in (neighbour.slug, "never-was"):
        assert client.get(f"/public/library/{slug}/feed.xml").status_code == 404

    releases.narrow(resource=item, by=people.knowledge_manager, to="community")

    assert item.url not in client.get(feeds[0]).content.decode()
    assert client.get(feeds[1]).status_code == 404
    assert item.url not in client.get(feeds[2]).content.decode()
    assert client.get(f"/resources/{item.pk}/citation.txt").status_code == 404


def test_maps_feeds_and_citations_name_the_portals_own_address_whatever_name_it_was_asked_by(
    item: Any, client: Any, settings: Any
) -> None:
    settings.ALLOWED_HOSTS, settings.PORTAL_URL = ["*"], "https://portal.example"
    asked = {
        "/sitemap.xml": "https://portal.example/sitemap-library.xml",
        "/sitemap-pages.xml": "https://portal.example/public/library/",
        "/sitemap-library.xml": f"https://portal.example{item.url}",
        "/public/library/feed.xml": f"https://portal.example{item.url}",
        f"/resources/{item.pk}/citation.txt": f"https://portal.example{item.url}",
        item.url: f"https://portal.example{item.url}",
    }
    for address, own in asked.items():
        said = client.get(address, headers={"host": "elsewhere.example"}).content.decode()
        assert own in said, address
        assert "elsewhere.example" not in said, address


def test_what_is_not_public_says_nothing_to_machines(community: Any, people: Any, sign_in: Any) -> None:
    inside = published(community, title="Inside")

    read = sign_in(people.member).get(inside.url).content.decode()

    assert "ld+json" not in read
    assert 'name="robots" content="noindex"' in read


def test_the_list_costs_the_same_for_one_and_for_three(
    item: Any, community: Any, client: Any, django_assert_num_queries: Any
) -> None:
    client.get("/public/library/")
    costs = []
    for query in ("?a=1", "?a=2"):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as seen:
            client.get(f"/public/library/{query}")
        costs.append(len(seen))
        published(community, title=f"More {query}", sharing="public")
        published(community, title=f"Most {query}", sharing="public")

    assert costs[0] == costs[1]
    assert costs[0] <= 8


def test_who_may_not_read_the_community_is_led_to_the_public_library_and_to_no_closed_door(
    item: Any, community: Any, people: Any, client: Any
) -> None:
    home = community.get_absolute_url()
    assert client.get(home).status_code == 404

    seen = client.get(item.url).content.decode()
    assert f'href="{home}' not in seen
    assert 'href="/public/library/"' in seen
    assert f'href="{home}' not in client.get("/library/").content.decode()
    client.force_login(people.member)
    assert f'href="{home}library/"' in client.get(item.url).content.decode()
    assert f'href="{home}"' in client.get("/library/").content.decode()
