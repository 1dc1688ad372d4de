"""All processes of the portal on one machine, under one supervisor.

The supervisor starts what died again. Postgres and Valkey are among the processes where no address
of others is set. docs/decisions/0004-supervisor.md says why it is supervisord.
"""

from __future__ import annotations

import ctypes
import http.client
import os
import signal
import subprocess
import sys
import time
import xmlrpc.client
from pathlib import Path

from django.conf import settings
from supervisor.xmlrpc import SupervisorTransport

from cop_portal import embedded

# In the order in which they start; they stop in the other.
STORES = ("postgres", "valkey")
PROCESSES = ("mail", "worker", "beat", "web")
AWAY = (OSError, xmlrpc.client.Error, http.client.HTTPException)


def _program(name: str, command: str, **options: str) -> str:
    log = Path(settings.DATA_DIR) / "logs" / f"{name}.log"
    settled = {
        "command": command.replace("%", "%%"),
        "directory": str(settings.BASE_DIR),
        "autostart": "false",
        "autorestart": "true",
        "startsecs": "1",
        "startretries": "10",
        "stopwaitsecs": "20",
        "killasgroup": "true",
        "redirect_stderr": "true",
        "stdout_logfile": str(log),
        "stdout_logfile_maxbytes": "10MB",
        "stdout_logfile_backups": "2",
        **options,
    }
    return f"[program:{name}]\n" + "".join(f"{key}={value}\n" for key, value in settled.items())


def _quoted(words: list[str]) -> str:
    return " ".join(f'"{word}"' if " " in word or word == "" else word for word in words)


def web_command(port: int) -> list[str]:
    """gunicorn with a few threads a worker, so that a slow line does not hold a process."""
    return [
        sys.executable, "-m", "gunicorn", "cop_portal.wsgi",
        "--bind", f"{settings.HOST}:{port}",
        "--workers", str(settings.WEB_WORKERS),
        "--threads", "4",
        "--max-requests", "20000", "--max-requests-jitter", "2000",
        "--access-logfile", "-" if settings.DEBUG else "/dev/null",
    ]  # fmt: skip


def worker_command() -> list[str]:
    return [
        sys.executable, "-m", "celery", "-A", "cop_portal", "worker",
        "--loglevel", "INFO", "--concurrency", str(settings.CELERY_WORKER_CONCURRENCY),
        "--without-gossip", "--without-mingle",
    ]  # fmt: skip


def beat_command() -> list[str]:
    return [
        sys.executable, "-m", "celery", "-A", "cop_portal", "beat",
        "--loglevel", "WARNING", "--pidfile", "",
    ]  # fmt: skip


def configuration() -> str:
    """The supervisor's configuration file."""
    data, run = Path(settings.DATA_DIR), embedded.socket_dir(Path(settings.DATA_DIR))
    manage = [sys.executable, str(Path(settings.BASE_DIR) / "manage.py")]
    parts = [
        f"[unix_http_server]\nfile={run}/supervisor.sock\nchmod=0700\n",
        f"[supervisord]\nnodaemon=true\nlogfile={data}/logs/supervisor.log\n"
        f"pidfile={run}/supervisor.pid\nloglevel=info\n" + ("user=root\n" if os.geteuid() == 0 else ""),
        "[rpcinterface:supervisor]\n"
        "supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface\n",
        f"[supervisorctl]\nserverurl=unix://{run}/supervisor.sock\n",
    ]
    if uses_embedded_postgres():
        user = embedded.service_user()
        parts.append(
            _program(
                "postgres",
                _quoted(embedded.postgres_command(data)),
                stopsignal="INT",
                stopwaitsecs="60",
                priority="1",
                directory="/",
                **({"user": user} if user else {}),
            )
        )
    if uses_embedded_redis():
        parts.append(_program("valkey", _quoted(embedded.valkey_command(data)), priority="1"))
    parts += [
        _program("mail", _quoted([*manage, "run_mail_catcher"]), priority="10"),
        _program("worker", _quoted(worker_command()), priority="20", stopwaitsecs="60"),
        _program("beat", _quoted(beat_command()), priority="20"),
        _program("web", _quoted(web_command(settings.PORT)), priority="30"),
    ]
    return "\n".join(parts)


def uses_embedded_postgres() -> bool:
    return not os.environ.get("DATABASE_URL")


def uses_embedded_redis() -> bool:
    return not os.environ.get("REDIS_URL")


class Supervisor:
    """supervisord as a child, spoken to over its socket."""

    def __init__(self) -> None:
        self.data = Path(settings.DATA_DIR)
        self.run = embedded.socket_dir(self.data)
        self.child: subprocess.Popen[bytes] | None = None

    @property
    def server(self) -> xmlrpc.client.ServerProxy:
        """A connection of its own for each call: one that failed is of no use for the next."""
        transport = SupervisorTransport(None, None, f"unix://{self.run}/supervisor.sock")
        return xmlrpc.client.ServerProxy("http://127.0.0.1", transport=transport)

    def is_running(self) -> bool:
        try:
            return bool(self.server.supervisor.getState())
        except AWAY:
            return False

    def start(self) -> None:
        """Start the supervisor with nothing under it yet."""
        (self.data / "logs").mkdir(parents=True, exist_ok=True)
        self.run.mkdir(parents=True, exist_ok=True)
        config = self.data / "supervisord.conf"
        config.write_text(configuration())
        self.child = subprocess.Popen(
            [sys.executable, "-m", "supervisor.supervisord", "-c", str(config)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=_die_with_parent,
        )
        embedded.wait_until(self.is_running, "The supervisor", self.data, 20)

    def start_processes(self, *names: str) -> None:
        for name in names:
            try:
                self.server.supervisor.startProcess(name, False)
            except xmlrpc.client.Fault as fault:
                raise embedded.EmbeddedServerError(
                    f"{name} did not start ({fault.faultString}); see {self.data}/logs/{name}.log."
                ) from fault

    def states(self) -> dict[str, str]:
        return {info["name"]: info["statename"] for info in self.server.supervisor.getAllProcessInfo()}

    def stop(self) -> None:
        """Stop everything, last started first, and wait for the end."""
        if self.child is None:
            return
        try:
            for names in (reversed(PROCESSES), STORES):
                for name in names:
                    if self.states().get(name) == "RUNNING":
                        self.server.supervisor.stopProcess(name, True)
        except AWAY:
            pass
        self.child.send_signal(signal.SIGTERM)
        try:
            self.child.wait(90)
        except subprocess.TimeoutExpired:
            self.child.kill()

    def stop_leftover(self) -> None:
        """A supervisor that an earlier start left behind."""
        if not self.is_running():
            return
        try:
            self.server.supervisor.shutdown()
        except AWAY:
            return
        end = time.monotonic() + 60
        while self.is_running() and time.monotonic() < end:
            time.sleep(0.2)


def _die_with_parent() -> None:
    """On Linux: if this command is killed outright, the supervisor hears of it and stops all."""
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)
