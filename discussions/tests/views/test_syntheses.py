"""The facilitator's pages: summary, synthesis, sending on."""

from __future__ import annotations

from typing import Any

import pytest

from discussions.actions import passages, syntheses
from discussions.actions.composing import digest
from discussions.models import Dissemination, Summary, Synthesis
from discussions.tests.makers import facilitated, said

pytestmark = pytest.mark.django_db


@pytest.fixture
def talk(community: Any, people: Any) -> Any:
    found = facilitated(community, people.facilitator)
    said(found, people.member, "Grease.")
    return found


def test_members_and_strangers_do_not_conclude(talk: Any, people: Any, sign_in: Any) -> None:
    for who in (people.member, people.stranger):
        for part in ("summary/", "synthesis/", "sent/"):
            assert sign_in(who).post(f"{talk.get_absolute_url()}{part}", {"body": "x"}).status_code == 403

    assert not Summary.objects.exists()
    assert not Synthesis.objects.exists()


def test_a_summary_is_pinned_above_the_contributions(talk: Any, people: Any, sign_in: Any) -> None:
    sign_in(people.facilitator).post(f"{talk.get_absolute_url()}summary/", {"body": "Week one: grease [1]."})

    assert "Week one: grease" in sign_in(people.member).get(talk.get_absolute_url()).content.decode()


def test_a_draft_is_kept_and_publishing_without_a_source_keeps_the_text(
    talk: Any, people: Any, sign_in: Any
) -> None:
    address = f"{talk.get_absolute_url()}synthesis/"
    theme = passages.add_theme(discussion=talk, by=people.facilitator, title="Care")
    words = {"in_short": "Care", "was-in_short": digest(""), f"was-text-{theme.pk}": digest("")}

    answer = sign_in(people.facilitator).post(
        address, {**words, f"text-{theme.pk}": "Nothing cited", "do": "publish"}, follow=True
    )

    assert "Nothing cited" in answer.content.decode()
    assert "Cite at least one contribution" in answer.content.decode()
    assert Synthesis.objects.get().in_short == "Care"
    assert not Synthesis.objects.get().is_published


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "not a link"])
def test_where_it_was_sent_takes_no_hostile_link(url: str, talk: Any, people: Any, sign_in: Any) -> None:
    syntheses.save_synthesis(discussion=talk, by=people.facilitator, in_short="Care [1]", body="Grease [1]")
    syntheses.publish_synthesis(discussion=talk, by=people.facilitator)

    sign_in(people.facilitator).post(f"{talk.get_absolute_url()}sent/", {"where": "All offices", "url": url})

    assert not Dissemination.objects.filter(url__icontains="javascript").exists()
    page = sign_in(people.member).get(talk.get_absolute_url()).content.decode()
    assert "javascript:alert" not in page


def test_a_summary_sent_twice_is_one_and_other_words_stay_in_the_form(
    talk: Any, people: Any, sign_in: Any
) -> None:
    browser, address = sign_in(people.facilitator), f"{talk.get_absolute_url()}summary/"
    sent = {"body": "Week one.", "key": "a" * 24}

    for _again in range(2):
        assert browser.post(address, sent).status_code == 302
    other = browser.post(address, {**sent, "body": "Other words."}).content.decode()

    assert Summary.objects.count() == 1
    assert "Other words." in other
    assert "You have sent other words from this page already" in other
    assert "a" * 24 not in other


def test_where_it_went_is_noted_once_however_often_it_is_sent(talk: Any, people: Any, sign_in: Any) -> None:
    syntheses.save_synthesis(discussion=talk, by=people.facilitator, in_short="Care [1]", body="Grease [1]")
    syntheses.publish_synthesis(discussion=talk, by=people.facilitator)
    browser, address = sign_in(people.facilitator), f"{talk.get_absolute_url()}sent/"
    sent = {"do": "note", "where": "All offices", "key": "a" * 24}

    for _again in range(2):
        assert browser.post(address, sent).status_code == 302
    other = browser.post(address, {**sent, "where": "The ministry"}).content.decode()

    assert Dissemination.objects.count() == 1
    assert "The ministry" in other
    assert "You have sent other words from this page already" in other
