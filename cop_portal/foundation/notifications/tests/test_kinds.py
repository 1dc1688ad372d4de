"""Kinds are declared once and whole: what lacks something stops the start."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.mail import lists
from cop_portal.foundation.notifications import kinds


class Whole(kinds.NoticeKind):
    """A kind that says everything; it is never registered."""

    name = "test.whole"
    label = "Something"
    why = "You are in a test."
    template = "communities/email/notice"

    def recipients(self, entry: ActivityEntry) -> Iterable[int]:
        return []

    def tell(self, entry: ActivityEntry) -> kinds.Telling | None:
        return None


@pytest.mark.parametrize("what", ["name", "label", "why", "verbs", "template"])
def test_a_kind_that_lacks_a_word_is_refused_at_the_start(what: str) -> None:
    verbs = kinds.all_kinds()[0].verbs
    lacking = type("Lacking", (Whole,), {"verbs": verbs, what: ""})

    with pytest.raises(ImproperlyConfigured, match=f"Lacking lacks: {what}"):
        kinds.register(lacking)
    assert kinds.get("test.whole") is None


@pytest.mark.parametrize("what", ["recipients", "tell"])
def test_a_kind_that_does_not_say_whom_or_what_is_refused_at_the_start(what: str) -> None:
    words: dict[str, Any] = {
        name: getattr(Whole, name) for name in ("name", "label", "why", "template", "recipients", "tell")
    }
    del words[what]
    lacking = type("Lacking", (kinds.NoticeKind,), {"verbs": kinds.all_kinds()[0].verbs, **words})

    with pytest.raises(ImproperlyConfigured, match=f"Lacking lacks: {what}"):
        kinds.register(lacking)


def test_a_kind_without_its_letter_or_with_too_long_a_name_is_refused() -> None:
    verbs = kinds.all_kinds()[0].verbs

    with pytest.raises(ImproperlyConfigured, match="has no template"):
        kinds.register(type("Mute", (Whole,), {"verbs": verbs, "template": "never/was"}))
    with pytest.raises(ImproperlyConfigured, match="longer than"):
        kinds.register(type("Long", (Whole,), {"verbs": verbs, "name": "test." + "x" * 40}))


def test_each_kind_has_its_words_its_letter_and_if_it_may_be_chosen_its_list() -> None:
    assert len(kinds.all_kinds()) > 30
    for kind in kinds.all_kinds():
        assert str(kind.label)
        assert str(kind.why).endswith(".")
        assert kind.verbs
        for form in kinds.FORMS:
            assert (Path(settings.BASE_DIR) / "templates" / f"{kind.template}{form}").is_file()
        assert (lists.get(kind.name) is not None) == kind.choosable


def test_what_is_about_a_person_themselves_is_what_nobody_can_switch_off() -> None:
    about = kinds.about_themselves()

    assert {"communities.suspended", "communities.role_given"} <= set(about)
    assert {kind.name for kind in kinds.all_kinds()} == {
        *about,
        *(one.name for one in kinds.choosable_kinds()),
    }
    assert not set(about).intersection(one.name for one in kinds.choosable_kinds())
