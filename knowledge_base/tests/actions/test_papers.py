"""The PDF of an issue: made once, kept, another one where a part was taken back."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.utils.translation import override
from pypdf import PdfReader

from knowledge_base.actions import papers
from knowledge_base.enums import Sharing
from knowledge_base.models import Paper, ResourcePage
from knowledge_base.queries.publications import paper_of, shown
from knowledge_base.tests.makers import issue, moved, published, table
from knowledge_base.typesetting import kicker_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def out(community: Any, people: Any) -> Any:
    pump = published(community, title="A pump that lasts", kind="story", activity="We greased it.")
    other = published(community, title="Ropes that hold", kind="story", activity="Hemp.")
    return issue(community, by=people.coordinator, holding=[pump, other], out=True)


def words(paper: Paper) -> str:
    with paper.file.open("rb") as file:
        return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(file.read())).pages)


def test_it_is_made_once_after_the_issue_came_out(out: Any, people: Any) -> None:
    assert paper_of(out, shown(people.member, out)) is None
    assert papers.set_waiting() == 1
    assert papers.set_waiting() == 0

    paper = paper_of(out, shown(people.member, out))
    assert paper is not None
    assert "We greased it." in words(paper)
    assert "Ropes that hold" in words(paper)
    assert papers.want(out, shown(people.member, out)) == paper


@pytest.fixture
def measured(community: Any, people: Any) -> Any:
    wide = tuple(f"Well {n}" for n in range(12))
    long = ["Of the river " * 35, 7.5, 8.0, 9.25]
    item = published(
        community,
        title="What we measured",
        body=[
            table(["North", 12.5], ["South", 2024.0], *([f"Row{n}", float(n)] for n in range(60))),
            table(["Sums", *(n + 0.5 for n in range(11))], head=wide, caption="Many columns"),
            table(long, head=("Where", "Litres", "", "Depth"), caption="Long cells"),
            ("video", {"url": "https://films.example/watch/7", "title": "The pump", "note": "3 minutes"}),
            ("link", {"url": f"https://ropes.example/{'sheet/' * 40}", "title": "The sheet", "note": ""}),
        ],
    )
    return issue(community, by=people.coordinator, holding=[item], out=True)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_tables_stand_in_it_with_their_numbers_and_films_and_links_with_their_address(
    language: str, measured: Any, people: Any
) -> None:
    type(measured).objects.filter(pk=measured.pk).update(language=language)
    measured.refresh_from_db()

    assert papers.set_waiting() == 1

    paper = paper_of(measured, shown(people.member, measured))
    assert paper is not None
    said = " ".join(words(paper).split())
    for word in ("What came out", "Litres", "North", "12.5", "South", "2024", "Row0", "Row59", "59"):
        assert word in said, word
    # What is too wide for columns is told row by row.
    for word in ("Many columns", "Well 11: 10.5", "Long cells", "Litres: 7.5 · 8 · Depth: 9.25"):
        assert word in said, word
    assert "https://films.example/watch/7" in said
    assert "3 minutes" in said
    with paper.file.open("rb") as file:
        notes = [row.get_object() for page in PdfReader(file).pages for row in page.get("/Annots", [])]
        pressed = {row["/A"]["/URI"] for row in notes if "/URI" in row.get("/A", {})}
    assert pressed == {"https://films.example/watch/7", f"https://ropes.example/{'sheet/' * 40}"}


def test_what_was_taken_back_is_in_no_paper_that_is_handed_out(out: Any, people: Any) -> None:
    papers.set_waiting()
    moved(ResourcePage.objects.get(title="Ropes that hold"), Sharing.CORE)

    assert paper_of(out, shown(people.member, out)) is None
    papers.want(out, shown(people.member, out))
    papers.set_waiting()

    paper = paper_of(out, shown(people.member, out))
    assert paper is not None
    assert "Ropes" not in words(paper)
    assert "Ropes" in words(paper_of(out, shown(people.expert, out)))  # type: ignore[arg-type]


def test_a_paper_whose_part_is_gone_is_not_made(out: Any, people: Any) -> None:
    ResourcePage.objects.filter(title="Ropes that hold").update(live=False)

    assert papers.set_waiting() == 0
    assert not Paper.objects.exists()


def test_one_that_cannot_be_set_is_tried_a_few_times(out: Any, monkeypatch: Any) -> None:
    def broken(*_: Any) -> bytes:
        raise OSError("no fonts")

    monkeypatch.setattr(papers, "booklet", broken)
    assert [papers.set_waiting() for _turn in range(7)] == [0] * 7

    assert Paper.objects.get().tries == papers.TRIES


@pytest.mark.parametrize(("language", "said"), [("en", "No. 1 · 9 May"), ("ar", "9 May · No. 1")])
def test_the_day_keeps_its_place_from_right_to_left(language: str, said: str) -> None:
    with override(language):
        assert kicker_of("No. 1", "9 May") == said
        assert kicker_of("", "9 May") == "9 May"
