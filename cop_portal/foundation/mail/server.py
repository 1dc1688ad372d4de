"""SMTP and LMTP doors: what answers when a mail server, or a mail program on this machine, knocks."""

from __future__ import annotations

import asyncio
import datetime
import mailbox
from email.parser import BytesHeaderParser
from pathlib import Path
from typing import Any

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP
from django.conf import settings
from django.db import Error, close_old_connections

from cop_portal.foundation.mail import inbound


def _store(envelope: Any, recipients: list[str]) -> list[str]:
    """Store the mail for each of our addresses; the answers in SMTP's words, one for each."""
    close_old_connections()
    content = bytes(envelope.original_content or envelope.content or b"")
    answers = []
    for recipient in recipients:
        try:
            inbound.receive(
                content, envelope_to=recipient, envelope_from=envelope.mail_from or inbound.NOBODY
            )
            answers.append("250 2.0.0 Stored")
        except inbound.TooLarge:
            answers.append("552 5.3.4 The mail is too large")
        except Error:
            answers.append("451 4.3.0 Try again later")
    return answers


async def _stored(envelope: Any, recipients: list[str]) -> list[str]:
    """The same without keeping others waiting."""
    return await asyncio.get_running_loop().run_in_executor(None, _store, envelope, recipients)


def _is_ours(address: str) -> bool:
    domain = address.rpartition("@")[2].lower()
    return bool(domain) and domain in (
        settings.MAIL_REPLY_DOMAIN.lower(),
        settings.MAIL_BOUNCE_DOMAIN.lower(),
    )


class InboundHandler:
    """Takes mail for the reply domain and nothing else."""

    async def handle_RCPT(
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if not _is_ours(address):
            return "550 5.7.1 Not an address of ours"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """LMTP answers for each recipient on a line of its own (RFC 2033)."""
        return "\r\n".join(await _stored(envelope, envelope.rcpt_tos))


class CatchingHandler:
    """For development: keeps every mail in a folder, and takes answers to the reply domain in."""

    def __init__(self, folder: Path) -> None:
        folder.parent.mkdir(parents=True, exist_ok=True)
        self.box = mailbox.Maildir(str(folder), create=True)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        ours = [to for to in envelope.rcpt_tos if _is_ours(to)]
        others = [to for to in envelope.rcpt_tos if not _is_ours(to)]
        # SMTP has one answer for all: the first that says no, so that the sender tries again.
        answers = await _stored(envelope, ours)
        refused = next((answer for answer in answers if not answer.startswith("2")), None)
        if others and refused is None:
            self.box.add(
                b"X-Envelope-To: " + ", ".join(others).encode("ascii", "replace") + b"\r\n"
                + bytes(envelope.original_content or envelope.content or b"")
            )  # fmt: skip
            self._log(envelope)
        return refused or "250 OK"

    def _log(self, envelope: Any) -> None:
        """As mail servers do: a line for each mail that was taken, with its Message-ID."""
        content = bytes(envelope.original_content or envelope.content or b"")
        name = BytesHeaderParser().parsebytes(content).get("Message-ID", "")
        with Path(settings.MAIL_CATCHER_LOG).open("a") as log:
            log.write(f"{datetime.datetime.now(datetime.UTC):%Y-%m-%dT%H:%M:%S} taken {name}\n")


async def serve(protocol: type[SMTP], handler: Any, host: str, port: int) -> None:
    """Answer at host and port until the process is told to stop."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: protocol(
            handler, data_size_limit=inbound.MOST_BYTES, enable_SMTPUTF8=True, decode_data=False
        ),
        host,
        port,
    )
    async with server:
        await server.serve_forever()


def run_catcher(host: str, port: int) -> None:
    asyncio.run(serve(SMTP, CatchingHandler(Path(settings.MAIL_CATCHER_DIR)), host, port))


def run_lmtp(host: str, port: int) -> None:
    asyncio.run(serve(LMTP, InboundHandler(), host, port))
