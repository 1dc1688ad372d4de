"""What was cut from a mail: there for who may read the discussion, for nobody else."""

from __future__ import annotations

from typing import Any

import pytest

from discussions.actions import contributions, discussions

pytestmark = pytest.mark.django_db


@pytest.fixture
def talk(neighbour: Any, people: Any) -> Any:
    """In the closed community next door."""
    made = discussions.start(
        community=neighbour, by=people.stranger, title="Which?", body="x", quoted="Sam: <b>old</b>", channel="email",
        quiet=True,
    )  # fmt: skip
    contributions.add(
        discussion=made, by=people.stranger, body="New.", quoted="Ann: older", channel="email", quiet=True
    )
    contributions.add(discussion=made, by=people.stranger, body="Typed.", quiet=True)
    return made


def test_who_may_read_sees_what_was_cut_as_text(talk: Any, people: Any, sign_in: Any) -> None:
    client, url = sign_in(people.stranger), talk.get_absolute_url()

    page = client.get(url).content.decode()
    assert f"{url}quoted/" in page
    assert f"{url}contributions/1/quoted/" in page
    assert f"{url}contributions/2/quoted/" not in page
    assert "&lt;b&gt;old&lt;/b&gt;" in client.get(f"{url}quoted/").content.decode()
    assert "Ann: older" in client.get(f"{url}contributions/1/quoted/").content.decode()
    assert client.get(f"{url}contributions/2/quoted/").status_code == 404


def test_others_get_nothing(talk: Any, people: Any, sign_in: Any, client: Any) -> None:
    url = talk.get_absolute_url()
    for path in ("quoted/", "contributions/1/quoted/"):
        assert sign_in(people.member).get(url + path).status_code == 404
    client.logout()
    for path in ("quoted/", "contributions/1/quoted/"):
        assert client.get(url + path).status_code in (302, 404)


def test_with_a_contribution_that_was_withdrawn_its_quotes_go(talk: Any, people: Any, sign_in: Any) -> None:
    contributions.withdraw(contribution=talk.contributions.get(number=1), by=people.stranger)

    path = f"{talk.get_absolute_url()}contributions/1/quoted/"
    assert sign_in(people.stranger).get(path).status_code == 404
