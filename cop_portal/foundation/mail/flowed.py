"""Text in which a mail program broke lines for the way only (format=flowed, RFC 3676): made whole again.

Otherwise a sentence stands in pieces on the page, and an address that was broken leads nowhere.
"""

from __future__ import annotations

import email.message

SIGNATURE = "-- "


def is_flowed(part: email.message.Message) -> bool:
    """Whether the part says of itself that its lines flow."""
    return part.get_content_type() == "text/plain" and _parameter(part, "format") == "flowed"


def joined(text: str, part: email.message.Message) -> str:
    """The text with its soft line ends taken out; the depth of quotes stays."""
    glue = "" if _parameter(part, "delsp") == "yes" else " "
    lines: list[str] = []
    pieces: list[str] = []  # of a line that goes on
    depth = 0

    def flush() -> None:
        if pieces:
            words = "".join(pieces)
            lines.append(f"{'>' * depth} {words}" if depth else words)
            pieces.clear()

    for line in text.replace("\r\n", "\n").split("\n"):
        deep = len(line) - len(line.lstrip(">"))
        words = line[deep:].removeprefix(" ")  # stuffed, so that it does not look like a quote
        if deep != depth or words == SIGNATURE:
            flush()
        depth = deep
        soft = words.endswith(" ") and words != SIGNATURE
        pieces.append(words[:-1] + glue if soft else words)
        if not soft:
            flush()
    flush()
    return "\n".join(lines)


def _parameter(part: email.message.Message, name: str) -> str:
    value = part.get_param(name, "")
    return value.strip().lower() if isinstance(value, str) else ""
