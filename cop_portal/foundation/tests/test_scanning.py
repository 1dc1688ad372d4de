"""The scanner's protocol, spoken with a real socket on the other side."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from cop_portal.foundation.scanning import clamd
from cop_portal.foundation.uploads import check_upload

HARMFUL = b"X5O!P%@AP-a-test-of-scanners"


class Scanner(threading.Thread):
    """Speaks INSTREAM as ClamAV's daemon does, over whatever socket it is given."""

    def __init__(self, listening: socket.socket, answer: bytes = b"") -> None:
        super().__init__(daemon=True)
        self.listening, self.answer, self.seen = listening, answer, b""

    def run(self) -> None:
        while True:
            try:
                line, _address = self.listening.accept()
            except OSError:
                return
            with line, line.makefile("rb") as stream:
                assert stream.read(10) == b"zINSTREAM\0"
                self.seen = b""
                while size := struct.unpack("!L", stream.read(4))[0]:
                    self.seen += stream.read(size)
                found = b"stream: Test-Signature FOUND\0" if HARMFUL in self.seen else b"stream: OK\0"
                line.sendall(self.answer or found)


@pytest.fixture(params=["path", "port"])
def scanner(request: pytest.FixtureRequest, tmp_path: Path, settings: Any) -> Iterator[Scanner]:
    if request.param == "path":
        listening = socket.socket(socket.AF_UNIX)
        listening.bind(str(tmp_path / "clamd"))
        settings.CLAMD_ADDRESS = str(tmp_path / "clamd")
    else:
        listening = socket.create_server(("127.0.0.1", 0))
        settings.CLAMD_ADDRESS = f"127.0.0.1:{listening.getsockname()[1]}"
    listening.listen()
    thread = Scanner(listening)
    thread.start()
    yield thread
    listening.close()


def test_a_clean_file_passes_and_arrives_whole(scanner: Scanner) -> None:
    content = bytes(range(256)) * 1000  # four pieces

    clamd("plan.bin", content)

    assert scanner.seen == content


def test_a_harmful_file_is_refused_with_a_sentence_that_names_it(scanner: Scanner) -> None:
    with pytest.raises(ValidationError, match=r"plan\.txt"):
        clamd("plan.txt", b"a" * 70_000 + HARMFUL)


@pytest.mark.parametrize("answer", [b"INSTREAM size limit exceeded. ERROR\0", b"\0", b"stream: OK but not\0"])
def test_what_could_not_be_scanned_is_not_taken(scanner: Scanner, answer: bytes) -> None:
    scanner.answer = answer

    with pytest.raises(ValidationError, match="could not be checked"):
        clamd("plan.txt", b"words")


def test_a_scanner_that_is_away_refuses_in_words(settings: Any, tmp_path: Path) -> None:
    settings.CLAMD_ADDRESS = str(tmp_path / "nobody")

    with pytest.raises(ValidationError, match="Try again"):
        clamd("plan.txt", b"words")


def test_every_upload_is_shown_to_the_scanner_that_is_set(scanner: Scanner, settings: Any) -> None:
    settings.UPLOAD_SCANNER = "cop_portal.foundation.scanning.clamd"

    assert check_upload("plan.txt", b"plain words").content_type == "text/plain"
    with pytest.raises(ValidationError):
        check_upload("plan.txt", b"plain " + HARMFUL)
