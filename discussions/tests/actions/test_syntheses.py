"""Summaries and the synthesis: their sources, their conflict, their end."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.permissions import Denied
from discussions.actions import contributions, phases, syntheses
from discussions.enums import Phase
from discussions.tests.makers import facilitated, said

pytestmark = pytest.mark.django_db


@pytest.fixture
def talk(community: Any, people: Any) -> Any:
    found = facilitated(community, people.facilitator)
    for who, body in ((people.member, "Grease."), (people.expert, "Train two."), (people.guest, "Paint.")):
        said(found, who, body)
    return found


def test_a_summary_is_pinned_by_the_facilitator_and_links_what_it_cites(talk: Any, people: Any) -> None:
    with pytest.raises(Denied):
        syntheses.pin_summary(discussion=talk, by=people.member, body="Mine [1]")

    summary = syntheses.pin_summary(
        discussion=talk, by=people.facilitator, body="Grease [1], and nobody [99]."
    )

    assert '#c1"' in summary.body_html
    assert "[99]" in summary.body_html
    assert "#c99" not in summary.body_html


def test_publishing_needs_words_and_a_source_and_names_the_sources(talk: Any, people: Any) -> None:
    with pytest.raises(ValidationError):
        syntheses.publish_synthesis(discussion=talk, by=people.facilitator)
    syntheses.save_synthesis(
        discussion=talk, by=people.facilitator, in_short="Care.", body="Without a source."
    )
    with pytest.raises(ValidationError):
        syntheses.publish_synthesis(discussion=talk, by=people.facilitator)
    syntheses.save_synthesis(
        discussion=talk, by=people.facilitator, in_short="Care [2].", body="Grease [1][2]."
    )
    with pytest.raises(Denied):
        syntheses.publish_synthesis(discussion=talk, by=people.member)

    for _again in range(2):
        done = syntheses.publish_synthesis(discussion=talk, by=people.facilitator)

    talk.refresh_from_db()
    assert {source.contribution.number for source in done.sources.all()} == {1, 2}
    assert talk.closed_at is not None
    assert ActivityEntry.objects.filter(verb="discussions.synthesis_published").count() == 1
    with pytest.raises(ValidationError):
        syntheses.save_synthesis(discussion=talk, by=people.facilitator, in_short="x", body="y")


def test_of_two_who_write_at_once_the_second_sees_both_texts(talk: Any, people: Any) -> None:
    first = syntheses.save_synthesis(discussion=talk, by=people.facilitator, in_short="A", body="B")
    syntheses.save_synthesis(
        discussion=talk, by=people.coordinator, in_short="Theirs", body="Theirs", revision=first.revision
    )

    with pytest.raises(syntheses.EditedMeanwhile) as conflict:
        syntheses.save_synthesis(
            discussion=talk, by=people.facilitator, in_short="Mine", body="Mine", revision=first.revision
        )

    assert conflict.value.synthesis.in_short == "Theirs"


def test_sending_it_on_ends_the_last_phase(talk: Any, people: Any) -> None:
    with pytest.raises(ValidationError):
        syntheses.note_dissemination(discussion=talk, by=people.facilitator, where="All offices")
    syntheses.save_synthesis(discussion=talk, by=people.facilitator, in_short="Care [1].", body="Grease [1].")
    syntheses.publish_synthesis(discussion=talk, by=people.facilitator)
    with pytest.raises(Denied):
        syntheses.note_dissemination(discussion=talk, by=people.member, where="My friends")

    syntheses.note_dissemination(discussion=talk, by=people.facilitator, where="All offices")

    talk.refresh_from_db()
    assert talk.phase == Phase.SHARED


def test_what_nobody_said_is_no_source(talk: Any, people: Any) -> None:
    said(talk, people.member, "Taken back.")
    contributions.withdraw(contribution=talk.contributions.get(number=4), by=people.member)

    def write(body: str) -> None:
        syntheses.save_synthesis(discussion=talk, by=people.facilitator, in_short="Care.", body=body)

    write("Grease [1], and nobody [99, 98].")
    with pytest.raises(ValidationError, match="No contribution stands at 98, 99"):
        syntheses.publish_synthesis(discussion=talk, by=people.facilitator)
    talk.refresh_from_db()
    assert (talk.phase, talk.closed_at) == (Phase.CONTRIBUTIONS, None)
    assert not ActivityEntry.objects.filter(verb="discussions.synthesis_published").exists()

    write("Grease [1], and what was taken back [4].")
    done = syntheses.publish_synthesis(discussion=talk, by=people.facilitator)
    assert [source.contribution.number for source in done.sources.all()] == [1]


def test_contributions_that_are_open_end_with_the_synthesis(talk: Any, people: Any) -> None:
    syntheses.save_synthesis(discussion=talk, by=people.facilitator, in_short="Care.", body="Grease [1].")
    assert talk.closes_on > talk.community.today

    syntheses.publish_synthesis(discussion=talk, by=people.facilitator)

    talk.refresh_from_db()
    assert (talk.phase, talk.closes_on) == (Phase.SYNTHESIS, talk.community.today)
    assert talk.share_on > talk.community.today


def test_a_draft_that_grows_meanwhile_ends_no_contributions(talk: Any, people: Any) -> None:
    """Whoever conducts it writes while people speak; only the day, or a button, takes the word from them."""

    def write(body: str) -> str:
        syntheses.save_synthesis(discussion=talk, by=people.facilitator, in_short="Care.", body=body)
        talk.refresh_from_db()
        return talk.phase

    assert write("Grease [1].") == Phase.CONTRIBUTIONS
    assert said(talk, people.member, "One more.").number == 4

    phases.close_contributions(discussion=talk, by=people.facilitator)
    assert write("Grease [1][4].") == Phase.SYNTHESIS
    with pytest.raises(Denied):
        said(talk, people.member, "Too late.")

    later = talk.community.today + datetime.timedelta(days=3)
    phases.change_dates(
        discussion=talk, by=people.facilitator, closes_on=later, synthesis_on=later, share_on=later, reason="More came."
    )  # fmt: skip
    talk.refresh_from_db()
    assert talk.phase == Phase.CONTRIBUTIONS
    assert said(talk, people.member, "And another.").number == 5
