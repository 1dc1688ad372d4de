"""Pages of pieces: what fills a hole is inert, variants and languages keep apart."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.template import TemplateDoesNotExist
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe

from cop_portal.foundation.ui import pieces

TEMPLATE = (
    "{% if loud %}<strong>{% endif %}<p title=\"{{ who }}\">{% translate 'Search' %} {{ who }}, {{ what }}</p>"
    "{% if place == 'home' %}home{% endif %}{{ direction }}"
)


@pytest.fixture
def template(tmp_path: Path, settings: Any) -> Iterator[str]:
    """A template of this test's own."""
    (tmp_path / "piece.html").write_text(TEMPLATE)
    engine = settings.TEMPLATES[0]
    settings.TEMPLATES = [{**engine, "DIRS": [*engine["DIRS"], tmp_path]}]
    pieces.forget()
    yield "piece.html"
    pieces.forget()


def filled(template: str, *flags: str, who: Any = "Mona", what: Any = "x") -> str:
    return pieces.get(template, ("who", "what"), flags).fill({"who": who, "what": what})


HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onload='x",
    "{{ secret }}",
    "{% now 'Y' %}",
    "\x00who\x00",
]


@pytest.mark.parametrize("value", HOSTILE)
def test_markup_in_a_value_is_inert(value: str, template: str) -> None:
    html = filled(template, who=value)

    assert "<script" not in html
    assert "<img" not in html
    assert html.count('"') == 2
    assert "' onload='" not in html
    assert ("{{ secret }}" in html) == (value == "{{ secret }}")


def test_only_values_marked_safe_are_markup(template: str) -> None:
    assert "<b>x</b>" in filled(template, what=mark_safe("<b>x</b>"))
    assert "&lt;b&gt;x" in filled(template, what="<b>x</b>")
    assert isinstance(filled(template), SafeString)


def test_what_only_looks_safe_is_escaped(template: str) -> None:
    class Sly(str):
        def __html__(self) -> str:
            return "<script>"

    assert "<script>" not in filled(template, what=Sly("<i>"))
    assert "7, None" in filled(template, who=7, what=None)


def test_a_value_that_is_missing_is_an_error(template: str) -> None:
    with pytest.raises(KeyError):
        pieces.get(template, ("who", "what")).fill({"who": "Mona"})


def test_variants_keep_apart(template: str) -> None:
    plain, loud, home = filled(template), filled(template, "loud"), filled(template, "place=home", "loud")

    assert "<strong>" not in plain
    assert "<strong>" in loud
    assert "home" not in loud
    assert "home" in home
    assert pieces.get(template, ("who", "what"), ["loud", "place=home"]) is pieces.get(
        template, ("who", "what"), ["place=home", "loud"]
    )


def test_languages_keep_apart(template: str) -> None:
    with translation.override("ar"):
        arabic = filled(template)
    english = filled(template)

    assert arabic.endswith("rtl")
    assert english.endswith("ltr")
    assert "Search Mona" in english


def test_values_of_one_reader_are_not_kept_for_the_next(template: str) -> None:
    filled(template, who="Mona")

    assert "Mona" not in filled(template, who="Sam")


def test_an_unknown_template_is_an_error() -> None:
    with pytest.raises(TemplateDoesNotExist):
        pieces.get("no/such.html", ())


@pytest.mark.django_db
def test_a_name_and_a_search_with_markup_are_inert_in_the_frame(sign_in: Any, make_person: Any) -> None:
    client = sign_in(make_person('"><script>alert(1)</script>'))

    page = client.get("/search/?q=%22%3E%3Cscript%3Ealert(2)%3C/script%3E").content

    assert b"<script>alert" not in page
    assert b"&quot;&gt;&lt;script&gt;alert(1)" in page


@pytest.mark.django_db
def test_a_page_of_pieces_has_a_form_token_for_people_and_none_for_visitors(
    client: Any, sign_in: Any, people: Any
) -> None:
    visitor = client.get("/help/")
    person = sign_in(people.member).get("/help/")

    assert "csrftoken" not in visitor.cookies
    assert b"csrfmiddlewaretoken" not in visitor.content
    assert person.content.count(b'name="csrfmiddlewaretoken" value=""') == 0
