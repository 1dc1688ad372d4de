"""Field by field: who wrote what, and that nothing is lost."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from cop_portal.tests import factories
from cop_portal.tests.races import at_once
from discussions.actions import composing, passages, syntheses
from discussions.actions.composing import Words, digest
from discussions.models import Discussion, Passage, Synthesis, Theme
from discussions.tests.makers import facilitated, said


@pytest.fixture
def talk(community: Any, people: Any) -> Any:
    found = facilitated(community, people.facilitator)
    said(found, people.member, "Grease.")
    return found


def test_a_body_and_its_themes_are_the_same_text() -> None:
    body = "Before\n\n### A\n\nGrease [1]\n\n## B #\nTrain\n\n### A\n\nAgain"

    parts = composing.parts_of(body)

    assert parts == [("", "Before"), ("A", "Grease [1]\n\nAgain"), ("B", "Train")]
    themes = [Theme(title=title, text=words) for title, words in parts]
    assert composing.parts_of(composing.body_of(themes)) == parts
    assert composing.body_of([Theme(title="Empty", text="")]) == ""
    assert composing.parts_of("") == []


@pytest.mark.django_db
def test_saving_unchanged_words_is_no_new_revision(talk: Any, people: Any) -> None:
    by = people.facilitator
    first = composing.compose(discussion=talk, by=by, words={"in_short": Words(digest(""), "Care\r\nfirst")})
    again = composing.compose(
        discussion=talk, by=by, words={"in_short": Words(digest("Care\nfirst"), "Care\nfirst ")}
    )

    assert (first.revision, again.revision) == (2, 2)
    assert again.in_short == "Care\nfirst"


@pytest.mark.django_db
def test_conclusions_stand_one_under_the_other_with_their_sources(talk: Any, people: Any) -> None:
    words = {"conclusions": Words(digest(""), "Grease monthly [1].\n- Train two.\n<b>Never</b> paint")}

    made = composing.compose(discussion=talk, by=people.facilitator, words=words)

    assert made.conclusions_html.count("<li>") == 3
    assert '#c1"' in made.conclusions_html
    assert "<b>" not in made.conclusions_html


@pytest.mark.django_db
def test_two_themes_do_not_take_one_name_and_a_named_one_keeps_a_name(talk: Any, people: Any) -> None:
    one, two = (passages.add_theme(discussion=talk, by=people.facilitator, title=name) for name in "AB")
    for name in ("A", " "):
        with pytest.raises(ValidationError):
            composing.compose(
                discussion=talk, by=people.facilitator, words={f"title-{two.pk}": Words(digest("B"), name)}
            )
    composing.compose(
        discussion=talk, by=people.facilitator, words={f"title-{one.pk}": Words(digest("A"), "C")}
    )

    assert list(Theme.objects.order_by("pk").values_list("title", flat=True)) == ["C", "B"]


@pytest.mark.django_db
def test_a_text_handed_over_whole_keeps_themes_that_hold_passages(talk: Any, people: Any) -> None:
    by = people.facilitator
    passages.mark(discussion=talk, by=by, number=1, quote="Grease.", title="Care")
    passages.add_theme(discussion=talk, by=by, title="Empty")

    syntheses.save_synthesis(discussion=talk, by=by, in_short="S", body="### New\n\nGrease [1]")

    assert list(Theme.objects.values_list("title", "text")) == [("New", "Grease [1]"), ("Care", "")]
    assert Passage.objects.count() == 1


def test_of_many_who_save_different_themes_at_once_each_is_kept(apart: str) -> None:
    pumps = factories.community_with_roles("Composers")
    by = factories.holder(pumps, "facilitator")
    talk = facilitated(pumps, by)
    said(talk, factories.holder(pumps, "expert"), "Grease.")
    themes = [passages.add_theme(discussion=talk, by=by, title=f"T{number}") for number in range(6)]

    def write(theme: Theme) -> None:
        own = Discussion.objects.select_related("community").get(pk=talk.pk)
        composing.compose(
            discussion=own, by=by, words={f"text-{theme.pk}": Words(digest(""), f"{theme.title} [1]")}
        )

    def mark() -> None:
        own = Discussion.objects.select_related("community").get(pk=talk.pk)
        passages.mark(discussion=own, by=by, number=1, quote="Grease.", title="T0")

    outcomes = at_once(*(partial(write, theme) for theme in themes), mark, mark)

    assert [outcome for outcome in outcomes if outcome is not None] == []
    synthesis = Synthesis.objects.get()
    assert all(f"T{number} [1]" in synthesis.body for number in range(6))
    assert synthesis.revision == 7
    assert Passage.objects.count() == 1
