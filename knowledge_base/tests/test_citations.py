"""Citations in every format: who is credited, on one line, with nothing that breaks out."""

from __future__ import annotations

import json
from typing import Any

import pytest

from knowledge_base.citations import as_bibtex, as_data, as_ris, as_text, cite
from knowledge_base.models import Credit
from knowledge_base.tests.makers import published

pytestmark = pytest.mark.django_db
EVIL = "50% of {pumps} & \\wells_ <script>\r\nER  - x"


@pytest.fixture
def said(community: Any) -> Any:
    page = published(
        community, title=EVIL[:40], sharing="public", licence="cc-by-sa", summary="It </script> lasts."
    )
    credits = [
        Credit(name="Amina Wanjiru", role="author"),
        Credit(name="Ben\nOtieno", role="contributor"),
        Credit(name="A source", role="source"),
    ]
    return cite(page, credits)


def test_the_author_is_named_and_a_source_is_not(said: Any, community: Any) -> None:
    text = as_text(said)

    assert text.startswith("Amina Wanjiru (")
    assert "CC BY-SA 4.0." in text
    assert "A source" not in text
    assert said.url in text


def test_where_nobody_is_credited_the_community_stands(community: Any) -> None:
    page = published(community, title="Rope", sharing="public")

    assert as_text(cite(page, [])).startswith(f"{community.name} (")


def test_no_value_breaks_out_of_its_line(said: Any) -> None:
    ris = as_ris(said)
    assert ris.count("ER  - ") == 1 + ris.count("ER  - x") or ris.split("\r\n")[-2] == "ER  - "
    assert all(line[2:6] == "  - " for line in ris.split("\r\n") if line)
    bib = as_bibtex(said)
    assert r"50\% of \{pumps\} \& \textbackslash{}wells\_" in bib
    assert bib.count("{") - bib.count(r"\{") == bib.count("}") - bib.count(r"\}")


def test_structured_data_is_json_that_no_markup_leaves(said: Any) -> None:
    text = as_data(said)
    facts = json.loads(text)

    assert "<" not in text
    assert facts["description"] == "It </script> lasts."
    assert facts["license"] == "https://creativecommons.org/licenses/by-sa/4.0/"
    assert facts["author"] == [{"@type": "Person", "name": "Amina Wanjiru"}]


def test_who_asked_not_to_be_named_is_no_author_called_by_a_dash(community: Any) -> None:
    page = published(community, sharing="public")
    unnamed = Credit(name="–", role="author", unnamed=True)

    assert as_text(cite(page, [unnamed])).startswith(f"{community.name} (")
    assert json.loads(as_data(cite(page, [unnamed])))["author"] == [
        {"@type": "Organization", "name": community.name}
    ]
    assert as_text(cite(page, [unnamed, Credit(name="Amina", role="contributor")])).startswith("Amina (")
