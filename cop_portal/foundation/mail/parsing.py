"""What a mail says: its text, what of it the person wrote, its attachments.

Cutting quotes: mail programs mark what they quote in a few dozen ways. The rules below were written
against real replies of many programs and languages; no kept library came near
(docs/decisions/0006-replies-by-mail.md). The cut part is kept and can be shown.
"""

from __future__ import annotations

import email
import email.policy
import html
import re
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import getaddresses, parseaddr

from cop_portal.foundation.mail.replies import split_reply
from cop_portal.foundation.text import clean, one_line

MOST_PARTS = 200
MOST_TEXT = 400_000


@dataclass
class Attachment:
    name: str
    content_type: str
    content: bytes


@dataclass
class ParsedMail:
    """A mail as we understand it. `written` is the person's own text, `quoted` what was cut off."""

    message_id: str = ""
    in_reply_to: list[str] = field(default_factory=list)
    subject: str = ""
    from_name: str = ""
    from_address: str = ""
    from_count: int = 0
    recipients: list[str] = field(default_factory=list)
    written: str = ""
    quoted: str = ""
    attachments: list[Attachment] = field(default_factory=list)
    automatic: bool = False
    authentication_results: list[str] = field(default_factory=list)


def parse(raw: bytes) -> ParsedMail:
    """Understand a mail. Anything can be wrong with it; nothing here raises for that."""
    message = email.message_from_bytes(raw[:30_000_000], policy=email.policy.compat32)
    mail = ParsedMail(subject=_header(message, "Subject"))
    senders = getaddresses([str(value) for value in message.get_all("From", [])])
    mail.from_count = len(message.get_all("From", [])) if message.get_all("From") else 0
    if senders:
        name, mail.from_address = parseaddr(_header(message, "From"))
        mail.from_name, mail.from_address = one_line(name), mail.from_address.lower().strip()
        mail.from_count = max(mail.from_count, len([a for _n, a in senders if a]))
    mail.message_id = _first_id(_header(message, "Message-ID"))
    references = _header(message, "References") + " " + _header(message, "In-Reply-To")
    mail.in_reply_to = list(dict.fromkeys(reversed(re.findall(r"<[^<>\s]{1,250}>", references))))
    mail.recipients = [
        address.lower()
        for _name, address in getaddresses(
            [
                str(value)
                for name in ("To", "Cc", "Delivered-To", "X-Original-To")
                for value in message.get_all(name, [])
            ]
        )
        if address
    ]
    mail.automatic = _is_automatic(message)
    mail.authentication_results = [one_line(str(v)) for v in message.get_all("Authentication-Results", [])]
    text, mail.attachments = contents_of(message)
    mail.written, mail.quoted = split_reply(text)
    return mail


def _header(message: EmailMessage | email.message.Message, name: str) -> str:
    try:
        value = email.header.make_header(email.header.decode_header(message.get(name, "") or ""))
        return one_line(str(value))
    except (ValueError, LookupError, UnicodeError, email.errors.MessageError):
        return one_line(str(message.get(name, "")))


def _first_id(value: str) -> str:
    match = re.search(r"<([^<>\s]{1,240})>", value)
    return f"<{match.group(1)}>" if match else one_line(value)[:250]


def _is_automatic(message: email.message.Message) -> bool:
    """Out-of-office notes, bounces, lists and our own mail coming back (RFC 3834)."""

    def header(name: str) -> str:
        return str(message.get(name, "")).strip().lower()

    return bool(
        header("Auto-Submitted") not in ("", "no")
        or header("Precedence") in ("bulk", "junk", "list", "auto_reply")
        or header("X-Autoreply")
        or header("X-Autorespond")
        or header("X-Loop")
        or header("List-Id")
        or header("Return-Path") == "<>"
        or message.get_content_type() in ("multipart/report", "message/delivery-status")
    )


def contents_of(message: email.message.Message) -> tuple[str, list[Attachment]]:
    text: list[str] = []
    markup: list[str] = []
    attachments: list[Attachment] = []
    for count, part in enumerate(message.walk()):
        if count >= MOST_PARTS:
            break
        if part.is_multipart():
            continue
        kind = part.get_content_type()
        name = _file_name(part)
        if (
            not name
            and kind in ("text/plain", "text/html")
            and part.get_content_disposition() != "attachment"
        ):
            (text if kind == "text/plain" else markup).append(decode_part(part))
        elif kind != "application/pgp-signature":
            content = part.get_payload(decode=True)
            if isinstance(content, bytes) and content:
                attachments.append(Attachment(name or "attachment", kind, content))
    body = "\n".join(text) if any(piece.strip() for piece in text) else text_of_html("\n".join(markup))
    return clean(body)[:MOST_TEXT], attachments


def _file_name(part: email.message.Message) -> str:
    try:
        return one_line(part.get_filename() or "")[:150]
    except (ValueError, LookupError, UnicodeError, TypeError, AttributeError):
        return ""


def decode_part(part: email.message.Message) -> str:
    """The text of a part, whatever charset it claims."""
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return ""
    return decode_bytes(content, part.get_content_charset() or "")


def decode_bytes(content: bytes, charset: str = "") -> str:
    """Bytes as text: by the charset they claim, else UTF-8, else Windows' Latin."""
    for candidate in (charset, "utf-8"):
        try:
            if candidate:
                return content.decode(candidate)
        except (LookupError, UnicodeError):
            continue
    return content.decode("cp1252", "replace")


def text_of_html(markup: str) -> str:
    """Plain text of an HTML mail; quoted blocks come out with a leading '>'."""
    markup = re.sub(r"(?is)<(script|style|head|title)\b.*?</\1>", "", markup[:MOST_TEXT])
    markup = re.sub(r"(?i)<blockquote[^>]*>", "\n\x01", markup)
    markup = re.sub(r"(?i)</blockquote>", "\x02\n", markup)
    markup = re.sub(r"(?i)<br\s*/?>|</(p|div|tr|li|h[1-6])>", "\n", markup)
    text = html.unescape(re.sub(r"(?s)<[^>]{0,2000}>", "", markup))
    depth, lines = 0, []
    for line in text.splitlines():
        depth += line.count("\x01")
        bare = " ".join(line.replace("\x01", "").replace("\x02", "").split())
        lines.append(f"{'> ' * min(depth, 5)}{bare}" if bare else "")
        depth = max(depth - line.count("\x02"), 0)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
