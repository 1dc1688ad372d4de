"""A mail server that takes everything, remembers who got what, and can be told to misbehave."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from email import policy
from email.message import EmailMessage
from email.parser import BytesHeaderParser, BytesParser
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller

from cop_portal.tests.stack import free_port


class Sink:
    """Counts each DATA by recipient. refuse(address) returns an SMTP answer, or none to take it.

    on_data is called, in the server's thread, after a mail was taken and before it is answered.
    """

    host = "127.0.0.1"

    def __init__(self) -> None:
        self.port = free_port()
        self.raw: list[tuple[str, bytes]] = []
        self.senders: list[str] = []
        self.refuse: Callable[[str], str | None] = lambda address: None
        # The same for the sender, and for the text (with what was already agreed on).
        self.refuse_sender: Callable[[], str | None] = lambda: None
        self.refuse_text: Callable[[str], str | None] = lambda address: None
        self.on_data: Callable[[str], None] = lambda address: None
        self.log: Path | None = None  # a line for each mail taken, as mail servers keep it
        self.connections = 0
        self._lock = threading.Lock()
        self._controller: Controller | None = None

    def __enter__(self) -> Sink:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        self._controller = Controller(self, hostname=self.host, port=self.port, decode_data=False)
        self._controller.start()
        self.connections = 0  # the controller knocks once at its own door

    def stop(self) -> None:
        if self._controller is not None:
            self._controller.stop(no_assert=True)
            self._controller = None

    @property
    def url(self) -> str:
        return f"smtp://{self.host}:{self.port}"

    async def handle_EHLO(
        self, server: Any, session: Any, envelope: Any, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        self.connections += 1
        return responses

    async def handle_MAIL(
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if answer := self.refuse_sender():
            return answer
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if answer := self.refuse(address):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if answer := next(filter(None, map(self.refuse_text, envelope.rcpt_tos)), None):
            return answer
        with self._lock:
            if self.log is not None:
                name = BytesHeaderParser().parsebytes(envelope.original_content)["Message-ID"]
                with self.log.open("a") as log:
                    log.write(f"taken id={name}\n")
            self.raw += [(address, bytes(envelope.original_content)) for address in envelope.rcpt_tos]
            self.senders.append(envelope.mail_from)
        for address in envelope.rcpt_tos:
            self.on_data(address)
        return "250 OK"

    @property
    def counts(self) -> Counter[str]:
        """How many times each address was handed a mail."""
        with self._lock:
            return Counter(address for address, _raw in self.raw)

    def mails(self, to: str = "") -> list[EmailMessage]:
        """What was taken, oldest first, parsed strictly; with an address only what went there."""
        with self._lock:
            chosen = [raw for address, raw in self.raw if not to or address == to]
        parser = BytesParser(policy=policy.default)
        found = [parser.parsebytes(raw) for raw in chosen]
        return [mail for mail in found if isinstance(mail, EmailMessage)]
