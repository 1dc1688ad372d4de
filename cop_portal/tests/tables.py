"""What every table holds, as one sum each, so that a test sees all that an act changed, wherever it is."""

from __future__ import annotations

from collections import defaultdict

from django.db import connection

# Columns of every table. What Postgres derives is left out: it follows from the others.
COLUMNS = """
    SELECT c.relname, a.attname, format_type(a.atttypid, NULL)
      FROM pg_class c
      JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
     WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
     ORDER BY c.relname, a.attnum
"""
MOMENT = "timestamp with time zone"


def columns() -> dict[str, dict[str, str]]:
    """Table to its columns, each with its type."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute(COLUMNS)
        for table, name, kind in cursor.fetchall():
            found[table][name] = kind
    return dict(found)


def sums(*, bare: bool = False) -> dict[str, str]:
    """Table to the number of its rows and the sum of what they say; bare of moments and of numbers given."""
    asked = []
    for table, kinds in columns().items():
        left = [name for name, kind in kinds.items() if not (bare and (kind == MOMENT or name == "id"))]
        names = ", ".join(f'"{name}"' for name in left)
        asked.append(
            f"SELECT '{table}', count(*) || ' ' || coalesce(md5(string_agg(s, '' ORDER BY s)), '') "  # noqa: S608
            f'FROM (SELECT md5(t::text) s FROM (SELECT {names} FROM "{table}") t) u'
        )
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(asked))
        return dict(cursor.fetchall())


def changed(before: dict[str, str], after: dict[str, str]) -> set[str]:
    """The tables that do not hold what they held."""
    return {table for table in before.keys() | after.keys() if before.get(table) != after.get(table)}


def move_back(days: int) -> None:
    """All that is written down, with every day and moment in it, happened so many days earlier."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")  # what is derived from days stands
        for table, kinds in columns().items():
            moved = [
                f'"{name}" = "{name}" - %s' + (" * interval '1 day'" if kind == MOMENT else "")
                for name, kind in kinds.items()
                if kind in (MOMENT, "date")
            ]
            if moved:
                cursor.execute(f'UPDATE "{table}" SET {", ".join(moved)}', [days] * len(moved))  # noqa: S608
        cursor.execute("SET LOCAL session_replication_role = origin")
