"""Queries that are built once: arrays of keys, closed gates, and marks that would be lost."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.db.models import F, Value
from django.test.utils import CaptureQueriesContext

from cop_portal.foundation.accounts.models import User
from cop_portal.foundation.prepared import Among, Prepared, reader, reader_kind

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("planned", [True, False])
def test_an_array_of_keys_may_have_any_length(planned: bool, people: Any) -> None:
    rows = Prepared(
        lambda marks: User.objects.filter(Among(F("pk"), marks.integers("pks"))).order_by("pk").values_list("pk"),
        planned=planned,
    )  # fmt: skip
    wanted = sorted(person.pk for person in (people.member, people.expert, people.guest))

    for length in (0, 1, 3):
        assert [pk for (pk,) in rows.rows(pks=wanted[:length])] == wanted[:length]


def test_a_closed_gate_asks_nothing() -> None:
    rows = Prepared(
        lambda marks, kind: (
            User.objects.all() if reader(marks, kind).is_authenticated else User.objects.none()
        )
    )

    with CaptureQueriesContext(connection) as asked:
        assert rows.rows((reader_kind(AnonymousUser()),)) == []
    assert len(asked) == 0


def test_a_mark_within_a_pattern_is_refused_and_one_in_a_value_is_taken(people: Any) -> None:
    broken = Prepared(
        lambda marks: User.objects.filter(name=marks.text("part"), folded_name__contains=marks.text("part"))
    )
    with pytest.raises(ValueError, match="not whole"):
        broken.rows(part="a")

    found = Prepared(
        lambda marks: User.objects.filter(folded_name__contains=Value(marks.text("part"))).values("pk"),
        planned=False,
    )
    assert found.rows(part="100%") == []
    assert (people.member.pk,) in found.rows(part=people.member.folded_name[1:-1])


def test_it_can_stand_within_another_statement(people: Any) -> None:
    inner = Prepared(lambda marks: User.objects.filter(pk=marks.integer("pk")).values("pk"))
    sql, values = inner.sql(pk=people.member.pk)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM accounts_user WHERE id NOT IN ({sql})", values)  # noqa: S608
        assert cursor.fetchone()[0] == User.objects.count() - 1
