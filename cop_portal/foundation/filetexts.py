"""The words of a file, for search. A broken or hostile file costs a few seconds of one process, and nothing else."""

from __future__ import annotations

import logging
import subprocess
import sys
from pathlib import Path
from typing import Any

from cop_portal.foundation.text import clean

logger = logging.getLogger(__name__)

READER = Path(__file__).with_name("filereader.py")
MOST_BYTES = 50_000_000
SECONDS = 40
ENDINGS = frozenset(
    {"pdf", "docx", "pptx", "xlsx", "odt", "ods", "odp", "txt", "md", "csv", "html", "htm", "xhtml"}
)


def ending_of(name: str) -> str:
    return name.rpartition(".")[2].lower() if "." in name else ""


def has_words(name: str) -> bool:
    """Whether a file of that name is of a kind whose words are looked for."""
    return ending_of(name) in ENDINGS


def words_of(name: str, stored: Any) -> str:
    """The text of a stored file; empty where it has none that can be read, is too large, or takes too long."""
    if not has_words(name):
        return ""
    try:
        with stored.open("rb") as opened:
            content = opened.read(MOST_BYTES + 1)
    except (OSError, ValueError):
        return ""
    if len(content) > MOST_BYTES:
        return ""
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(READER), ending_of(name)],
            input=content,
            capture_output=True,
            timeout=SECONDS,
            check=False,
            env={"PATH": ""},
        )
    except (subprocess.TimeoutExpired, OSError):
        logger.warning("a file took too long to read: %s", name[-80:])
        return ""
    if done.returncode:
        logger.info("a file has no text that can be read: %s (%s)", name[-80:], done.returncode)
        return ""
    return clean(done.stdout.decode("utf-8", "replace"))
