"""Contributions as pieces: the reader's rights decide the buttons, words are escaped."""

from __future__ import annotations

from typing import Any

import pytest

from discussions.actions import discussions, moderation
from discussions.queries import contributions
from discussions.tests.makers import question, said
from discussions.views import page

pytestmark = pytest.mark.django_db


def shown(talk: Any, user: Any) -> str:
    row = contributions.page_rows(talk.pk, user.pk, 1)[0]
    return str(page.contribution_html(row, page.viewer_of(user, talk, 0)))


def test_buttons_follow_the_rights_of_the_reader(community: Any, people: Any) -> None:
    talk = question(community, people.expert)
    said(talk, people.member)

    own, asker, stranger = (
        shown(talk, people.member),
        shown(talk, people.expert),
        shown(talk, people.stranger),
    )

    assert "Change" in own
    assert 'name="useful"' not in own
    assert "This answers it" in asker
    assert "Change" not in asker
    assert "Reply" not in stranger
    assert "This answers it" not in stranger


def test_the_role_at_the_time_and_the_language_stand_beside_the_words(community: Any, people: Any) -> None:
    talk = question(community, people.member)
    said(talk, people.expert, "Bonjour", language="fr")

    html = shown(talk, people.member)

    assert "Expert" in html
    assert 'lang="fr"' in html


def test_a_kept_piece_shows_nothing_old(community: Any, people: Any) -> None:
    from discussions.actions import contributions as actions

    talk = question(community, people.expert)
    made = said(talk, people.member, "Before")
    assert "Before" in shown(talk, people.expert)

    actions.edit(contribution=made, by=people.member, body="After")

    html = shown(talk, people.expert)
    assert "After" in html
    assert "Before" not in html


def test_what_one_said_is_offered_to_be_changed_only_where_it_can_be(
    community: Any, people: Any, sign_in: Any
) -> None:
    """In what is closed or locked the words stay; the page does not lead to a refusal."""
    talk = question(community, people.expert)
    said(talk, people.member)
    address = f"{talk.get_absolute_url()}contributions/1/edit/"

    def offered(person: Any) -> tuple[bool, int]:
        browser = sign_in(person)
        return address in browser.get(talk.get_absolute_url()).content.decode(), browser.get(
            address
        ).status_code

    assert offered(people.member) == (True, 200)
    assert offered(people.expert) == offered(people.stranger) == (False, 403)

    moderation.lock(discussion=talk, by=people.facilitator, words="A pause until Monday.")
    assert offered(people.member) == (False, 403)
    assert sign_in(people.member).post(address, {"body": "I go on talking"}).status_code == 403
    assert talk.contributions.get().body == "The blue one holds."
    assert offered(people.facilitator) == (True, 200)
    moderation.unlock(discussion=talk, by=people.facilitator)
    assert offered(people.member) == (True, 200)

    discussions.close(discussion=talk, by=people.facilitator)
    assert offered(people.member) == offered(people.stranger) == (False, 403)


def test_what_was_typed_before_a_lock_is_refused_and_not_lost(
    community: Any, people: Any, sign_in: Any
) -> None:
    talk = question(community, people.member)
    said(talk, people.member)
    forms = {
        "contributions/1/edit/": {"body": "Typed for long"},
        "opening/": {"title": "T", "body": "Typed for long"},
    }
    moderation.lock(discussion=talk, by=people.facilitator, words="A pause until Monday.")

    for address, words in forms.items():
        answer = sign_in(people.member).post(f"{talk.get_absolute_url()}{address}", words)
        page = answer.content.decode()
        assert answer.status_code == 403
        assert "Typed for long</textarea>" in page
        assert "A facilitator has locked this discussion: A pause until Monday." in page
        for other in (people.expert, people.stranger):
            refused = sign_in(other).post(f"{talk.get_absolute_url()}{address}", words)
            assert (refused.status_code, "Typed for long" in refused.content.decode()) == (403, False)
    talk.refresh_from_db()
    assert (talk.body, talk.contributions.get().body) == ("In hard water.", "The blue one holds.")
