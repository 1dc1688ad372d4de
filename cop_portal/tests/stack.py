"""The whole portal as processes of its own, for stories and faults: web, worker, mail catcher.

They run on a copy of the test database, so that what one process commits the others see, and no
other test is touched.
"""

from __future__ import annotations

import json
import mailbox
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path
from typing import Any

import psycopg2
from django.conf import settings
from django.db import connection

from cop_portal import embedded

DATABASE = "stories"


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def database_url(name: str) -> str:
    """The address of a database beside the test database."""
    given = connection.settings_dict
    if not os.environ.get("DATABASE_URL"):
        return embedded.postgres_url(Path(settings.DATA_DIR), name)
    port = f":{given['PORT']}" if given["PORT"] else ""
    return f"postgres://{given['USER']}:{given['PASSWORD']}@{given['HOST']}{port}/{name}"


def copy_database(name: str) -> None:
    """A fresh copy of the migrated test database under another name."""
    template = connection.settings_dict["NAME"]
    parameters = {**connection.get_connection_params(), "dbname": "postgres"}
    for key in ("cursor_factory", "options"):
        parameters.pop(key, None)
    connection.close()
    admin = psycopg2.connect(**parameters)
    try:
        admin.autocommit = True
        with admin.cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
            # Else the copied sequences go back to where they were copied when a test knocks Postgres down.
            cursor.execute("CHECKPOINT")
    finally:
        admin.close()


@contextmanager
def on_database(name: str) -> Iterator[None]:
    """This process' own queries go to another database. Nothing there is rolled back."""
    own = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = own


class Stack:
    """Starts, stops, kills and restarts the portal's processes. A test that breaks things has one of its own."""

    def __init__(self, name: str = "stack", database: str = DATABASE, **env: str) -> None:
        self.port, self.mail_port = free_port(), free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.data, self.database = Path(settings.DATA_DIR) / name, database
        shutil.rmtree(self.data, ignore_errors=True)
        self.data.mkdir(parents=True)
        self.children: dict[str, subprocess.Popen[bytes]] = {}
        redis = settings.REDIS_URL
        self.env = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "cop_portal.settings.test",
            "DATABASE_URL": database_url(database),
            "REDIS_URL": redis.replace("db=0", "db=1") if "db=0" in redis else redis.rsplit("/", 1)[0] + "/1",
            "DATA_DIR": str(self.data),
            "PORT": str(self.port),
            "PORTAL_URL": self.url,
            "MAIL_PORT": str(self.mail_port),
            "EMAIL_URL": f"smtp://127.0.0.1:{self.mail_port}",
            "WORKER_CONCURRENCY": "1",
            **env,
        }
        self.commands = {
            "mail": [sys.executable, "manage.py", "run_mail_catcher", "--port", str(self.mail_port)],
            "worker": [
                sys.executable, "-m", "celery", "-A", "cop_portal", "worker", "--concurrency", "1",
                "--without-gossip", "--without-mingle", "--loglevel", "WARNING",
            ],
            "beat": [sys.executable, "-m", "celery", "-A", "cop_portal", "beat", "--loglevel", "WARNING", "--pidfile", ""],
            "web": [
                sys.executable, "-m", "gunicorn", "cop_portal.wsgi", "--bind", f"127.0.0.1:{self.port}",
                "--workers", "1", "--threads", "4", "--access-logfile", "/dev/null",
            ],
        }  # fmt: skip

    def make_database(self) -> None:
        copy_database(self.database)

    def start(self, *names: str, **env: str) -> None:
        for name in names:
            log = (self.data / f"{name}.log").open("ab")
            self.children[name] = subprocess.Popen(
                self.commands[name],
                cwd=settings.BASE_DIR,
                env={**self.env, **env},
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    @contextmanager
    def supervised(self, *names: str) -> Iterator[None]:
        """Starts these processes, and again when one ends, as the supervisor of a real portal does."""
        over = threading.Event()

        def look() -> None:
            while not over.wait(0.3):
                for name in names:
                    if self.children[name].poll() is not None:
                        self.start(name)

        self.start(*names)
        watcher = threading.Thread(target=look, daemon=True)
        watcher.start()
        try:
            yield
        finally:
            over.set()
            watcher.join(10)

    def wait_until_well(self, *checks: str, seconds: float = 60) -> dict[str, Any]:
        """Wait until /health/ says that these checks are well."""

        def well() -> dict[str, Any] | None:
            answer = self.health()
            found = answer.get("checks", {})
            return answer if found and all(found[name]["ok"] for name in checks) else None

        return wait_for(well, seconds, "the portal is not well")

    def health(self) -> dict[str, Any]:
        try:
            with urllib.request.urlopen(f"{self.url}/health/", timeout=5) as response:  # noqa: S310 - our own
                return json.load(response)
        except urllib.error.HTTPError as error:
            return json.load(error)
        except (OSError, ValueError):
            return {}

    def kill(self, name: str, number: signal.Signals = signal.SIGKILL) -> None:
        """Stop a process and its children outright."""
        child = self.children.pop(name, None)
        if child is not None:
            try:
                os.killpg(child.pid, number)
            except ProcessLookupError:
                pass
            child.wait(30)

    def manage(self, *words: str, timeout: float = 120, **env: str) -> subprocess.CompletedProcess[str]:
        """Run a management command on the stack's database."""
        return subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=settings.BASE_DIR,
            env={**self.env, **env},
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )

    def stop(self) -> None:
        for name in list(self.children):
            self.kill(name, signal.SIGTERM)

    def mails(self, to: str = "") -> list[EmailMessage]:
        """What was caught, oldest first; with an address only the mails to it."""
        box = mailbox.Maildir(str(self.data / "mail"), create=True)
        found = [
            BytesParser(policy=policy.default).parsebytes(box.get_bytes(key)) for key in sorted(box.keys())
        ]
        return [mail for mail in found if not to or to in str(mail["X-Envelope-To"])]

    def wait_for_mail(self, to: str, subject: str = "", seconds: float = 30) -> EmailMessage:
        def arrived() -> EmailMessage | None:
            fitting = [mail for mail in self.mails(to) if subject in str(mail["Subject"])]
            return fitting[-1] if fitting else None

        return wait_for(arrived, seconds, f"no mail to {to} with {subject!r}")


def wait_for(ready: Callable[[], Any], seconds: float, what: str) -> Any:
    """The first true answer of ready(); AssertionError after the given seconds."""
    end = time.monotonic() + seconds
    while True:
        answer = ready()
        if answer:
            return answer
        if time.monotonic() > end:
            raise AssertionError(f"{what} after {seconds:.0f} s")
        time.sleep(0.1)
