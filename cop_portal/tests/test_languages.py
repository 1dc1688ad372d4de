"""Every language that is offered is complete, and no sentence loses what is filled in."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages import pofile
from babel.messages.catalog import Catalog
from django.conf import settings
from django.contrib.admin import site
from django.contrib.admin.utils import label_for_field
from django.utils import translation

ROOT = Path(__file__).resolve().parents[2]
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")
TAG = re.compile(r"</?\w+[^>]*>")
CODES = [code.replace("-hans", "_Hans") for code in settings.OFFERED_LANGUAGES if code != "en"]


def catalogue(code: str) -> Catalog:
    with (ROOT / "locale" / code / "LC_MESSAGES" / "django.po").open("rb") as stream:
        return pofile.read_po(stream, locale="zh_Hans_CN" if code == "zh_Hans" else code)


@pytest.mark.parametrize("code", CODES)
def test_a_language_has_a_word_for_everything(code: str) -> None:
    untranslated = [
        message.id
        for message in catalogue(code)
        if message.id and not all(message.string if isinstance(message.string, tuple) else [message.string])
    ]

    assert untranslated == []


@pytest.mark.parametrize("code", CODES)
def test_a_language_keeps_every_hole_of_a_sentence(code: str) -> None:
    broken = []
    for message in catalogue(code):
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


def test_sentences_are_marked_with_names_that_the_catalogue_is_made_by() -> None:
    """xgettext knows _ and the full names; a sentence under any other name stays English everywhere."""
    others = {
        f"{path.relative_to(ROOT)}: {alias}"
        for app in ("communities", "cop_portal", "discussions", "knowledge_base", "metrics")
        for path in (ROOT / app).rglob("*.py")
        for alias in re.findall(
            r"(?m)^ *from django\.utils\.translation import .*gettext\w* as (\w+)", path.read_text()
        )
        if alias not in ("_", "pgettext")
    }

    assert others == set()


@pytest.mark.parametrize("code", CODES)
def test_a_language_keeps_the_marks_of_a_sentence(code: str) -> None:
    """A sentence in bold is bold in every language, and nothing else comes into the page."""
    broken = [
        message.id
        for message in catalogue(code)
        if isinstance(message.id, str)
        and message.id
        and sorted(TAG.findall(message.id)) != sorted(TAG.findall(str(message.string)))
    ]

    assert broken == []


@pytest.mark.parametrize("code", CODES)
def test_the_catalogues_hold_the_same_strings(code: str) -> None:
    def ids(name: str) -> set[str]:
        return {m.id[0] if isinstance(m.id, tuple) else m.id for m in catalogue(name) if m.id}

    assert ids(code) == ids(CODES[0])


@pytest.mark.parametrize("code", ["ar", "ru", "zh-hans"])  # whose letters tell them from English
def test_the_columns_of_the_administration_are_headed_in_the_reader_s_language(code: str) -> None:
    """For those who look after members, and for operators, who look at mail, notices and the record."""
    ours = {
        *("communities", "discussions", "knowledge_base", "accounts", "newsletters", "metrics"),
        *("activity", "jobs", "mail", "notifications"),
    }
    with translation.override(code):
        english = {
            f"{model._meta.label}.{column}"
            for model, page in site._registry.items()
            if model._meta.app_label in ours
            for column in page.list_display
            if column != "action_checkbox" and str(label_for_field(column, model, page)).isascii()
        }

    assert english == set()
