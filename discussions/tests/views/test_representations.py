"""The page of those who are asked, and of those who ask."""

from __future__ import annotations

from typing import Any

import pytest

from discussions.actions import passages, representations, syntheses
from discussions.models import Representation
from discussions.tests.makers import facilitated, said

pytestmark = pytest.mark.django_db


@pytest.fixture
def talk(community: Any, people: Any) -> Any:
    found = facilitated(community, people.facilitator)
    said(found, people.member, "Grease the pump.")
    said(found, people.expert, "Train two.")
    passages.mark(discussion=found, by=people.facilitator, number=1, quote="Grease the pump.", title="Care")
    syntheses.save_synthesis(
        discussion=found,
        by=people.facilitator,
        in_short="Care.",
        body="### Care\n\nGrease it [1]. Train [2].",
    )
    return found


def test_one_click_asks_and_each_reads_the_draft_with_their_own_words_marked(
    talk: Any, people: Any, sign_in: Any
) -> None:
    asking, draft = (
        f"{talk.get_absolute_url()}synthesis/contributors/",
        f"{talk.get_absolute_url()}synthesis/draft/",
    )
    before = sign_in(people.member).get(draft).status_code

    page = sign_in(people.facilitator).post(asking, {"ask": "1"}, follow=True).content.decode()
    mine = sign_in(people.member).get(draft).content.decode()
    theirs = sign_in(people.expert).get(draft).content.decode()

    assert before == 403
    assert "2 contributors are asked." in page
    assert "<mark>Grease it " in mine
    assert "<mark>“Grease the pump.”</mark>" in mine
    assert "<mark>Train " in theirs
    assert "<mark>“Grease" not in theirs
    for who in (people.guest, people.knowledge_manager, people.stranger):
        assert sign_in(who).get(draft).status_code in (403, 404)
        assert sign_in(who).post(draft, {"say": "confirm"}).status_code in (403, 404)
        assert sign_in(who).get(asking).status_code in (403, 404)
        assert "Grease it" not in sign_in(who).get(talk.get_absolute_url()).content.decode()


def test_a_correction_is_seen_and_taken_over_by_those_who_asked(talk: Any, people: Any, sign_in: Any) -> None:
    asking, draft = (
        f"{talk.get_absolute_url()}synthesis/contributors/",
        f"{talk.get_absolute_url()}synthesis/draft/",
    )
    representations.ask(discussion=talk, by=people.facilitator)

    empty = sign_in(people.member).post(draft, {"say": "correct", "words": " "})
    sign_in(people.member).post(draft, {"say": "correct", "words": "<b>Oil</b>, not grease"})
    sign_in(people.expert).post(draft, {"say": "confirm"})
    page = sign_in(people.facilitator).get(asking).content.decode()

    assert b"Say in a few words" in empty.content
    assert "&lt;b&gt;Oil&lt;/b&gt;, not grease" in page
    assert (
        "Oil&lt;/b&gt;"
        in sign_in(people.facilitator).get(f"{talk.get_absolute_url()}synthesis/").content.decode()
    )
    row = Representation.objects.get(user=people.member)
    assert sign_in(people.member).post(asking, {"taken": row.pk}).status_code == 403
    sign_in(people.facilitator).post(asking, {"taken": row.pk})
    row.refresh_from_db()
    assert row.taken_over_by == people.facilitator
    assert sign_in(people.facilitator).post(asking, {"taken": "999999"}).status_code == 404


def test_words_sent_after_the_publication_are_not_lost(talk: Any, people: Any, sign_in: Any) -> None:
    draft = f"{talk.get_absolute_url()}synthesis/draft/"
    representations.ask(discussion=talk, by=people.facilitator)
    syntheses.publish_synthesis(discussion=talk, by=people.facilitator)

    late = sign_in(people.member).post(draft, {"say": "correct", "words": "Written at length"})

    assert b"Written at length" in late.content
    assert b"The synthesis is published." in late.content
    assert sign_in(people.member).get(draft).url == talk.get_absolute_url()
