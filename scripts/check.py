"""make check: everything about the code that can be told without running the portal."""

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "cop_portal.settings.production",
    "SECRET_KEY": "only for the check, and long enough for it to be taken as a key 0123456789",
    "DATABASE_URL": "postgres://portal@localhost/portal",
    "REDIS_URL": "redis://localhost:6379/0",
    "PORTAL_URL": "https://communities.example.org",
    "ALLOWED_HOSTS": "communities.example.org",
    "EMAIL_URL": "smtp://localhost:25",
    "MAIL_FROM": "letter@communities.example.org",
    "MAIL_REPLY_DOMAIN": "reply.communities.example.org",
}
CHECKS = {
    "format": ([str(BIN / "ruff"), "format", "--check", "--quiet", "."], {}),
    "lint": ([str(BIN / "ruff"), "check", "--quiet", "."], {}),
    "import order": ([str(BIN / "lint-imports"), "--no-logo"], {}),
    "house": ([sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "cop_portal/tests/test_architecture.py"], {}),
    "templates": ([str(BIN / "djlint"), "templates", "--lint", "--quiet"], {}),
    "missing migrations": ([sys.executable, "-W", "ignore", "manage.py", "makemigrations", "--check", "--dry-run"], {}),
    "catalogues": ([sys.executable, "manage.py", "compile_catalogues"], {}),
    "deployment": (
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        PRODUCTION,
    ),
    "types": ([str(BIN / "mypy")], {}),
}  # fmt: skip


def main() -> int:
    failed = []
    for name, (command, env) in CHECKS.items():
        begun = time.monotonic()
        done = subprocess.run(
            command, cwd=ROOT, env={**os.environ, **env}, capture_output=True, text=True, check=False
        )
        print(
            f"  {name:<20} {'ok' if done.returncode == 0 else 'FAILED':<7} {time.monotonic() - begun:4.1f} s",
            flush=True,
        )
        if done.returncode:
            failed.append(name)
            print(done.stdout[-6000:], done.stderr[-3000:], sep="\n")
    if failed:
        print(f"Failed: {', '.join(failed)}.")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
