"""Files are shown to a virus scanner: ClamAV's daemon, over its own protocol.

The setting CLAMD_ADDRESS names it (a path of a socket, or host:port); uploads.py asks what UPLOAD_SCANNER
names, which is `clamd` here where an address is set. What cannot be scanned is not taken.
"""

from __future__ import annotations

import logging
import socket
import struct

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

logger = logging.getLogger(__name__)

CHUNK = 64 * 1024
SECONDS = 20
LONGEST_ANSWER = 4096


def clamd(name: str, content: bytes) -> None:
    """Raises ValidationError where the scanner finds something, or gives no answer."""
    try:
        answer = _ask(content)
    except OSError:
        logger.exception("the scanner at %s does not answer", settings.CLAMD_ADDRESS)
        answer = ""
    if answer == "stream: OK":
        return
    if answer.endswith(" FOUND"):
        logger.warning("refused an upload: %s", answer)
        raise ValidationError(
            _("“%(name)s” holds something harmful and was not kept. Have your computer checked.")
            % {"name": name}
        )
    if answer:
        logger.error("the scanner says: %s", answer)
    raise ValidationError(
        _("“%(name)s” could not be checked just now. Try again in a little while.") % {"name": name}
    )


def _ask(content: bytes) -> str:
    """INSTREAM: lengths and pieces, an empty one at the end, then one line of answer."""
    with _connection() as line:
        line.sendall(b"zINSTREAM\0")
        for start in range(0, len(content), CHUNK):
            piece = content[start : start + CHUNK]
            line.sendall(struct.pack("!L", len(piece)) + piece)
        line.sendall(struct.pack("!L", 0))
        answer = b""
        while not answer.endswith(b"\0") and len(answer) < LONGEST_ANSWER:
            more = line.recv(1024)
            if not more:
                break
            answer += more
    return answer.rstrip(b"\0").decode("utf-8", "replace").strip()


def _connection() -> socket.socket:
    address = settings.CLAMD_ADDRESS
    if "/" in address:
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(SECONDS)
        try:
            line.connect(address)
        except OSError:
            line.close()
            raise
        return line
    host, _colon, port = address.rpartition(":")
    return socket.create_connection((host.strip("[]"), int(port)), timeout=SECONDS)
