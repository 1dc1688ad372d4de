"""A mail encoded once, filled in for each reader.

Encoding a letter for MIME costs more than sending it. What differs between readers (their stop
link, their name) stands in holes; everything else is encoded a single time.
"""

from __future__ import annotations

import binascii
import re
import secrets
from collections.abc import Mapping
from email.charset import QP, Charset
from email.header import Header
from email.utils import formataddr

from django.utils.html import escape

from cop_portal.foundation.text import one_line

# Holes that a bulk mail may have; the text of a letter names them as [[stop_url]] and so on.
HOLES = ("stop_url", "name", "address")
HOLE = re.compile(rf"\[\[({'|'.join(HOLES)})\]\]")
UTF8 = Charset("utf-8")
UTF8.body_encoding = QP
ADDRESSES = ("From", "To")  # made by address(), which encodes names
LINE = 68  # characters of a quoted-printable line that we fold ourselves; 76 are allowed


def header(name: str, value: str) -> bytes:
    """One header line (folded), safe against line ends and other control characters in value."""
    text = one_line(value)
    # What looks like an encoded word is encoded itself, else it would be read as what it encodes.
    plain = text.isascii() and ("=?" not in text or name in ADDRESSES)
    encoded = text if plain else Header(text, UTF8, header_name=name, maxlinelen=75).encode()
    return f"{name}: {encoded}\r\n".encode("ascii", "replace")


def address(name: str, mail_address: str) -> str:
    """'Name <address>' with the name encoded as needed. Raises ValueError as ascii_address does."""
    # A name that is written like an encoded word would be shown as what it encodes.
    name, mail_address = one_line(name).replace("=?", "= ?"), ascii_address(mail_address)
    if name.isascii():
        return formataddr((name, mail_address))
    return f"{Header(name, UTF8, maxlinelen=75).encode(linesep='')} <{mail_address}>"


def ascii_address(mail_address: str) -> str:
    """An address as SMTP takes it everywhere, a foreign domain in its ASCII form.

    Raises ValueError where there is none: other letters before the @, spaces, line ends.
    """
    if not mail_address or any(char.isspace() or not char.isprintable() for char in mail_address):
        raise ValueError("the address holds characters that no mail server takes")
    local, at, domain = mail_address.rpartition("@")
    if not domain.isascii():
        domain = domain.encode("idna").decode()
    return f"{local}{at}{domain}".encode("ascii").decode()


def without_holes(text: str) -> str:
    """What people wrote, where it looks like a hole, so that it stays text: a word joiner parts it."""
    return HOLE.sub("[\u2060[\\1]]", text)


def _qp(text: str) -> bytes:
    encoded = binascii.b2a_qp(text.replace("\r\n", "\n").encode(), istext=True)
    return encoded.replace(b"\n", b"\r\n")


def _folded(encoded: bytes) -> bytes:
    """Quoted-printable text without line ends, as lines joined by soft line breaks."""
    pieces, rest = [], encoded
    while len(rest) > LINE:
        cut = LINE
        while rest[cut - 1 : cut] == b"=" or rest[cut - 2 : cut - 1] == b"=":
            cut -= 1
        pieces.append(rest[:cut])
        rest = rest[cut:]
    return b"=\r\n".join([*pieces, rest])


def _filled(value: str) -> bytes:
    """A value as quoted-printable lines of its own, joined to what is around by soft line breaks."""
    encoded = binascii.b2a_qp(value.encode(), istext=False).replace(b"=\n", b"")
    return b"=\r\n" + _folded(encoded) + b"=\r\n"


def _before_hole(segment: bytes) -> bytes:
    """A segment whose last line has room for the soft line break that a hole begins with."""
    head, end, last = segment.rpartition(b"\r\n")
    return head + end + _folded(last)


class _Body:
    """One part of the mail: encoded segments with the names of the holes between them."""

    def __init__(self, text: str, *, html: bool) -> None:
        parts = HOLE.split(text)
        *before, last = (_qp(part) for part in parts[0::2])
        self.segments = [*map(_before_hole, before), last]
        self.names = parts[1::2]
        self.html = html

    def fill(self, values: Mapping[str, str]) -> bytes:
        out = [self.segments[0]]
        for name, segment in zip(self.names, self.segments[1:], strict=True):
            value = str(values.get(name, ""))
            out.append(_filled(escape(value) if self.html else value))
            out.append(segment)
        return b"".join(out)


class Stencil:
    """text and html with [[holes]], ready to be filled. headers are the same for every reader."""

    def __init__(self, *, text: str, html: str, headers: Mapping[str, str]) -> None:
        boundary = f"=_{secrets.token_hex(12)}"
        self.text, self.html = _Body(text, html=False), _Body(html, html=True)
        self.common = (
            b"".join(header(name, value) for name, value in headers.items())
            + (
                f'MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary="{boundary}"\r\n'
            ).encode()
        )
        part = (
            f"--{boundary}\r\nContent-Type: text/%s; charset=utf-8\r\n"
            "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
        )
        self.before_text = b"\r\n" + (part % "plain").encode()
        self.before_html = b"\r\n" + (part % "html").encode()
        self.end = f"\r\n--{boundary}--\r\n".encode()

    def fill(self, own_headers: bytes, values: Mapping[str, str]) -> bytes:
        """The whole mail for one reader, as bytes with CRLF line ends."""
        return b"".join(
            (
                own_headers,
                self.common,
                self.before_text,
                self.text.fill(values),
                self.before_html,
                self.html.fill(values),
                self.end,
            )
        )
