"""Which pages are counted, under which names, and what happens when the database is away."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import OperationalError, connection

from metrics import capture, pseudonyms
from metrics.models import PageView
from metrics.tests.makers import YESTERDAY

pytestmark = pytest.mark.django_db
BROWSER = {"HTTP_USER_AGENT": "Mozilla/5.0 (X11; Linux) Firefox/140.0"}


@pytest.fixture(autouse=True)
def quiet_thread(monkeypatch: Any) -> Any:
    """The test writes by hand; the thread has a connection of its own and would not see its data."""
    monkeypatch.setattr(capture, "_start", lambda: None)
    capture._waiting.clear()
    yield
    capture._waiting.clear()


def seen() -> list[tuple[str, bool]]:
    capture.flush()
    return list(PageView.objects.order_by("pk").values_list("kind", "signed_in"))


def test_pages_that_people_read_are_counted_by_what_they_show(
    community: Any, people: Any, client: Any
) -> None:
    client.force_login(people.member)

    client.get(f"/communities/{community.slug}/", **BROWSER)
    client.get(f"/communities/{community.slug}/discussions/", **BROWSER)

    assert seen() == [("community", True), ("discussions", True)]
    view = PageView.objects.first()
    assert view is not None
    assert view.community_id == community.pk
    assert re.fullmatch("[0-9a-f]{32}", view.viewer)


@pytest.mark.parametrize(
    "headers",
    [
        {"HTTP_USER_AGENT": "Googlebot/2.1"},
        {"HTTP_USER_AGENT": ""},
        {**BROWSER, "HTTP_HX_REQUEST": "true"},
        {**BROWSER, "HTTP_SEC_PURPOSE": "prefetch;prerender"},
    ],
    ids=["bot", "nameless", "part", "prefetch"],
)
def test_machines_parts_and_prefetches_are_not(
    headers: dict[str, str], community: Any, people: Any, client: Any
) -> None:
    client.force_login(people.member)

    client.get(f"/communities/{community.slug}/", **headers)

    assert seen() == []


def test_what_was_refused_or_is_nobodys_page_is_not(neighbour: Any, people: Any, client: Any) -> None:
    client.force_login(people.member)

    client.get(f"/communities/{neighbour.slug}/discussions/", **BROWSER)
    client.get("/my/desk/", **BROWSER)
    client.get("/health/", **BROWSER)
    client.get("/communities/never-was/", **BROWSER)

    assert seen() == []


def test_while_the_database_is_away_the_views_wait(
    community: Any, people: Any, client: Any, monkeypatch: Any
) -> None:
    client.force_login(people.member)
    client.get(f"/communities/{community.slug}/", **BROWSER)

    def away(rows: Any) -> None:
        raise OperationalError("gone")

    with monkeypatch.context() as broken:
        broken.setattr(capture, "write", away)
        assert capture.flush() == 0

    assert capture.flush() == 1
    assert PageView.objects.count() == 1


def test_a_person_has_one_name_for_ninety_days_and_a_visitor_for_one() -> None:
    import datetime

    day = pseudonyms.period_of(True, YESTERDAY)[0]
    later = day + datetime.timedelta(days=89)

    assert pseudonyms.of_person(7, day) == pseudonyms.of_person(7, later)
    assert pseudonyms.of_person(7, day) != pseudonyms.of_person(7, later + datetime.timedelta(days=1))
    assert pseudonyms.of_person(7, day) != pseudonyms.of_person(8, day)
    assert pseudonyms.of_visitor("1.2.3.4", "x", day) != pseudonyms.of_visitor("1.2.3.4", "x", later)


def test_the_name_in_the_database_is_the_one_that_the_figures_look_for() -> None:
    name = pseudonyms.of_person(42, YESTERDAY)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT left(encode(sha256(key || convert_to('42', 'UTF8')), 'hex'), 32) FROM metrics_viewerkey"
        )
        assert cursor.fetchone() == (name,)
