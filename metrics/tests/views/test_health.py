"""The page and its table for a spreadsheet: each answer."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest

from metrics.models import Figure
from metrics.tests.makers import YESTERDAY

pytestmark = pytest.mark.django_db


def test_before_the_first_night_it_says_when_figures_begin(community: Any, people: Any, sign_in: Any) -> None:
    answer = sign_in(people.member).get(f"/communities/{community.slug}/health/")

    assert answer.status_code == 200
    assert "Figures begin tomorrow" in answer.content.decode()


def test_a_stranger_a_visitor_and_the_unknown(
    community: Any, neighbour: Any, people: Any, client: Any
) -> None:
    assert client.get(f"/communities/{community.slug}/health/").status_code == 302
    client.force_login(people.member)
    assert client.get(f"/communities/{neighbour.slug}/health/").status_code == 403
    assert client.get(f"/communities/{neighbour.slug}/health/figures.csv").status_code == 403
    assert client.get("/communities/never-was/health/").status_code == 404


def test_each_finding_brings_formula_limits_and_table(community: Any, people: Any, sign_in: Any) -> None:
    parts = {"contributors": 50, "members": 100}
    Figure.objects.create(
        community=community, indicator="I03", day=YESTERDAY, version=1, value=0.5, n=100, parts=parts
    )

    page = sign_in(people.member).get(f"/communities/{community.slug}/health/").content.decode()

    for words in (
        "50 of 100 members",
        "How it is counted",
        "What this does not say",
        "What would spoil it",
        "definition 1",
    ):
        assert words in page
    assert "<table>" in page


def test_the_spreadsheet_holds_the_figures_and_no_formula(community: Any, people: Any, sign_in: Any) -> None:
    parts = {"contributors": 50, "members": 100}
    Figure.objects.create(
        community=community, indicator="I03", day=YESTERDAY, version=1, value=0.5, n=100, parts=parts
    )

    answer = sign_in(people.member).get(f"/communities/{community.slug}/health/figures.csv")

    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[1] == [YESTERDAY.isoformat(), "I03", "Contributors", "0.5", "100", "1"]
