"""Speaking SMTP for one mail, and what each answer of the server means.

| Answer | What it is about | The mail |
|---|---|---|
| 5xx to the recipient or the text | this mail | failed, never tried again |
| 4xx (greylisting, full, busy) | this mail, for now | tried again later, at most MOST_ATTEMPTS times |
| 421, or a connection that breaks | the connection | the same, over a new connection |
| broken after the text was sent | nobody knows | uncertain |
| 5xx to our sender, 530 and 535 | us: the settings or the server's | waits untouched, all others too |
"""

from __future__ import annotations

import re
import smtplib
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.backends.smtp import EmailBackend

from cop_portal.foundation.failpoints import failpoint
from cop_portal.foundation.mail import addresses
from cop_portal.foundation.mail.models import OutgoingMail
from cop_portal.foundation.mail.stencil import ascii_address
from cop_portal.foundation.text import one_line

State = OutgoingMail.State
LEADING_DOT = re.compile(rb"(?m)^\.")
CLOSING = 421
# Who we are is not believed, or not well enough: no mail of ours can leave.
ABOUT_US = (530, 534, 535, 538)


@dataclass
class Outcome:
    """What became of one attempt."""

    state: str
    error: str = ""


class ServerAway(Exception):
    """The mail server cannot be reached, or takes nothing from us; nothing was handed over."""


def connect() -> EmailBackend:
    backend: Any = get_connection("django.core.mail.backends.smtp.EmailBackend")
    try:
        backend.open()
        backend.connection.ehlo_or_helo_if_needed()
    except (OSError, smtplib.SMTPException) as error:
        raise ServerAway(one_line(str(error))) from error
    return backend


def hand_over(backend: EmailBackend, row: OutgoingMail, payload: bytes) -> Outcome:
    """Speak SMTP for one mail. A connection that broke is left as None.

    Raises ServerAway where the server refuses the portal itself.
    """
    assert backend.connection is not None, "handing over needs an open connection"
    smtp: smtplib.SMTP = backend.connection
    data_begun = about_sender = False
    try:
        code, text = smtp.mail(_return_path(row))
        about_sender = code != 250
        if code == 250:
            code, text = smtp.rcpt(ascii_address(row.to_address))
        if code in (250, 251):
            code, text = smtp.docmd("DATA")
            if code == 354:
                data_begun = True
                smtp.send(LEADING_DOT.sub(b"..", payload) + b".\r\n")
                failpoint("mail.after_data")
                code, text = smtp.getreply()
                if code == 250:
                    return Outcome(State.SENT)
    except (OSError, smtplib.SMTPException) as error:
        _hang_up(backend)
        words = one_line(str(error))
        if data_begun:
            return Outcome(State.UNCERTAIN, f"the connection broke after the text was sent: {words}")
        return Outcome(State.DEFERRED, f"the connection broke: {words}")
    return _understood(backend, code, text, about_sender=about_sender)


def _return_path(row: OutgoingMail) -> str:
    """Where a report about this very mail comes back to."""
    return addresses.bounce_address(row.pk) if settings.MAIL_BOUNCE_DOMAIN else settings.DEFAULT_FROM_EMAIL


def _understood(backend: EmailBackend, code: int, text: bytes, *, about_sender: bool) -> Outcome:
    """What an answer that is not yes means."""
    words = one_line(f"{code} {text.decode('utf-8', 'replace')}")
    for_good = 500 <= code < 600
    if (about_sender and for_good) or code in ABOUT_US:
        _hang_up(backend)
        raise ServerAway(words)
    if code == CLOSING:
        _hang_up(backend)
    else:
        _begin_anew(backend)
    return Outcome(State.FAILED if for_good else State.DEFERRED, words)


def _begin_anew(backend: EmailBackend) -> None:
    """After a refusal; a server that hangs up then does not change what it said."""
    smtp: Any = backend.connection
    try:
        smtp.rset()
    except (OSError, smtplib.SMTPException):
        _hang_up(backend)


def _hang_up(backend: EmailBackend) -> None:
    smtp: Any = backend.connection
    backend.connection = None
    smtp.close()
