"""What the statement of a discussion's page brings of a facilitated one."""

from __future__ import annotations

from typing import Any

import pytest

from discussions.actions import invited, syntheses
from discussions.queries import programmes
from discussions.queries.discussions import get_page_for
from discussions.tests.makers import facilitated, question, said

pytestmark = pytest.mark.django_db


def programme_of(talk: Any, reader: Any) -> programmes.Programme:
    return get_page_for(reader, talk.community.slug, talk.pk).programme


def test_a_plain_question_brings_nothing(community: Any, people: Any) -> None:
    assert programme_of(question(community, people.member), people.member) == programmes.Programme()


def test_a_synthesis_comes_once_it_is_published_with_its_day_and_writer(community: Any, people: Any) -> None:
    talk = facilitated(community, people.facilitator)
    said(talk, people.member)
    syntheses.save_synthesis(discussion=talk, by=people.facilitator, in_short="Care [1].", body="Care [1].")
    assert programmes.single(programme_of(talk, people.facilitator).synthesis) is None

    syntheses.publish_synthesis(discussion=talk, by=people.facilitator)

    found = programmes.single(programme_of(talk, people.member).synthesis)
    talk.synthesis.refresh_from_db()
    assert found is not None
    assert (found["by"], found["at"]) == (people.facilitator.name, talk.synthesis.published_at)
    assert found["body_html"] == talk.synthesis.body_html


def test_who_is_asked_no_more_is_left_out_and_summaries_stand_in_their_order(
    community: Any, people: Any
) -> None:
    talk = facilitated(community, people.facilitator)
    said(talk, people.member)
    invited.ask(discussion=talk, by=people.facilitator, people=[people.member.pk, people.expert.pk])
    invited.take_off(discussion=talk, by=people.facilitator, person=people.member.pk)
    for body in ("First [1].", "Second [1]."):
        syntheses.pin_summary(discussion=talk, by=people.facilitator, body=body)

    found = programme_of(talk, people.member)

    assert [one["name"] for one in programmes.listed(found.asked)] == [people.expert.name]
    assert [one["number"] for one in programmes.listed(found.summaries)] == [1, 2]
    assert all(one["at"].tzinfo for one in programmes.listed(found.summaries))
