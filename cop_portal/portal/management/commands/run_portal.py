"""manage.py run_portal: everything on this machine with one command (`make run`)."""

from __future__ import annotations

import json
import signal
import socket
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from communities.models import Community
from cop_portal import embedded
from cop_portal.foundation.permissions import SYSTEM
from cop_portal.portal import supervision
from cop_portal.portal.seed.accounts import ACCOUNTS

PATIENCE = 240  # seconds: a laptop that does other things too starts slowly


class Command(BaseCommand):
    help = "Start database, broker, web, worker, beat and mail catcher; Ctrl-C stops them."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO_ALLOWED:
            raise CommandError("run_portal is for development. docs/hosting.md says how to host the portal.")
        self.begun = time.monotonic()
        self.stopping = False
        supervisor = supervision.Supervisor()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._stop)
        try:
            supervisor.stop_leftover()
            embedded.stop_leftover(Path(settings.DATA_DIR))
            self._check_ports()
            self._start(supervisor)
            self._wait(supervisor)
        except embedded.EmbeddedServerError as error:
            raise CommandError(str(error)) from error
        except KeyboardInterrupt:
            pass
        finally:
            for number in (signal.SIGINT, signal.SIGTERM):
                signal.signal(number, signal.SIG_IGN)
            self._say("Stopping ...")
            connection.close()
            supervisor.stop()
            self._say("Stopped. Your data is kept in " + str(settings.DATA_DIR))

    def _stop(self, *_: Any) -> None:
        if not self.stopping:
            self.stopping = True
            raise KeyboardInterrupt

    def _say(self, text: str) -> None:
        self.stdout.write(f"[{time.monotonic() - self.begun:5.1f} s] {text}")
        self.stdout.flush()

    def _check_ports(self) -> None:
        for port, name in ((settings.PORT, "PORT"), (settings.MAIL_PORT, "MAIL_PORT")):
            with socket.socket() as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                try:
                    probe.bind((settings.HOST, port))
                except OSError as error:
                    raise CommandError(
                        f"Port {port} is taken. Stop what uses it, or choose another: make run {name}={port + 1}"
                    ) from error

    def _start(self, supervisor: supervision.Supervisor) -> None:
        data = Path(settings.DATA_DIR)
        stores = []
        if supervision.uses_embedded_postgres():
            first = not (data / "postgres" / "PG_VERSION").exists()
            self._say("Making the database (once) ..." if first else "Starting the database ...")
            embedded.prepare(data)
            stores.append("postgres")
        if supervision.uses_embedded_redis():
            stores.append("valkey")
        supervisor.start()
        supervisor.start_processes(*stores)
        if "postgres" in stores:
            embedded.wait_until(lambda: embedded.postgres_ready(data), "Postgres", data)
            embedded.ensure_database(data)
        if "valkey" in stores:
            embedded.wait_until(lambda: embedded.redis_ready(data), "Valkey", data)
        call_command("compile_catalogues", stdout=self.stdout)
        self._migrate()
        self._seed()
        self._say("Starting web, worker, beat and mail catcher ...")
        supervisor.start_processes(*supervision.PROCESSES)
        self._wait_for_health(supervisor)
        self._tell()

    def _migrate(self) -> None:
        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if plan:
            self._say(f"Preparing the tables ({len(plan)} steps) ...")
            call_command("migrate", interactive=False, verbosity=0)

    def _seed(self) -> None:
        if not Community.objects.visible_to(SYSTEM).exists():
            self._say("Filling the portal with a fictional organisation (once) ...")
            call_command("seed_demo", stdout=self.stdout)

    def _wait_for_health(self, supervisor: supervision.Supervisor) -> None:
        url = f"http://{_host()}:{settings.PORT}/health/"
        end, answer = time.monotonic() + PATIENCE, {}
        while time.monotonic() < end:
            try:
                with urllib.request.urlopen(url, timeout=5) as response:
                    answer = json.load(response)
                if answer["status"] == "ok":
                    return
            except urllib.error.HTTPError as error:
                answer = json.load(error)
            except (OSError, ValueError):
                pass
            if "FATAL" in supervisor.states().values():
                break
            time.sleep(0.2)
        bad = [name for name, item in answer.get("checks", {}).items() if not item["ok"]]
        raise CommandError(
            f"Not well after {PATIENCE} seconds: {', '.join(bad) or 'web'}. See the logs in {settings.DATA_DIR}/logs."
        )

    def _tell(self) -> None:
        self._say("Ready.")
        lines = ["", f"  {settings.PORTAL_NAME}:  {settings.PORTAL_URL}", ""]
        lines += [f"  {email:<36} {note}" for email, note in ACCOUNTS]
        lines += [
            "",
            f"  password of all: {settings.DEMO_PASSWORD}",
            f"  mail caught on this machine: {settings.PORTAL_URL}/development/mail/",
            f"  logs: {settings.DATA_DIR}/logs",
            "",
            "  Ctrl-C stops.",
        ]
        self.stdout.write("\n".join(lines))
        self.stdout.flush()

    def _wait(self, supervisor: supervision.Supervisor) -> None:
        connection.close()
        while supervisor.child is not None and supervisor.child.poll() is None:
            time.sleep(1)
        raise CommandError("The supervisor ended; see supervisor.log in the logs.")


def _host() -> str:
    return "127.0.0.1" if settings.HOST in ("0.0.0.0", "") else settings.HOST  # noqa: S104
