"""What most tests stand on, made by the real verbs once in a run and put back as rows after that.

The verbs write some five hundred statements for two communities and their people. Every test needs
these, few tests are about them, and each begins in an empty transaction.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Model
from django.utils import timezone

# Columns of every table: name, type, whether it belongs to the key. What Postgres derives is left out.
COLUMNS = """
    SELECT c.relname, a.attname, format_type(a.atttypid, NULL), coalesce(a.attnum = ANY (i.indkey), false)
      FROM pg_class c
      JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
      LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
     WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
     ORDER BY c.relname, a.attnum
"""
# Days and hours move along, so that what is put back happened just now.
MOVED = {"timestamp with time zone": " + %(shift)s", "date": " + %(days)s"}


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    kind: str
    is_key: bool


Contents = dict[str, dict[tuple[str, ...], dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Rows:
    """What something wrote: the statements that write it again, and when and what it was."""

    statements: str
    values: dict[str, str]
    at: datetime.datetime
    day: datetime.date
    made: list[tuple[type[Model], Any]]

    def put_back(self) -> None:
        """Write the rows as if they had been made now."""
        moved = {"shift": timezone.now() - self.at, "days": (timezone.localdate() - self.day).days}
        with connection.cursor() as cursor:
            cursor.execute(self.statements, {**moved, **self.values})


_kept: dict[str, Rows] = {}


def again(name: str, make: Callable[[], Iterable[Model]]) -> list[Any]:
    """What make() makes: by make() the first time, from its rows after that. Fresh from the database.

    make() must do the same under the same name, whatever the test, and take nothing away.
    """
    if name not in _kept:
        _kept[name] = _remember(make)
    else:
        _kept[name].put_back()
    return [model._default_manager.get(pk=pk) for model, pk in _kept[name].made]


def _remember(make: Callable[[], Iterable[Model]]) -> Rows:
    tables = _tables()
    before, at, day = _contents(tables), timezone.now(), timezone.localdate()
    made = [(type(thing), thing.pk) for thing in make()]
    statements: list[str] = []
    values: dict[str, str] = {}
    for table, rows in _contents(tables).items():
        # A row that stood before keeps what the test did to its other columns.
        alike: dict[tuple[str, ...], list[dict[str, Any]]] = {}
        for key, row in rows.items():
            stood = before[table].get(key)
            changed = [name for name in row if stood is None or row[name] != stood[name]]
            if changed:
                alike.setdefault((str(stood is None), *changed), []).append(row)
        for (new, *names), written in alike.items():
            values[mark := f"rows{len(values)}"] = json.dumps(written)
            write = _insert if new == "True" else _update
            statements.append(
                write(table, [one for one in tables[table] if one.name in names or one.is_key], mark)
            )
    return Rows(";\n".join(statements), values, at, day, made)


def _tables() -> dict[str, list[Column]]:
    tables: dict[str, list[Column]] = {}
    with connection.cursor() as cursor:
        cursor.execute(COLUMNS)
        for table, *column in cursor.fetchall():
            tables.setdefault(table, []).append(Column(*column))
    return tables


def _contents(tables: dict[str, list[Column]]) -> Contents:
    """Every row of the database by its key; it is nearly empty."""
    found: Contents = {}
    with connection.cursor() as cursor:
        for table, columns in tables.items():
            names = ", ".join(f'"{column.name}"' for column in columns)
            cursor.execute(f'SELECT json_agg(t)::text FROM (SELECT {names} FROM "{table}") t')  # noqa: S608
            rows = json.loads(cursor.fetchone()[0] or "[]")
            key = [column.name for column in columns if column.is_key]
            found[table] = {tuple(str(row[name]) for name in key): row for row in rows}
    return found


def _taken(columns: list[Column]) -> list[str]:
    return [f'r."{column.name}"{MOVED.get(column.kind, "")}' for column in columns]


def _insert(table: str, columns: list[Column], mark: str) -> str:
    names = ", ".join(f'"{column.name}"' for column in columns)
    rows = f'json_populate_recordset(NULL::"{table}", %({mark})s) r'
    return f'INSERT INTO "{table}" ({names}) SELECT {", ".join(_taken(columns))} FROM {rows}'  # noqa: S608


def _update(table: str, columns: list[Column], mark: str) -> str:
    changed = [column for column in columns if not column.is_key]
    news = ", ".join(
        f'"{column.name}" = {taken}' for column, taken in zip(changed, _taken(changed), strict=True)
    )
    keys = " AND ".join(f't."{column.name}" = r."{column.name}"' for column in columns if column.is_key)
    rows = f'json_populate_recordset(NULL::"{table}", %({mark})s) r'
    return f'UPDATE "{table}" t SET {news} FROM {rows} WHERE {keys}'  # noqa: S608
