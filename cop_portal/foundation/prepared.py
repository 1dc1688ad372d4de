"""Queries that are built once.

Building a query costs Django more than Postgres needs to answer it. A prepared query is an ordinary
QuerySet, made once by a function with marks in the place of its parameters; afterwards only the SQL
that came of it is executed, and Postgres too plans it once (statements.py). The gates stay where they are: the function calls `visible_to` like
everybody else. docs/decisions/0009-speed.md says where this is worth it: on the few pages that are
asked for more than all others together.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Hashable
from typing import Any, NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Func, Lookup, Model, QuerySet, Value

from cop_portal.foundation.statements import Statement

# An array of keys. The sub-select hides how many there are: Postgres would plan for each length anew.
KEYS = "ARRAY(SELECT unnest(%s::bigint[]))"


class _Marks:
    """Values that stand for parameters while a query is built: of the right type, and unmistakable."""

    def __init__(self) -> None:
        self.by_value: dict[Any, str] = {}

    def integer(self, name: str) -> int:
        return self._keep(name, -2_000_000_000 - len(self.by_value))

    def text(self, name: str) -> str:
        return self._keep(name, f"\u2603{name}\u2603")

    def integers(self, name: str) -> Func:
        """Any number of them, for Among."""
        return Func(Value((self.integer(name),)), template=KEYS % "%(expressions)s")

    def moment(self, name: str) -> datetime.datetime:
        year = 7000 + len(self.by_value)
        return self._keep(name, datetime.datetime(year, 1, 1, tzinfo=datetime.UTC))

    def day(self, name: str) -> datetime.date:
        return self._keep(name, datetime.date(7000 + len(self.by_value), 1, 1))

    def _keep(self, name: str, value: Any) -> Any:
        for known, kept in self.by_value.items():
            if kept == name:
                return known
        self.by_value[value] = name
        return value


class Among(Lookup):  # type: ignore[type-arg]
    """That a column is one of the values of an array: Among(F("pk"), marks.integers("pks"))."""

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        left, values = self.process_lhs(compiler, connection)
        right, more = self.process_rhs(compiler, connection)
        return f"{left} = ANY({right})", [*values, *more]


class _Reader(NamedTuple):
    """Stands for a person while a query is built: what the gates ask of one."""

    pk: int
    is_authenticated: bool
    is_superuser: bool
    is_guest: bool
    is_active: bool = True

    def resolve_expression(self, *args: Any, **kwargs: Any) -> Any:
        raise TypeError("compare with user.pk, not with user, in a prepared query")


NOTHING = Statement("SELECT 0 WHERE false")


class _Built(NamedTuple):
    statement: Statement
    parameters: list[tuple[str | None, Any]]
    names: list[str]
    converters: dict[int, Any]


class Prepared:
    """A query with named parameters, built once for each variant of its shape.

    build(marks, *variant) returns a QuerySet in which marks.integer("pk"), marks.text("slug") and so
    on stand for parameters. Every mark must come out of the compiled query, and whole, or ValueError
    is raised.

    planned=False: Postgres plans it for its parameters each time, as it must where its statistics
    decide about the way: in a search. Otherwise a constant that stands alone in the SELECT has no type
    for Postgres until a Cast gives it one.
    """

    def __init__(self, build: Callable[..., QuerySet[Any]], *, planned: bool = True) -> None:
        self.build, self.planned = build, planned
        self.built: dict[Hashable, _Built] = {}

    def rows(self, variant: tuple[Hashable, ...] = (), **parameters: Any) -> list[tuple[Any, ...]]:
        """The rows as tuples, in the order of the query's columns."""
        found = self.built.get(variant) or self._prepare(variant)
        if found.statement is NOTHING:
            return []
        values = _filled(found, parameters)
        rows = found.statement.rows(values) if self.planned else found.statement.plain(values)
        if found.converters:  # JSON and the like, as the ORM would hand them out
            rows = [_converted(row, found.converters) for row in rows]
        return rows

    def sql(self, variant: tuple[Hashable, ...] = (), **parameters: Any) -> tuple[str, list[Any]]:
        """It and its parameters, to stand within another statement."""
        found = self.built.get(variant) or self._prepare(variant)
        return found.statement.sql, _filled(found, parameters)

    def names(self, variant: tuple[Hashable, ...] = ()) -> list[str]:
        """The names of the columns: fields first, annotations after."""
        return (self.built.get(variant) or self._prepare(variant)).names

    def dicts(self, variant: tuple[Hashable, ...] = (), **parameters: Any) -> list[dict[str, Any]]:
        rows = self.rows(variant, **parameters)
        names = self.names(variant)
        return [dict(zip(names, row, strict=True)) for row in rows]

    def first(self, model: type[Model], variant: tuple[Hashable, ...] = (), **parameters: Any) -> Any:
        """The first row as an instance with its annotations, or none."""
        rows = self.rows(variant, **parameters)
        if not rows:
            return None
        names, row = self.names(variant), rows[0]
        fields = len(model._meta.concrete_fields)
        instance = model.from_db("default", names[:fields], row[:fields])
        for name, value in zip(names[fields:], row[fields:], strict=True):
            setattr(instance, name, value)
        return instance

    def _prepare(self, variant: tuple[Hashable, ...]) -> _Built:
        marks = _Marks()
        queryset = self.build(marks, *variant)
        compiler = queryset.query.get_compiler(connection=connection)
        try:
            sql, values = compiler.as_sql()
        except EmptyResultSet:  # a gate that is closed for readers of this kind
            self.built[variant] = built = _Built(NOTHING, [], [], {})
            return built
        parameters, seen = [], set()
        for value in values:
            name = marks.by_value.get(_single(value)) if isinstance(value, Hashable) else None
            if name is None and isinstance(value, str) and "\u2603" in value:
                raise ValueError(f"a parameter that is not whole: {value}")
            parameters.append((name, value))
            seen.add(name)
        missing = set(marks.by_value.values()) - seen
        if missing:
            raise ValueError(f"parameters that the query does not hold: {', '.join(sorted(missing))}")
        names = [
            *(
                getattr(column.target, "attname", "")
                for column, _sql, alias in compiler.select
                if alias is None
            ),
            *(alias for _column, _sql, alias in compiler.select if alias is not None),
        ]
        asked: Any = queryset
        if asked._fields:  # values(): the order asked for
            names = list(asked._fields)
        converters = compiler.get_converters([column for column, _sql, _alias in compiler.select])
        self.built[variant] = built = _Built(Statement(sql), parameters, names, converters)
        return built


def _single(value: Any) -> Any:
    return value[0] if isinstance(value, tuple) and len(value) == 1 else value


def _filled(built: _Built, parameters: dict[str, Any]) -> list[Any]:
    return [value if name is None else parameters[name] for name, value in built.parameters]


def _converted(row: tuple[Any, ...], converters: dict[int, Any]) -> tuple[Any, ...]:
    values = list(row)
    for index, (functions, expression) in converters.items():
        for function in functions:
            values[index] = function(values[index], expression, connection)
    return tuple(values)


def reader_kind(user: Any) -> str:
    """The variant of a query that this person's rights ask for."""
    if not user.is_authenticated:
        return "visitor"
    if getattr(user, "is_superuser", False) or getattr(user, "is_system", False):
        return "administrator"
    return "guest" if user.is_guest else "staff"


def reader(marks: _Marks, kind: str) -> Any:
    """Somebody of that kind, with a mark for their id where the gates ask for it."""
    if kind == "visitor":
        return _Reader(0, False, False, False)
    if kind == "administrator":  # no gate asks who that is
        return _Reader(0, True, True, False)
    return _Reader(marks.integer("user"), True, False, kind == "guest")
