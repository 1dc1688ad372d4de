"""How the queue is put together from sections."""

from __future__ import annotations

import pytest

from knowledge_base.sections import registry
from knowledge_base.sections.registry import Section, register, section, sections


class Extra(Section):
    key, order, heading, empty = "extra-for-test", 5, "Extra", "Nothing."


@pytest.fixture(autouse=True)
def _as_before() -> object:
    before = dict(registry._sections)
    yield
    registry._sections.clear()
    registry._sections.update(before)


def test_a_section_stands_where_its_order_says_and_is_found_by_its_key() -> None:
    one = Extra()

    register(one)

    assert sections()[0] is one
    assert section("extra-for-test") is one
    assert section("never-was") is None


def test_a_section_is_registered_once_and_not_without_its_words() -> None:
    register(Extra())
    with pytest.raises(ValueError, match="twice"):
        register(Extra())
    with pytest.raises(ValueError, match="lacks"):
        register(Section())


def test_the_queue_begins_with_what_people_wait_for() -> None:
    keys = [one.key for one in sections()]

    assert keys.index("submissions") < keys.index("reviews") < keys.index("unowned")
    assert {"failed-searches", "retired"} <= set(keys)
