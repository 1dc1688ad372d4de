"""Charter and terms of reference as PDF."""

from __future__ import annotations

import datetime
import io
from decimal import Decimal
from typing import Any

import pytest
from pypdf import PdfReader

from communities.actions import charters, goals, terms
from communities.actions import communities as actions

pytestmark = pytest.mark.django_db
CHARTER, TERMS = "/communities/water/charter/", "/communities/water/terms/"


@pytest.fixture
def written(community: Any, people: Any) -> None:
    """Two versions of the charter, agreed once, and terms with a goal and an indicator."""
    texts = {"mission": "Water that lasts", "vision": "", "goals": "", "rules": "Be kind\n\nAnswer"}
    own = [{"title": "Our tea", "text": "شاي بعد كل لقاء"}]
    charters.save_draft(community=community, by=people.facilitator, revision=1, **texts, more=own)
    charters.publish(community=community, by=people.facilitator, quiet=True)
    texts["mission"] = "Water for ever"
    charters.save_draft(
        community=community, by=people.facilitator, revision=2, **texts, more=own, unnamed_questions=True
    )
    version = charters.publish(community=community, by=people.facilitator, quiet=True)
    charters.agree(version=version, by=people.member, quiet=True)
    terms.save_draft(community=community, by=people.coordinator, revision=1, needs="Pumps that last")
    terms.publish(community=community, by=people.coordinator)
    goals.set_goal(
        community=community, by=people.coordinator, title="Ten villages", due_date=datetime.date(2031, 5, 1)
    )
    goals.name_indicator(
        community=community, by=people.coordinator, name="Pumps at work", definition="Of a hundred",
        baseline=Decimal(40), target=Decimal(80),
    )  # fmt: skip


def read(answer: Any) -> str:
    assert answer["Content-Type"] == "application/pdf"
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)


def test_the_charter_is_printed_as_its_page_shows_it(
    written: None, community: Any, people: Any, sign_in: Any
) -> None:
    browser = sign_in(people.member)
    assert f'href="{CHARTER}2/print.pdf"' in browser.get(CHARTER).content.decode()

    said = read(browser.get(CHARTER + "print.pdf"))

    for words in (
        "Water", "Our charter", "Version 2 of", "Water for ever", "Be kind", "Our tea", "شاي بعد كل لقاء",
        "Members may ask a question without their name.", "1 of 6 members to version 2.",
    ):  # fmt: skip
        assert words in said, words
    assert "Vision" not in said
    assert "Water that lasts" in read(browser.get(CHARTER + "1/print.pdf"))


def test_the_terms_are_printed_with_goals_and_indicators(
    written: None, community: Any, people: Any, sign_in: Any
) -> None:
    browser = sign_in(people.member)
    assert f'href="{TERMS}1/print.pdf"' in browser.get(TERMS).content.decode()

    said = read(browser.get(TERMS + "print.pdf"))

    for words in (
        "Terms of reference",
        "Pumps that last",
        "Ten villages 1 May 2031",
        "Pumps at work",
        "40 40 80",
    ):
        assert words in said.replace("\n", " "), words

    actions.switch_modules(community=community, by=people.coordinator, off=["goals"])
    assert "Ten villages" not in read(browser.get(TERMS + "1/print.pdf"))


def test_a_paper_is_for_those_who_may_read_the_page(
    written: None, community: Any, people: Any, sign_in: Any, client: Any
) -> None:
    addresses = [CHARTER + "print.pdf", CHARTER + "1/print.pdf", TERMS + "print.pdf", TERMS + "1/print.pdf"]
    for visibility in ("organisation", "closed", "secret"):
        type(community).objects.filter(pk=community.pk).update(visibility=visibility)
        for address in addresses:
            page = address.replace("print.pdf", "")
            for who in (people.stranger, people.member):
                browser = sign_in(who)
                assert browser.get(address).status_code == browser.get(page).status_code, (visibility, who)
            client.logout()
            assert client.get(address).status_code == client.get(page).status_code == 404, visibility

    stranger = sign_in(people.stranger)
    assert [stranger.get(address).status_code for address in addresses] == [404] * 4


def test_how_many_agreed_stands_there_for_those_who_may_see_members(
    written: None, community: Any, people: Any, client: Any
) -> None:
    type(community).objects.filter(pk=community.pk).update(visibility="public")

    said = read(client.get(CHARTER + "print.pdf"))

    assert "Water for ever" in said
    assert "members to version" not in said


def test_what_was_never_published_has_no_paper(community: Any, people: Any, sign_in: Any) -> None:
    browser = sign_in(people.member)

    for address in (
        CHARTER + "print.pdf",
        CHARTER + "7/print.pdf",
        TERMS + "print.pdf",
        TERMS + "7/print.pdf",
    ):
        assert browser.get(address).status_code == 404
