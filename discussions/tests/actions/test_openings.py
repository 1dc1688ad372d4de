"""Changing the text that begins a discussion: what it said stays to be read, and what hangs on it follows."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from communities.actions import charters
from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.notifications.models import Notice
from cop_portal.foundation.permissions import Denied
from cop_portal.portal.search import search_all
from discussions.actions import discussions, openings
from discussions.enums import Kind
from discussions.models import Mention, OpeningEdit
from discussions.tests.makers import question, said

pytestmark = pytest.mark.django_db
EDITED = "discussions.opening_edited"


def test_title_and_text_change_and_what_they_said_is_kept(community: Any, people: Any) -> None:
    talk = question(community, people.member, title="How depe?", body="We drill **tomorow**.")
    said(talk, people.expert)

    openings.edit(discussion=talk, by=people.member, title="How deep?", body="We drill **tomorrow**.")

    talk.refresh_from_db()
    assert (talk.title, talk.folded_title) == ("How deep?", "how deep?")
    assert "<strong>tomorrow</strong>" in talk.body_html
    assert talk.edited_at is not None
    kept = OpeningEdit.objects.get()
    assert (kept.title, kept.body, kept.by) == ("How depe?", "We drill **tomorow**.", people.member)
    assert (talk.author, talk.contribution_count) == (people.member, 1)
    assert ActivityEntry.objects.filter(verb=EDITED).count() == 1


def test_it_is_found_by_its_new_words_and_no_more_by_the_old_ones(community: Any, people: Any) -> None:
    talk = question(community, people.member, title="Rods", body="They corrode in brackish water.")

    openings.edit(discussion=talk, by=people.member, title="Pipes", body="They clog with sediment.")

    def found(words: str) -> list[int]:
        return [hit.pk for hit in search_all(people.stranger, words).of("discussions")]

    assert found("sediment pipes") == [talk.pk]
    assert found("brackish") == []


def test_the_same_words_change_nothing(community: Any, people: Any) -> None:
    talk = question(community, people.member, title="How deep?", body="Here.")

    openings.edit(discussion=talk, by=people.member, title=" How  deep? ", body="Here.\n")

    talk.refresh_from_db()
    assert talk.edited_at is None
    assert not OpeningEdit.objects.exists()
    assert not ActivityEntry.objects.filter(verb=EDITED).exists()


@pytest.mark.parametrize(("title", "body"), [("", "Text"), ("Title", " "), ("Title", "x" * 60_001)])
def test_nothing_and_too_much_are_refused(community: Any, people: Any, title: str, body: str) -> None:
    talk = question(community, people.member, title="How deep?", body="Here.")

    with pytest.raises(ValidationError):
        openings.edit(discussion=talk, by=people.member, title=title, body=body)

    talk.refresh_from_db()
    assert (talk.title, talk.body) == ("How deep?", "Here.")


@pytest.mark.parametrize("who", ["stranger", "expert", "guest"])
def test_others_leave_it_as_it_is(community: Any, people: Any, who: str) -> None:
    talk = question(community, people.member, title="How deep?", body="Here.")

    with pytest.raises(Denied):
        openings.edit(discussion=talk, by=getattr(people, who), title="Mine", body="Mine")

    talk.refresh_from_db()
    assert talk.title == "How deep?"


def test_who_is_named_anew_is_told_and_who_is_gone_stands_in_it_no_more(
    community: Any, people: Any, dispatched: Any
) -> None:
    talk = question(community, people.member, title="How deep?", body=f"Ask @{people.expert.name}")
    dispatched()
    Notice.objects.all().delete()

    body = f"Ask @{people.knowledge_manager.name}"
    for _again in range(2):
        openings.edit(discussion=talk, by=people.member, title="How deep?", body=body)
        dispatched()

    assert [row.user for row in Mention.objects.filter(contribution=None)] == [people.knowledge_manager]
    told = Notice.objects.filter(kind="discussions.mentioned")
    assert [notice.user for notice in told] == [people.knowledge_manager]


def test_a_nameless_question_is_corrected_by_those_who_moderate(community: Any, people: Any) -> None:
    charters.save_draft(
        community=community,
        by=people.coordinator,
        revision=1,
        mission="Why",
        rules="How",
        unnamed_questions=True,
    )
    charters.publish(community=community, by=people.coordinator)
    talk = discussions.start(
        community=community, by=people.member, kind=Kind.QUESTION, title="May I?", body="Maria said so.",
        unnamed=True,
    )  # fmt: skip

    with pytest.raises(Denied):
        openings.edit(discussion=talk, by=people.member, title="May I?", body="Somebody said so.")
    openings.edit(discussion=talk, by=people.facilitator, title="May I?", body="Somebody said so.")

    talk.refresh_from_db()
    assert (talk.author, talk.body) == (None, "Somebody said so.")
