"""SQL that Postgres plans once for each connection.

Planning a statement of seven tables takes Postgres five times as long as answering it. The few
statements that every page asks are prepared on the server: the first time a connection meets one,
and again after it was lost. DATABASE_PREPARE=false turns this off, for poolers that hand each
transaction to another connection.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db import connection
from psycopg2 import errors


class Statement:
    """A statement with %s for its parameters (and %% for a percent sign)."""

    def __init__(self, sql: str) -> None:
        self.sql = sql
        self.count = sql.replace("%%", "").count("%s")
        self.name = "cop_" + hashlib.sha256(sql.encode()).hexdigest()[:16]
        numbered = sql
        for number in range(1, self.count + 1):
            numbered = numbered.replace("%s", f"${number}", 1)
        self.preparation = f"PREPARE {self.name} AS {numbered.replace('%%', '%')}"
        places = ", ".join(["%s"] * self.count)
        self.execution = f"EXECUTE {self.name}({places})" if self.count else f"EXECUTE {self.name}"

    def rows(self, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
        """All rows for these parameters."""
        if not settings.DATABASE_PREPARE:
            return self.plain(parameters)
        known = self._known()
        if self.name not in known:
            self._prepare(known)
        try:
            return self._execute(parameters)
        except Exception as error:
            # The tables changed under it, or the connection is another one than it seemed.
            lost = isinstance(error.__cause__, errors.FeatureNotSupported | errors.InvalidSqlStatementName)
            if not lost or connection.in_atomic_block:
                raise
            known.discard(self.name)
            return self.plain(parameters)

    def run(self, parameters: Sequence[Any]) -> None:
        """The same for a statement that returns nothing."""
        self.rows(parameters)

    def _known(self) -> set[str]:
        """The names that the present connection has prepared."""
        connection.close_if_health_check_failed()  # as before each cursor: the server may have ended it since
        connection.ensure_connection()
        raw, names = getattr(connection, "_prepared", (None, set()))
        if raw is not connection.connection:
            names = set()
            connection._prepared = (connection.connection, names)  # type: ignore[attr-defined]
        return names

    def _prepare(self, known: set[str]) -> None:
        # By the driver's own cursor: this is a matter of the connection, not a query of the page.
        with connection.wrap_database_errors, connection.connection.cursor() as cursor:
            cursor.execute(self.preparation)
        known.add(self.name)

    def _execute(self, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(self.execution, parameters)
            return cursor.fetchall() if cursor.description else []

    def plain(self, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
        """The same, planned for these parameters alone."""
        with connection.cursor() as cursor:
            cursor.execute(self.sql, parameters)
            return cursor.fetchall() if cursor.description else []
