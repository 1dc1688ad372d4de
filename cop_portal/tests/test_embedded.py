"""The embedded servers: addresses that follow from the data directory, data that stays."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import psycopg2
import pytest
import redis

from cop_portal import embedded


def test_addresses_follow_from_the_data_directory(tmp_path: Path) -> None:
    short = Path("/data/portal")

    assert embedded.socket_dir(short) == short / "run"
    assert embedded.postgres_url(short, "x") == "postgres://postgres@/x?host=/data/portal/run"
    assert embedded.redis_url(short) == "unix:///data/portal/run/valkey.sock?db=0"


def test_a_long_path_moves_the_sockets_to_where_they_fit(tmp_path: Path) -> None:
    long, other = tmp_path / ("a" * 120), tmp_path / ("b" * 120)

    found = embedded.socket_dir(long)

    assert len(str(found)) <= embedded.LONGEST_SOCKET_DIR
    assert found == embedded.socket_dir(long)
    assert found != embedded.socket_dir(other)


def ask(data: Path, sql: str) -> list[tuple]:
    connection = psycopg2.connect(embedded.postgres_url(data))
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()


def test_both_servers_start_keep_their_data_and_stop(tmp_path: Path) -> None:
    data = tmp_path / "v"
    with embedded.Servers(data, fsync="off", shared_buffers="32MB") as servers:
        pids = [child.pid for child, _stop in servers.children]
        ask(data, "CREATE EXTENSION pg_trgm; CREATE EXTENSION btree_gist; CREATE TABLE kept (n int)")
        ask(data, "INSERT INTO kept VALUES (42)")
        redis.Redis.from_url(embedded.redis_url(data)).set("kept", "42")
        assert ask(data, "SHOW listen_addresses") == [("",)]
        assert ask(data, "SHOW fsync") == [("off",)]
        assert oct((data / "postgres").stat().st_mode & 0o777) == "0o700"
    assert not embedded.postgres_ready(data)
    assert not embedded.redis_ready(data)
    assert not any(Path(f"/proc/{pid}").exists() for pid in pids)

    start = time.monotonic()
    with embedded.Servers(data, fsync="off", shared_buffers="32MB") as first:
        assert time.monotonic() - start < 10
        assert ask(data, "SELECT n FROM kept") == [(42,)]
        assert redis.Redis.from_url(embedded.redis_url(data)).get("kept") == b"42"
        with embedded.Servers(data) as second:  # uses those that run, and leaves them running
            assert second.children == []
        assert embedded.postgres_ready(data)
        assert len(first.children) == 2


@pytest.mark.fault
def test_what_an_earlier_start_left_behind_is_stopped_and_a_killed_postgres_recovers(tmp_path: Path) -> None:
    data = tmp_path / "v"
    servers = embedded.Servers(data, redis=False, shared_buffers="32MB")
    servers.__enter__()
    ask(data, "CREATE TABLE kept (n int)")
    ask(data, "INSERT INTO kept VALUES (42)")
    [(child, _stop)] = servers.children
    os.kill(child.pid, signal.SIGKILL)
    child.wait(10)

    with embedded.Servers(data, redis=False, shared_buffers="32MB") as again:
        kept = ask(data, "SELECT n FROM kept")
        embedded.stop_leftover(data)
        still = embedded.postgres_ready(data)
        [(child, _stop)] = again.children
        child.wait(10)

    assert kept == [(42,)]
    assert not still


def test_a_server_that_does_not_start_is_said_with_where_to_look(tmp_path: Path) -> None:
    with pytest.raises(embedded.EmbeddedServerError, match=str(tmp_path)):
        embedded.wait_until(lambda: False, "Postgres", tmp_path, seconds=0.1)
