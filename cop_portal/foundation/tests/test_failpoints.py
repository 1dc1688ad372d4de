"""Places where a test may stop the process; nothing at all without the environment's word."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
SCRIPT = """
from cop_portal.foundation.failpoints import failpoint
for number in range(50):
    failpoint("here")
print("went on", flush=True)
"""


@pytest.mark.parametrize(
    ("points", "killed"),
    [
        ("", False),
        ("elsewhere", False),
        ("here", True),
        ("elsewhere,here:1", True),
        ("here:0.5", True),
        ("here:0.0000001", False),
    ],
)
def test_the_process_dies_only_at_the_named_place(points: str, killed: bool) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        env={**os.environ, "FAILPOINTS": points},
        cwd=ROOT, capture_output=True, check=False,
    )  # fmt: skip

    assert done.returncode == (-signal.SIGKILL if killed else 0)
    assert done.stdout == (b"" if killed else b"went on\n")
