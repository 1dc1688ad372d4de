"""Mailing-list archives as list archivers write them: monthly files, plain or gzipped, and mbox.

The files are read twice: first for the heads of all messages, so that they can be put in order, then
message by message. At most two unpacked files are in memory at a time.
"""

from __future__ import annotations

import datetime
import email
import email.policy
import gzip
import hashlib
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.header import decode_header, make_header
from email.utils import parsedate_to_datetime
from functools import lru_cache
from pathlib import Path

from cop_portal.foundation.mail.parsing import Attachment, contents_of, decode_bytes
from cop_portal.foundation.text import one_line

SEPARATOR = re.compile(
    rb"^From .{0,200}?\s+(?:\w{3},? )?(\w{3}\s+\d{1,2}\s+\d{1,2}:\d{2}(?::\d{2})?(?: \S{1,5})? \d{4})[^\n]{0,20}\r?$",
    re.MULTILINE,
)
# A multipart message whose own Content-Type header the archiver took away.
SNIFFED = re.compile(
    rb"^--(\S[^\r\n]{4,69})\r?\n(?=(?:[Cc]ontent-[\w-]+:.*\r?\n(?:[ \t].*\r?\n)*)+\r?\n)", re.MULTILINE
)
LIST_TAG = re.compile(r"\[[^\[\]]{2,40}\]\s*")
REPLY_MARK = re.compile(
    r"(?i)^\s*(?:(?:re|aw|sv|vs|rép|antw|odp|ynt|fwd?|wg|tr|rif|答复|回复|رد)(?:\[\d+\])?\s*[:：]\s*)+"
)
WAS = re.compile(r"(?i)\s*\(was:?.*\)\s*$")
EARLIEST = datetime.datetime(1980, 1, 1, tzinfo=datetime.UTC)
MOST_HEAD = 64 * 1024


@dataclass
class Problem:
    """Something that could not be read, with its place."""

    path: str
    line: int
    what: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.what}"


@dataclass(slots=True)
class Entry:
    """The head of one message and where it lies."""

    path: Path
    start: int
    end: int
    line: int
    identity: str
    message_id: str
    references: list[str]
    at: datetime.datetime
    subject: str
    is_reply: bool
    name: str
    address: str


@dataclass
class ListText:
    """The contents of one message."""

    body: str
    attachments: list[Attachment] = field(default_factory=list)


@lru_cache(maxsize=2)
def _unpacked(path: Path) -> bytes:
    raw = path.read_bytes()
    return gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw


def read_entries(path: Path, problems: list[Problem]) -> Iterator[Entry]:
    """The heads of a file's messages. What cannot be read is noted in problems, and reading goes on."""
    try:
        data = _unpacked(path)
    except (OSError, EOFError, zlib.error) as error:
        problems.append(Problem(str(path), 0, f"the file cannot be read: {error}"))
        return
    if b"\n\n" not in data.replace(b"\r", b"") and data.strip():
        problems.append(Problem(str(path), 1, "no message in it"))
        return
    starts = list(SEPARATOR.finditer(data))
    if not starts and data.strip():
        problems.append(Problem(str(path), 1, "no line that begins a message ('From … date')"))
    line, counted = 1, 0
    last: datetime.datetime | None = None
    for index, match in enumerate(starts):
        line += data.count(b"\n", counted, match.start())
        counted = match.start()
        end = starts[index + 1].start() if index + 1 < len(starts) else len(data)
        entry = _entry(path, data, match, end, line, last, problems)
        if entry is not None:
            last = entry.at
            yield entry


def _entry(
    path: Path,
    data: bytes,
    match: re.Match[bytes],
    end: int,
    line: int,
    last: datetime.datetime | None,
    problems: list[Problem],
) -> Entry | None:
    start = match.end() + 1
    head = data[start : min(end, start + MOST_HEAD)]
    parsed = email.message_from_bytes(head, policy=email.policy.compat32)
    if not parsed.keys():
        problems.append(Problem(str(path), line, "a message without headers"))
        return None
    subject = _header(parsed, "Subject")
    name, address = _author(_header(parsed, "From"))
    message_id = _first(re.findall(r"<([^<>\s]{3,250})>", _header(parsed, "Message-ID")))
    body_hash = hashlib.sha256(data[start:end].strip()).hexdigest()
    at = _date(_header(parsed, "Date"), match.group(1).decode("ascii", "replace"), last)
    if at is None:
        problems.append(Problem(str(path), line, "a message without any date that can be read"))
        return None
    references = re.findall(
        r"<([^<>\s]{3,250})>", f"{_header(parsed, 'References')} {_header(parsed, 'In-Reply-To')}"
    )
    return Entry(
        path=path,
        start=start,
        end=end,
        line=line,
        identity=hashlib.sha256(f"{message_id or body_hash}".encode()).hexdigest(),
        message_id=message_id,
        references=list(dict.fromkeys(reversed(references))),
        at=at,
        subject=plain_subject(subject),
        is_reply=bool(REPLY_MARK.match(LIST_TAG.sub("", subject))),
        name=name,
        address=address,
    )


def _first(found: list[str]) -> str:
    return found[0] if found else ""


def _header(parsed: email.message.Message, name: str) -> str:
    """A header's text, whatever bytes it is made of."""
    value = parsed.get(name)
    if value is None:
        return ""
    raw = str(value).encode("utf-8", "surrogateescape")
    text = re.sub(r"\?=\s*\n\s+=\?", "?==?", decode_bytes(raw))
    try:
        return one_line(str(make_header(decode_header(text.replace("\n", " ")))))
    except (ValueError, LookupError, UnicodeError):
        return one_line(text)


def _author(value: str) -> tuple[str, str]:
    """(name, address) of 'user at host (Name)', 'Name <user@host>' and their like."""
    address = ""
    match = re.search(r"([\w.+=-]{1,80})(?:@| at )([\w-]+(?:\.[\w-]+)*)", value)
    if match:
        address = f"{match.group(1)}@{match.group(2)}".lower()
    bracket = re.search(r"\(([^()]{1,100})\)", value)
    if bracket:
        name = bracket.group(1)
    else:
        name = re.sub(r"<[^>]*>?", "", value).strip(" \"'")
        if match and match.group(0) in name:
            name = ""
    return one_line(name).strip(" \"'"), address


def _date(header: str, separator: str, last: datetime.datetime | None) -> datetime.datetime | None:
    """When a message was written: its Date, else the archiver's date, else that of the one before.

    A Date more than two days off the archiver's own is a wrong clock, and the archiver's counts.
    """
    archived = _loose(separator)
    written: datetime.datetime | None
    try:
        stated = parsedate_to_datetime(header)
        stated = stated if stated.tzinfo else stated.replace(tzinfo=datetime.UTC)
        written = stated.astimezone(datetime.UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        written = _loose(header)
    if written and (
        written < EARLIEST or (archived and abs(written - archived) > datetime.timedelta(days=2))
    ):
        written = None
    return written or archived or last


def _loose(value: str) -> datetime.datetime | None:
    """'Fri Apr  2 02:39:26 2004' with or without the day of the week."""
    match = re.search(r"(\w{3})\s+(\d{1,2})\s+(\d{1,2}:\d{2}(?::\d{2})?)\s+(?:\S+\s+)?(\d{4})", value)
    if not match:
        return None
    month, day, clock, year = match.groups()
    clock = clock if clock.count(":") == 2 else f"{clock}:00"
    try:
        found = datetime.datetime.strptime(f"{month} {day} {clock} {year}", "%b %d %H:%M:%S %Y")
    except ValueError:
        return None
    return found.replace(tzinfo=datetime.UTC)


def plain_subject(subject: str) -> str:
    """A subject without the list's tag and the marks of replies."""
    previous = None
    while previous != subject:
        previous = subject
        subject = REPLY_MARK.sub(
            "", LIST_TAG.sub("", subject, count=1) if subject.startswith("[") else subject
        )
    return WAS.sub("", one_line(subject)).strip()


def read_message(entry: Entry) -> ListText:
    """The text and the files of a message."""
    raw = _unpacked(entry.path)[entry.start : entry.end]
    raw = re.sub(rb"(?m)^>(>*From )", rb"\1", raw)
    head, _blank, body = raw.replace(b"\r\n", b"\n").partition(b"\n\n")
    declared = re.search(rb"(?im)^content-type:", head)
    sniffed = None if declared else SNIFFED.search(body)
    if sniffed:
        head += b'\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="%s"' % sniffed.group(1)
        body = body[sniffed.start() :]
    if not declared and not sniffed:
        return ListText(decode_bytes(body))
    message = email.message_from_bytes(head + b"\n\n" + body, policy=email.policy.compat32)
    text, attachments, _decoration = contents_of(message)
    return ListText(text, attachments)
