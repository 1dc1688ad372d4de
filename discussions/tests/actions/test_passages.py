"""Passages say what was said, once; themes keep what is written in them."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from cop_portal.foundation.permissions import Denied
from discussions.actions import contributions, passages, syntheses
from discussions.models import Passage, Synthesis, Theme
from discussions.tests.makers import facilitated, said

pytestmark = pytest.mark.django_db


@pytest.fixture
def talk(community: Any, people: Any) -> Any:
    found = facilitated(community, people.facilitator)
    said(found, people.member, "Grease the pump.\n\nPaint the **handle** blue.")
    said(found, people.expert, "Train two women.")
    return found


def test_marking_the_same_words_twice_is_one_passage_of_one_theme(talk: Any, people: Any) -> None:
    by = people.facilitator
    first = passages.mark(discussion=talk, by=by, number=1, quote="Paint the handle\nblue.", title="Care")
    again = passages.mark(discussion=talk, by=by, number=1, quote="Paint the handle blue.", title=" Care ")
    across = passages.mark(discussion=talk, by=by, number=1, quote="pump. Paint", theme=first.theme)

    assert first.pk == again.pk
    assert Theme.objects.count() == 1
    assert (first.quote, first.contribution.number, first.by) == ("Paint the handle blue.", 1, by)
    assert across.quote == "pump. Paint"


@pytest.mark.parametrize(
    ("number", "quote", "title"),
    [(1, "Sell it", "Care"), (1, " ", "Care"), (9, "Grease the pump.", "Care"), (1, "Grease the pump.", " "), (1, "x" * 1600, "Care")],
)  # fmt: skip
def test_what_nobody_said_is_not_marked(number: int, quote: str, title: str, talk: Any, people: Any) -> None:
    with pytest.raises(ValidationError):
        passages.mark(discussion=talk, by=people.facilitator, number=number, quote=quote, title=title)

    assert not Passage.objects.exists()


def test_what_was_withdrawn_is_not_marked(talk: Any, people: Any) -> None:
    contributions.withdraw(contribution=talk.contributions.get(number=1), by=people.member)

    with pytest.raises(ValidationError):
        passages.mark(
            discussion=talk, by=people.facilitator, number=1, quote="Grease the pump.", title="Care"
        )


def test_only_who_concludes_marks_moves_and_removes(talk: Any, people: Any) -> None:
    passage = passages.mark(
        discussion=talk, by=people.facilitator, number=1, quote="Grease the pump.", title="Care"
    )

    for who in (people.member, people.expert, people.guest, people.stranger, people.knowledge_manager):
        for verb in (
            lambda who=who: passages.mark(discussion=talk, by=who, number=2, quote="Train", title="Care"),
            lambda who=who: passages.unmark(passage=passage, by=who),
            lambda who=who: passages.move(passage=passage, by=who, theme=passage.theme),
            lambda who=who: passages.add_to_text(passage=passage, by=who),
            lambda who=who: passages.add_theme(discussion=talk, by=who, title="Mine"),
            lambda who=who: passages.shift(theme=passage.theme, by=who, later=True),
            lambda who=who: passages.remove_theme(theme=passage.theme, by=who),
        ):
            with pytest.raises(Denied):
                verb()
    assert Passage.objects.count() == 1


def test_a_passage_moves_and_never_stands_twice_in_a_theme(talk: Any, people: Any) -> None:
    by, quote = people.facilitator, "Grease the pump."
    one = passages.mark(discussion=talk, by=by, number=1, quote=quote, title="Care")
    two = passages.mark(discussion=talk, by=by, number=1, quote=quote, title="Money")
    third = passages.add_theme(discussion=talk, by=by, title="Third")

    passages.move(passage=one, by=by, theme=two.theme)
    passages.move(passage=two, by=by, theme=third)

    assert list(Passage.objects.values_list("theme__title", flat=True)) == ["Third"]


def test_the_order_of_themes_is_that_of_the_text(talk: Any, people: Any) -> None:
    by = people.facilitator
    syntheses.save_synthesis(
        discussion=talk,
        by=by,
        in_short="S",
        body="Before all [1]\n\n### A\n\nGrease [1]\n\n### B\n\nTrain [2]",
    )
    last = Theme.objects.get(title="B")

    passages.shift(theme=last, by=by, later=True)
    passages.shift(theme=last, by=by, later=False)
    passages.shift(theme=last, by=by, later=False)

    body = Synthesis.objects.get().body
    assert body == "Before all [1]\n\n### B\n\nTrain [2]\n\n### A\n\nGrease [1]"


def test_a_theme_with_words_or_passages_stays(talk: Any, people: Any) -> None:
    by = people.facilitator
    passage = passages.mark(discussion=talk, by=by, number=1, quote="Grease", title="Care")
    with pytest.raises(ValidationError):
        passages.remove_theme(theme=passage.theme, by=by)
    passages.unmark(passage=passage, by=by)
    passages.unmark(passage=passage, by=by)

    for _twice in range(2):
        passages.remove_theme(theme=passage.theme, by=by)

    assert not Theme.objects.exists()


def test_a_published_synthesis_is_marked_and_changed_no_more(talk: Any, people: Any) -> None:
    by = people.facilitator
    passage = passages.mark(discussion=talk, by=by, number=1, quote="Grease", title="Care")
    passages.add_to_text(passage=passage, by=by)
    syntheses.save_synthesis(discussion=talk, by=by, in_short="S", body=Synthesis.objects.get().body)
    syntheses.publish_synthesis(discussion=talk, by=by)

    for verb in (
        lambda: passages.mark(discussion=talk, by=by, number=2, quote="Train", title="Care"),
        lambda: passages.unmark(passage=passage, by=by),
        lambda: passages.shift(theme=passage.theme, by=by, later=True),
    ):
        with pytest.raises(ValidationError):
            verb()
    assert Passage.objects.count() == 1
