"""Malformed mails of many kinds, for tests: each is a generator of bytes from a head that is true."""

from __future__ import annotations

import base64
import random
from collections.abc import Callable

HEAD = b"MIME-Version: 1.0\r\n"


def _multipart(*parts: bytes, kind: bytes = b"mixed", end: bytes = b"--b--\r\n") -> bytes:
    return (
        HEAD
        + b"Content-Type: multipart/"
        + kind
        + b'; boundary="b"\r\n\r\n'
        + b"".join(b"--b\r\n" + part + b"\r\n" for part in parts)
        + end
    )


def _text(body: bytes, charset: bytes = b"utf-8", coding: bytes = b"8bit") -> bytes:
    return (
        b"Content-Type: text/plain; charset="
        + charset
        + b"\r\nContent-Transfer-Encoding: "
        + coding
        + b"\r\n\r\n"
        + body
    )


def _nested(depth: int, kind: bytes = b"mixed") -> bytes:
    return b"".join(
        b"Content-Type: multipart/%s; boundary=b%d\r\n\r\n--b%d\r\n" % (kind, level, level)
        for level in range(depth)
    ) + _text(b"deep")


def _forwarded(depth: int) -> bytes:
    return b"Content-Type: message/rfc822\r\n\r\n" * depth + _text(b"deep")


KINDS: dict[str, Callable[[], bytes]] = {
    "nothing at all": lambda: b"",
    "no body": lambda: b"\r\n",
    "no blank line": lambda: b"X-A: b",
    "blank line missing before the text": lambda: b"Content-Type: text/plain\r\njust words, no header here\r\nmore\r\n",
    "boundary never comes": lambda: HEAD + b'Content-Type: multipart/mixed; boundary="never"\r\n\r\ntext\r\n',
    "boundary is missing": lambda: HEAD + b"Content-Type: multipart/mixed\r\n\r\n--b\r\n\r\ntext\r\n",
    "boundary is empty": lambda: HEAD + b'Content-Type: multipart/mixed; boundary=""\r\n\r\n----\r\n\r\nx\r\n',
    "boundary of 5,000 letters": lambda: HEAD + b"Content-Type: multipart/mixed; boundary=" + b"b" * 5000 + b"\r\n\r\n--" + b"b" * 5000 + b"\r\n\r\nx",
    "never closed": lambda: _multipart(_text(b"text"), end=b""),
    "closed twice": lambda: _multipart(_text(b"text"), end=b"--b--\r\n--b--\r\n--b\r\n\r\nafter"),
    "a part inside itself": lambda: _multipart(_multipart(_text(b"x"))),
    "400 levels deep": lambda: _nested(400),
    "3,000 levels deep": lambda: _nested(3000),
    "2,000 alternatives deep": lambda: _nested(2000, b"alternative"),
    "300 mails in one another": lambda: _forwarded(300),
    "5,000 mails in one another": lambda: _forwarded(5000),
    "10,000 empty parts": lambda: _multipart(*[b"\r\n"] * 10_000),
    "10,000 texts": lambda: _multipart(*[_text(b"x")] * 10_000),
    "charset that is none": lambda: _text("é".encode(), b"x-none"),
    "charset with a quote": lambda: _text(b"x", b'"utf-8'),
    "charset of a codec that is no charset": lambda: _text(b"YWJj", b"base64"),
    "charset rot13": lambda: _text(b"uryyb", b"rot13"),
    "charset zlib": lambda: _text(b"\x78\x9c\x03\x00", b"zlib"),
    "charset idna": lambda: _text(b"xn--a." * 2000, b"idna"),
    "charset utf-16 that is not": lambda: _text(b"odd", b"utf-16"),
    "charset utf-7": lambda: _text(b"+ADw-script+AD4-alert(1)+ADw-/script+AD4-", b"utf-7"),
    "charset with 4,000 letters": lambda: _text(b"x", b"u" * 4000),
    "says utf-8, is windows": lambda: _text("Grüße".encode("cp1252")),
    "says ascii, is chinese": lambda: _text("抽水机".encode("gb18030"), b"us-ascii"),
    "lone surrogates": lambda: _text(b"\xed\xa0\x80 \xed\xb0\x80"),
    "nuls": lambda: _text(b"a\x00b\x00\x00c"),
    "all bytes": lambda: _text(bytes(range(256)) * 20),
    "bad base64": lambda: _text(b"!!!! not base64 ====\r\n=A=B=", coding=b"base64"),
    "base64 cut short": lambda: _text(base64.b64encode(b"hello world")[:-3], coding=b"base64"),
    "base64 in base64": lambda: _text(base64.b64encode(base64.b64encode(b"x" * 9999)), coding=b"base64"),
    "bad quoted-printable": lambda: _text(b"=ZZ=1=\r\n==", coding=b"quoted-printable"),
    "an encoding that is none": lambda: _text(b"x", coding=b"x-made-up"),
    "uuencode that is not": lambda: _text(b"begin 644 x\r\nzzzz\r\nend", coding=b"x-uuencode"),
    "8-bit headers": lambda: "Subject: Grüße\r\nX-A: 抽水机\r\n".encode() + b"X-B: \xff\xfe\xfd\r\n\r\nx",
    "encoded words that are none": lambda: b"Subject: =?utf-8?b?!!!?= =?x-none?q?a?= =?utf-8?x?a?= =?=?=\r\n\r\nx",
    "an encoded word that hides lines": lambda: b"Subject: =?utf-8?q?a=0D=0ABcc:_evil=40example.org=0D=0A=0D=0Ax?=\r\n\r\nx",
    "a header of 1 MB": lambda: b"X-Long: " + b"a" * 1_000_000 + b"\r\n\r\nx",
    "20,000 headers": lambda: b"X-Many: a\r\n" * 20_000 + b"\r\nx",
    "a folded header of 20,000 lines": lambda: b"X-Folded: a\r\n" + b" b\r\n" * 20_000 + b"\r\nx",
    "References of 20,000": lambda: b"References: " + b"<a@b.c> " * 20_000 + b"\r\n\r\nx",
    "Received 5,000 times": lambda: b"Received: from a by b; now\r\n" * 5000 + b"\r\nx",
    "two subjects": lambda: b"Subject: a\r\nSubject: b\r\n\r\nx",
    "a date that is none": lambda: b"Date: yesterday, perhaps\r\n\r\nx",
    "a Message-ID without an end": lambda: b"Message-ID: <abc" + b"d" * 3000 + b"\r\n\r\nx",
    "unfinished quotes in addresses": lambda: b'Cc: "a (b <c@d, "e" <f\r\n\r\nx',
    "20,000 recipients": lambda: b"Cc: " + b", ".join(b"a%d@b.org" % n for n in range(20_000)) + b"\r\n\r\nx",
    "comments in comments": lambda: b"Cc: " + b"(" * 20_000 + b"a@b.org" + b")" * 20_000 + b"\r\n\r\nx",
    "authentication results of brackets": lambda: b"Authentication-Results: mx.example.org; " + b"(" * 50_000 + b"\r\n\r\nx",
    "a file name of 100,000 letters": lambda: _multipart(b"Content-Disposition: attachment; filename=" + b"f" * 100_000 + b"\r\n\r\nx"),
    "a file name in pieces": lambda: _multipart(
        b"Content-Disposition: attachment; " + b"; ".join(b"filename*%d=a" % n for n in range(3000)) + b"\r\n\r\nx"
    ),
    "a file name of a bad charset": lambda: _multipart(b"Content-Disposition: attachment; filename*=x-none'en'%ff%fe\r\n\r\nx"),
    "a file name that climbs": lambda: _multipart(_text(b"hello"), b"Content-Disposition: attachment; filename=\"../../etc/passwd\r\n\x00\"\r\n\r\nx"),
    "html without an end": lambda: HEAD + b"Content-Type: text/html\r\n\r\n" + b"<div>" * 50_000,
    "html of smaller-thans": lambda: HEAD + b"Content-Type: text/html\r\n\r\n" + b"<" * 300_000,
    "html of comments": lambda: HEAD + b"Content-Type: text/html\r\n\r\n" + b"<!--" * 80_000,
    "html of quotes": lambda: HEAD + b"Content-Type: text/html\r\n\r\n" + b"<blockquote>" * 30_000 + b"x",
    "html of entities": lambda: HEAD + b"Content-Type: text/html\r\n\r\n" + b"&#x1F4A9;&amp" * 30_000,
    "400,000 quote marks": lambda: _text(b"> " * 200_000),
    "200,000 quoted lines": lambda: _text(b"> x\r\n" * 200_000),
    "6,000 attributions": lambda: _text(b"On Mon, 2 Mar 2026, A <a@b.org> wrote:\r\n" * 6000),
    "6,000 heads of mails": lambda: _text(b"From: a\r\nTo: b\r\n" * 6000),
    "one line of 5 MB": lambda: _text(b"a" * 5_000_000),
    "only line ends": lambda: _text(b"\r\n" * 500_000),
    "line ends of all kinds": lambda: _text("a\r\rb\n\rc\x0bd\x0ce\x85f\u2028g\u2029h".encode()),
    "marks that turn the direction": lambda: _text("\u202eevil\u202c \u2066x\u2069".encode() * 2000),
    "a bomb of a picture": lambda: _multipart(
        _text(b"see"), b"Content-Type: image/png\r\nContent-Disposition: attachment; filename=a.png\r\n"
        b"Content-Transfer-Encoding: base64\r\n\r\niVBORw0KGgoAAAANSUhEUgAA//8AAP//CAYAAAA="
    ),
    "a winmail.dat": lambda: _multipart(_text(b"see"), b"Content-Type: application/ms-tnef; name=winmail.dat\r\n\r\n\x78\x9f\x3e\x22" + b"\x00" * 400),
    "a partial mail": lambda: HEAD + b"Content-Type: message/partial; number=1; total=99; id=x\r\n\r\nx",
    "an external body": lambda: HEAD + b"Content-Type: message/external-body; access-type=URL; URL=http://127.0.0.1/\r\n\r\nx",
    "encrypted": lambda: _multipart(b"Content-Type: application/pgp-encrypted\r\n\r\nVersion: 1", kind=b"encrypted"),
    "an invitation": lambda: HEAD + b"Content-Type: text/calendar; method=REQUEST\r\n\r\nBEGIN:VCALENDAR\r\nEND:VCALENDAR",
    "5 MB of a file": lambda: _multipart(
        _text(b"see"), b"Content-Type: application/pdf\r\nContent-Disposition: attachment; filename=a.pdf\r\n"
        b"Content-Transfer-Encoding: base64\r\n\r\n" + base64.encodebytes(b"%PDF-1.4" + b"x" * 5_000_000)
    ),
}  # fmt: skip


def mutated(raw: bytes, seed: int) -> bytes:
    """The mail with some bytes changed, cut, doubled or swapped; the same seed gives the same."""
    chance = random.Random(seed)
    data = bytearray(raw)
    for _step in range(chance.randint(1, 40)):
        if not data:
            break
        at = chance.randrange(len(data))
        match chance.randrange(5):
            case 0:
                data[at] = chance.randrange(256)
            case 1:
                del data[at : at + chance.randint(1, 30)]
            case 2:
                data[at:at] = data[at : at + chance.randint(1, 60)]
            case 3:
                data[at:at] = bytes(
                    chance.choice([b"\r\n", b"\n", b"--b\r\n", b"=?", b"\x00", b"<", b">", b"\xff"])
                )
            case _:
                data[at:at] = chance.choice(
                    [b"Content-Type: multipart/mixed; boundary=b\r\n", b"\r\n\r\n", b"\r\nTo: "]
                )
    return bytes(data)
