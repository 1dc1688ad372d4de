"""gunicorn with two workers on one of the bench's databases."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

from bench.client import Connection

ROOT = Path(__file__).resolve().parent.parent


class Server:
    def __init__(self, url: str, redis: str, data_dir: Path, port: int) -> None:
        self.port = port
        self.env = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "bench.settings",
            "DATABASE_URL": url,
            "REDIS_URL": redis,
            "DATA_DIR": str(data_dir),
            "PORT": str(port),
            "ALLOWED_HOSTS": "127.0.0.1",
        }
        self.child: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Server:
        log = (Path(self.env["DATA_DIR"]) / "web.log").open("ab")
        self.child = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "cop_portal.wsgi", "--bind", f"127.0.0.1:{self.port}",
             "--workers", "2", "--threads", "4", "--access-logfile", "/dev/null"],
            cwd=ROOT, env=self.env, stdout=log, stderr=log,
        )  # fmt: skip
        end = time.monotonic() + 60
        while time.monotonic() < end:
            try:
                if Connection(self.port).ask("/bench/constant/")[0] == 200:
                    return self
            except OSError:
                time.sleep(0.2)
        raise RuntimeError("gunicorn did not start; see var/bench/web.log")

    def __exit__(self, *_: object) -> None:
        if self.child is not None:
            self.child.terminate()
            self.child.wait(30)
