"""Who is asked, and what they said."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import Http404

from cop_portal.foundation.permissions import Denied
from discussions.actions import representations as actions
from discussions.actions import syntheses
from discussions.models import Synthesis
from discussions.queries import representations
from discussions.tests.makers import facilitated, said

pytestmark = pytest.mark.django_db


def test_each_stands_once_with_the_last_answer(
    community: Any, people: Any, django_assert_num_queries: Any
) -> None:
    talk = facilitated(community, people.facilitator)
    with pytest.raises(Http404):
        representations.draft_for(people.member, talk)
    for who in (people.member, people.expert, people.guest):
        said(talk, who)
    syntheses.save_synthesis(discussion=talk, by=people.facilitator, in_short="S", body="Grease [1]")
    with pytest.raises(Denied):
        representations.draft_for(people.member, talk)
    actions.ask(discussion=talk, by=people.facilitator)
    draft = representations.draft_for(people.member, talk)
    actions.answer(synthesis=draft, by=people.member, words="Not so")
    actions.answer(synthesis=draft, by=people.expert, confirm=True)
    syntheses.save_synthesis(discussion=talk, by=people.facilitator, in_short="S", body="Oil [1]")
    actions.ask(discussion=talk, by=people.facilitator)
    actions.answer(synthesis=draft, by=people.member, confirm=True)

    now = Synthesis.objects.get(pk=draft.pk)
    with django_assert_num_queries(1):
        found = representations.voices(now)

    assert [row.user for row in found.confirmed] == [people.member]
    assert {row.user for row in found.silent} == {people.expert, people.guest}
    assert (found.waiting, found.asked) == ([], 3)
    assert representations.voices(None).asked == 0


def test_a_question_waits_on_the_desk_until_it_is_answered(community: Any, people: Any) -> None:
    talk = facilitated(community, people.facilitator)
    said(talk, people.member)
    syntheses.save_synthesis(discussion=talk, by=people.facilitator, in_short="S", body="Grease [1]")
    actions.ask(discussion=talk, by=people.facilitator)

    waiting = representations.waiting_for(people.member)
    assert [row.url for row in waiting] == [f"{talk.get_absolute_url()}synthesis/draft/"]
    assert representations.waiting_for(people.expert) == []
    actions.answer(synthesis=Synthesis.objects.get(), by=people.member, words="Oil is missing")

    assert representations.waiting_for(people.member) == []
    assert [row.url for row in representations.waiting_for(people.facilitator)] == [
        f"{talk.get_absolute_url()}synthesis/contributors/"
    ]
    syntheses.publish_synthesis(discussion=talk, by=people.facilitator)
    assert representations.waiting_for(people.facilitator) == []
