"""The page of a story, an article and a body with everything in it; and a second person's word."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from wagtail.contrib.typed_table_block.blocks import TypedTable

from knowledge_base.actions import resources
from knowledge_base.models import ResourcePage
from knowledge_base.models.blocks import BodyBlock
from knowledge_base.queries.traces import resources_of
from knowledge_base.tests.makers import handed_in, published

pytestmark = pytest.mark.django_db


def test_a_story_shows_its_fields_who_agreed_and_who_confirms(
    community: Any, people: Any, sign_in: Any
) -> None:
    form = handed_in(
        community, people.member, "story", **{"person-0-name": "Ruth Pictured", "person-0-agreed": "on"}
    )
    page = resources.publish(resource=ResourcePage.objects.get(submission=form), by=people.knowledge_manager)
    address = f"/resources/{page.pk}/result/"

    answer = sign_in(people.expert).post(address, {"words": "I <b>saw</b> it."}, follow=True)

    text = answer.content.decode()
    for said in (
        "We met.",
        "Ropes rot.",
        "They look each month.",
        "None broke.",
        "tried",
        "Mona Member",
        "Wells",
    ):
        assert said in text
    assert "1 person named or pictured in it agreed." in text
    assert "Ruth Pictured" not in text
    assert "I &lt;b&gt;saw&lt;/b&gt; it." in text
    assert sign_in(people.member).post(address).status_code == 403
    assert sign_in(people.stranger).post(address).status_code == 403
    taken = sign_in(people.expert).post(address, {"step": "take_back"}, follow=True)
    assert "No second person has confirmed it yet." in taken.content.decode()
    assert sign_in(people.expert).post(f"/resources/{published(community).pk}/result/").status_code == 404


def test_the_story_of_a_closed_community_is_confirmed_by_no_stranger(
    neighbour: Any, people: Any, sign_in: Any
) -> None:
    page = published(neighbour, kind="story", consent=True)

    assert sign_in(people.member).post(f"/resources/{page.pk}/result/").status_code == 404


def test_an_article_is_shown_in_library_and_profile_with_its_doi(
    community: Any, people: Any, sign_in: Any
) -> None:
    form = handed_in(community, people.member, "article")
    page = resources.publish(resource=ResourcePage.objects.get(submission=form), by=people.knowledge_manager)

    text = sign_in(people.stranger).get(page.url).content.decode()

    assert 'href="https://doi.org/10.1000/ropes.182"' in text
    assert "Member M., Other O. (2024). Ropes that hold. Journal of Wells." in text
    assert "Article elsewhere" in sign_in(people.stranger).get("/library/?kind=article").content.decode()
    assert [trace.title for trace in resources_of(people.stranger, people.member, 5)] == ["Ropes that hold"]
    assert ResourcePage.objects.filter(search_vector="journal").exists()


def rich_page(community: Any) -> ResourcePage:
    block = BodyBlock()
    table = block.child_blocks["table"]
    columns = [
        {"block": table.child_blocks["text"], "heading": "Well"},
        {"block": table.child_blocks["number"], "heading": "Litres"},
    ]
    rows = [{"values": ["North <b>", 12.5]}, {"values": ["South", None]}]
    return published(
        community,
        sharing="public",
        body=[
            ("table", TypedTable(columns, rows, "What came out")),
            ("video", {"url": "https://youtu.be/abcDEF12345", "title": "The <pump>", "note": "3 minutes"}),
            ("video", {"url": "https://films.example/7", "title": "Elsewhere", "note": ""}),
            ("link", {"url": "https://ropes.example/sheet", "title": "The sheet", "note": ""}),
            ("quote", {"text": "So it is", "who": "Ruth"}),
        ],
    )


def test_a_body_shows_tables_films_and_links_and_fetches_nothing(community: Any, client: Any) -> None:
    page = rich_page(community)

    answer = client.get(page.url)

    text = answer.content.decode()
    assert '<caption dir="auto">What came out</caption>' in text
    assert "North &lt;b&gt;" in text
    assert 'data-player="https://www.youtube-nocookie.com/embed/abcDEF12345"' in text
    assert "<iframe" not in text
    assert 'href="https://films.example/7"' in text
    assert text.count("data-player=") == 1
    assert "js/film.js" in text or "js/film." in text
    assert "ropes.example" in text
    policy = answer["Content-Security-Policy"]
    assert "frame-src https://www.youtube-nocookie.com https://player.vimeo.com" in policy
    assert "script-src 'self';" in policy
    assert "frame-src" not in client.get("/communities/")["Content-Security-Policy"]
    assert ResourcePage.objects.visible_to(AnonymousUser()).get().full_text().count("South") == 1
