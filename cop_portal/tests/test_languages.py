"""Arabic is complete for what is built; the other catalogues hold the same strings for their translators."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages import pofile
from babel.messages.catalog import Catalog

ROOT = Path(__file__).resolve().parents[2]
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")


def catalogue(code: str) -> Catalog:
    with (ROOT / "locale" / code / "LC_MESSAGES" / "django.po").open("rb") as stream:
        return pofile.read_po(stream, locale="zh_Hans_CN" if code == "zh_Hans" else code)


def test_arabic_has_a_word_for_everything() -> None:
    untranslated = [
        message.id
        for message in catalogue("ar")
        if message.id and not all(message.string if isinstance(message.string, tuple) else [message.string])
    ]

    assert untranslated == []


def test_arabic_keeps_every_hole_of_a_sentence() -> None:
    broken = []
    for message in catalogue("ar"):
        if not message.id:
            continue
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        wanted = {hole for text in ids for hole in PLACEHOLDER.findall(text)}
        broken += [text for text in strings if not set(PLACEHOLDER.findall(text)) <= wanted]
        broken += [
            text
            for text in strings[-1:]
            if set(PLACEHOLDER.findall(text)) < set(PLACEHOLDER.findall(ids[-1]))
        ]

    assert broken == []


def test_every_sentence_of_the_templates_stands_in_the_catalogue() -> None:
    known = {message.id[0] if isinstance(message.id, tuple) else message.id for message in catalogue("ar")}
    missing = {
        text
        for path in (ROOT / "templates").rglob("*.html")
        for quote, text in re.findall(r"{% translate ([\"'])(.+?)\1", path.read_text())
        if text not in known
    }

    assert missing == set()


@pytest.mark.parametrize("code", ["fr", "es", "ru", "zh_Hans"])
def test_the_other_catalogues_hold_the_same_strings(code: str) -> None:
    def ids(name: str) -> set[str]:
        return {m.id[0] if isinstance(m.id, tuple) else m.id for m in catalogue(name) if m.id}

    assert ids(code) == ids("ar")
