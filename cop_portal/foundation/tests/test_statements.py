"""Statements that Postgres plans once, on connections that do not live for ever."""

from __future__ import annotations

import psycopg2
from django.db import connection

from cop_portal.foundation.statements import Statement
from cop_portal.tests.races import at_once


def test_a_connection_that_the_server_ended_between_two_requests_is_made_anew(apart: str) -> None:
    known, new = Statement("SELECT 1 + %s::int"), Statement("SELECT 2 + %s::int")

    def ask() -> list[list[tuple[int]]]:
        assert known.rows([1]) == [(2,)]
        answers = []
        for statement in (new, known):
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_backend_pid()")
                (process,) = cursor.fetchone()
            other = psycopg2.connect(apart)
            with other, other.cursor() as cursor:
                cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [process])
            other.close()
            connection.health_check_enabled, connection.health_check_done = True, False  # a request begins
            answers.append(statement.rows([1]))
        return answers

    assert at_once(ask) == [[[(3,)], [(2,)]]]
