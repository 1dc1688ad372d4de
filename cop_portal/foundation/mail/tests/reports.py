"""Reports of mail that was not delivered, as the common mail servers write them.

Written by hand in the manner of each program: addresses and hosts are made up. Each says what it is:
"hard" (the address is none), "soft" (it may pass, or says nothing of the address), "delayed" (nothing
happened yet) or "none" (no report of something that failed).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Sample:
    name: str
    says: str
    raw: bytes


def _lines(text: str) -> bytes:
    return text.strip("\n").encode() + b"\n"


OURS = """From: Water <portal@example.org>
To: who@example.net
Subject: [Water] Which pump?
Message-ID: <mail.17@example.org>
Auto-Submitted: auto-generated

550 5.1.1 is a code that somebody asked about. Action: failed. Status: 5.1.1
"""


def _report(
    *,
    head: str,
    human: str,
    status: str,
    original: str = "message/rfc822",
    status_type: str = "message/delivery-status",
) -> bytes:
    """A multipart/report of three parts, or of two where nothing of the original came along."""
    parts = [("text/plain; charset=us-ascii", human), (status_type, status)]
    if original:
        parts.append((original, OURS))
    body = "".join(f"--=_b0\nContent-Type: {kind}\n\n{text.strip()}\n\n" for kind, text in parts)
    return _lines(
        f"{head.strip()}\nMIME-Version: 1.0\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="=_b0"\n\n'
        f"This is a MIME-encapsulated message.\n\n{body}--=_b0--"
    )


def postfix(status: str, said: str, action: str = "failed", original: str = "message/rfc822") -> bytes:
    delayed = action == "delayed"
    return _report(
        head=(
            "Return-Path: <>\nFrom: MAILER-DAEMON@mx1.example.net (Mail Delivery System)\n"
            f"Subject: {'Delayed Mail (still being retried)' if delayed else 'Undelivered Mail Returned to Sender'}\n"
            "To: b-17@reply.example.org\nAuto-Submitted: auto-replied"
        ),
        human=(
            "This is the mail system at host mx1.example.net.\n\n"
            "I'm sorry to have to inform you that your message could not\nbe delivered to one or more recipients.\n\n"
            f"<who@example.net>: host mail.example.net[192.0.2.7] said: {said} (in reply to RCPT TO command)"
        ),
        status=(
            "Reporting-MTA: dns; mx1.example.net\nX-Postfix-Queue-ID: 4C1D22034F\n"
            "X-Postfix-Sender: rfc822; b-17@reply.example.org\nArrival-Date: Thu, 26 Nov 2026 09:14:02 +0000 (UTC)\n\n"
            "Final-Recipient: rfc822; who@example.net\nOriginal-Recipient: rfc822;who@example.net\n"
            f"Action: {action}\nStatus: {status}\nRemote-MTA: dns; mail.example.net\nDiagnostic-Code: smtp; {said}"
        ),
        original=original,
    )


def exchange(status: str, code: str, words: str, *, original: str = "message/rfc822") -> bytes:
    """Exchange on its own premises and the one of Outlook 365 word the same report."""
    return _report(
        head=(
            "From: <postmaster@ministry.example>\nTo: b-17@reply.example.org\nSubject: Undeliverable: [Water] Which pump?\n"
            "Content-Language: en-US\nX-MS-Exchange-Message-Is-Ndr:\nAuto-Submitted: auto-replied\nReturn-Path: <>"
        ),
        human=(
            "who@ministry.example<mailto:who@ministry.example>\n\n"
            f"{words}\n\nDiagnostic information for administrators:\n\nGenerating server: AM0PR01.ministry.example\n\n"
            f"who@ministry.example\nRemote Server returned '{code}'"
        ),
        status=(
            "Reporting-MTA: dns;AM0PR01.ministry.example\nReceived-From-MTA: dns;out.example.org\n"
            "Arrival-Date: Thu, 26 Nov 2026 09:14:02 +0000\n\nFinal-Recipient: rfc822;who@ministry.example\n"
            f"Action: failed\nStatus: {status}\nDiagnostic-Code: smtp;{code}\n"
            "X-Display-Name: Who At Ministry"
        ),
        original=original,
    )


def gmail(status: str, said: str, action: str = "failed", subject: str = "(Failure)") -> bytes:
    """Its machine-readable part folds the reason over lines of their own."""
    folded = "\n ".join(said[start : start + 60] for start in range(0, len(said), 60))
    return _report(
        head=(
            "Return-Path: <>\nFrom: Mail Delivery Subsystem <mailer-daemon@mail.example.com>\nTo: b-17@reply.example.org\n"
            f"Auto-Submitted: auto-replied\nSubject: Delivery Status Notification {subject}\n"
            "X-Failed-Recipients: who@mail.example.com"
        ),
        human=f"** Message not delivered **\n\nYour message was not delivered to who@mail.example.com.\n\n{said}",
        status=(
            "Reporting-MTA: dns; mail.example.com\nReceived-From-MTA: dns; b-17@reply.example.org\n"
            "Arrival-Date: Thu, 26 Nov 2026 01:14:02 -0800 (PST)\nX-Original-Message-ID: <mail.17@example.org>\n\n"
            f"Final-Recipient: rfc822; who@mail.example.com\nAction: {action}\nStatus: {status}\n"
            f"Diagnostic-Code: smtp; {folded}\nLast-Attempt-Date: Thu, 26 Nov 2026 01:14:03 -0800 (PST)"
        ),
    )


def sendmail(status: str, said: str, action: str = "failed") -> bytes:
    return _report(
        head=(
            "From: Mail Delivery Subsystem <MAILER-DAEMON@old.example.net>\nTo: <b-17@reply.example.org>\n"
            "Subject: Returned mail: see transcript for details\nAuto-Submitted: auto-generated (failure)"
        ),
        human=(
            "The original message was received at Thu, 26 Nov 2026 10:14:02 +0100\nfrom out.example.org [192.0.2.9]\n\n"
            "   ----- The following addresses had permanent fatal errors -----\n<who@old.example.net>\n"
            f"    (reason: {said})\n\n   ----- Transcript of session follows -----\n... while talking to mail.old.example.net.:\n"
            f">>> DATA\n<<< {said}"
        ),
        status=(
            "Reporting-MTA: dns; old.example.net\nReceived-From-MTA: DNS; out.example.org\n"
            "Arrival-Date: Thu, 26 Nov 2026 10:14:02 +0100\n\nFinal-Recipient: RFC822; who@old.example.net\n"
            f"Action: {action}\nStatus: {status}\nRemote-MTA: DNS; mail.old.example.net\nDiagnostic-Code: SMTP; {said}\n"
            "Last-Attempt-Date: Thu, 26 Nov 2026 10:14:05 +0100"
        ),
        original="text/rfc822-headers",
    )


def exim(said: str) -> bytes:
    """Before version 4.86, and where it is told so since: words alone, in no part of their own."""
    return _lines(
        "Return-path: <>\nFrom: Mail Delivery System <Mailer-Daemon@host.example.net>\nTo: b-17@reply.example.org\n"
        "Auto-Submitted: auto-replied\nX-Failed-Recipients: who@example.net\n"
        "Subject: Mail delivery failed: returning message to sender\n\n"
        "This message was created automatically by mail delivery software.\n\n"
        "A message that you sent could not be delivered to one or more of its\nrecipients. This is a permanent error. "
        f"The following address(es) failed:\n\n  who@example.net\n    host mail.example.net [192.0.2.7]\n"
        f"    SMTP error from remote mail server after RCPT TO:<who@example.net>:\n    {said}\n\n"
        f"------ This is a copy of the message, including all the headers. ------\n\n{OURS}"
    )


def exim_report(status: str, said: str, action: str = "failed") -> bytes:
    return _report(
        head=(
            "Return-path: <>\nFrom: Mail Delivery System <Mailer-Daemon@host.example.net>\nTo: b-17@reply.example.org\n"
            "X-Failed-Recipients: who@example.net\nAuto-Submitted: auto-replied\n"
            "Subject: Mail delivery failed: returning message to sender"
        ),
        human=f"This message was created automatically by mail delivery software.\n\n  who@example.net\n    {said}",
        status=(
            "Reporting-MTA: dns; host.example.net\n\n"
            f"Action: {action}\nFinal-Recipient: rfc822;who@example.net\nStatus: {status}\n"
            f"Remote-MTA: dns; mail.example.net\nDiagnostic-Code: smtp; {said}"
        ),
    )


def qmail(said: str) -> bytes:
    """It follows no standard but its own (QSBMF)."""
    return _lines(
        "Return-Path: <>\nFrom: MAILER-DAEMON@q.example.net\nTo: b-17@reply.example.org\nSubject: failure notice\n\n"
        "Hi. This is the qmail-send program at q.example.net.\n"
        "I'm afraid I wasn't able to deliver your message to the following addresses.\n"
        "This is a permanent error; I've given up. Sorry it didn't work out.\n\n"
        f"<who@q.example.net>:\n{said}\n\n--- Below this line is a copy of the message.\n\n{OURS}"
    )


def _forwarded() -> bytes:
    """What a server sends on that was handed a report of another one: a report within a mail."""
    inner = postfix("5.1.1", "550 5.1.1 <who@example.net>: Recipient address rejected: User unknown").decode()
    return _lines(
        "From: MAILER-DAEMON@relay.example.net\nTo: b-17@reply.example.org\nSubject: Undelivered Mail Returned to Sender\n"
        "Auto-Submitted: auto-replied\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=outer\n\n"
        "--outer\nContent-Type: text/plain\n\nA report for you came to us.\n\n"
        f"--outer\nContent-Type: message/rfc822\n\n{inner}\n--outer--"
    )


def _of_two(first: str, second: str) -> bytes:
    """One report about two addresses, as for an alias that leads to both."""
    blocks = "\n\n".join(
        f"Final-Recipient: rfc822; {name}@example.net\nAction: {said.partition(' ')[0]}\nStatus: {said.partition(' ')[2]}"
        for name, said in (("one", first), ("two", second))
    )
    return _report(
        head="From: MAILER-DAEMON@mx1.example.net\nTo: b-17@reply.example.org\nSubject: Undelivered Mail",
        human="Two recipients.",
        status=f"Reporting-MTA: dns; mx1.example.net\n\n{blocks}",
    )


def _complaint(kind: str, original: str = "message/rfc822") -> bytes:
    """RFC 5965, as providers send it to who signed up for them."""
    return _lines(
        "From: feedback@provider.example\nTo: b-17@reply.example.org\nSubject: FW: [Water] Which pump?\nMIME-Version: 1.0\n"
        'Content-Type: multipart/report; report-type=feedback-report; boundary="=_f"\n\n'
        "--=_f\nContent-Type: text/plain\n\nThis is an email abuse report for a message received on 26 Nov 2026.\n\n"
        f"--=_f\nContent-Type: message/feedback-report\n\nFeedback-Type: {kind}\nUser-Agent: Example-FBL/2.1\nVersion: 1\n"
        "Original-Mail-From: <b-17@reply.example.org>\nReported-Domain: example.org\n\n"
        f"--=_f\nContent-Type: {original}\n\n{OURS}\n--=_f--"
    )


def _note(subject: str, *heads: str) -> bytes:
    """A note of absence that a program sent to the return path."""
    more = "".join(f"{head}\n" for head in heads)
    return _lines(
        f"From: Who <who@example.net>\nTo: b-17@reply.example.org\nSubject: {subject}\n{more}\nI am back on Monday."
    )


UNKNOWN = "550 5.1.1 <who@example.net>: Recipient address rejected: User unknown in virtual mailbox table"
FULL = "552 5.2.2 <who@example.net>: Mailbox full"
NOT_FOUND = "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient who@ministry.example not found by SMTP address lookup"
QUOTA = "554 5.2.2 mailbox full; STOREDRV.Deliver.Exception:QuotaExceededException.MapiExceptionShutoffQuotaExceeded"
NO_ACCOUNT = (
    "550-5.1.1 The email account that you tried to reach does not exist. Please try double-checking the "
    "recipient's email address for typos. 550 5.1.1 - gsmtp"
)
OVER = "452-4.2.2 The recipient's inbox is out of storage space and inactive. 452 4.2.2 - gsmtp"

SAMPLES = [
    # Postfix
    Sample("postfix: no such user", "hard", postfix("5.1.1", UNKNOWN)),
    Sample("postfix: no such user, heads only", "hard", postfix("5.1.1", UNKNOWN, original="text/rfc822-headers")),
    Sample("postfix: no such user, nothing of the original", "hard", postfix("5.1.1", UNKNOWN, original="")),
    Sample("postfix: no such domain", "hard", postfix("5.4.4", "Host or domain name not found. Name service error")),
    Sample("postfix: mailbox disabled", "hard", postfix("5.2.1", "550 5.2.1 This mailbox is disabled")),
    Sample("postfix: full", "soft", postfix("5.2.2", FULL)),
    Sample("postfix: full, for now", "soft", postfix("4.2.2", "452 4.2.2 Over quota")),
    Sample("postfix: too large", "soft", postfix("5.3.4", "552 5.3.4 Message size exceeds fixed limit")),
    Sample("postfix: policy", "soft", postfix("5.7.1", "554 5.7.1 Service unavailable; Client host blocked")),
    Sample("postfix: given up after five days", "soft", postfix("4.4.1", "connect to mail.example.net: timed out")),
    Sample("postfix: delayed", "delayed", postfix("4.4.1", "connect to mail.example.net: timed out", "delayed")),
    Sample("postfix: delivered", "none", postfix("2.0.0", "250 2.0.0 Ok: queued as 4C1D2", "delivered")),
    Sample("postfix: relayed", "none", postfix("2.1.9", "250 ok", "relayed")),
    # Exim
    Sample("exim: no such user", "hard", exim_report("5.0.0", "550 5.1.1 <who@example.net> User unknown")),
    Sample("exim: full", "soft", exim_report("5.2.2", "552 5.2.2 Quota exceeded")),
    Sample("exim: delayed", "delayed", exim_report("4.0.0", "451 Try again", "delayed")),
    Sample("exim: words alone, no such user", "soft", exim("550 5.1.1 <who@example.net> User unknown")),
    Sample("exim: words alone, full", "soft", exim("452 4.2.2 Mailbox full")),
    # Exchange and Outlook 365
    Sample("exchange: not found", "hard", exchange("5.1.10", NOT_FOUND, "who wasn't found at ministry.example.")),
    Sample("exchange: not found, nothing of the original", "hard", exchange("5.1.10", NOT_FOUND, "Not found.", original="")),
    Sample("exchange: no such domain", "hard", exchange("5.1.2", "550 5.1.2 Bad destination system", "Not found.")),
    Sample("exchange: full", "soft", exchange("5.2.2", QUOTA, "The recipient's mailbox is full.")),
    Sample("exchange: policy", "soft", exchange("5.7.133", "550 5.7.133 RESOLVER.RST.SenderNotAuthenticatedForGroup", "Closed.")),
    Sample("exchange: expired", "soft", exchange("4.4.7", "550 4.4.7 QUEUE.Expired; message expired", "Expired.")),
    # Gmail
    Sample("gmail: no account", "hard", gmail("5.1.1", NO_ACCOUNT)),
    Sample("gmail: out of space", "soft", gmail("4.2.2", OVER)),
    Sample("gmail: rate", "soft", gmail("4.7.28", "421-4.7.28 unusual rate of mail 421 4.7.28 - gsmtp")),
    Sample("gmail: unauthenticated", "soft", gmail("5.7.26", "550-5.7.26 This mail is unauthenticated 550 5.7.26 - gsmtp")),
    Sample("gmail: delayed", "delayed", gmail("4.4.1", "The server did not respond", "delayed", "(Delay)")),
    # Sendmail
    Sample("sendmail: no such user", "hard", sendmail("5.1.1", "550 5.1.1 <who@old.example.net>... User unknown")),
    Sample("sendmail: no such host", "hard", sendmail("5.1.2", "550 5.1.2 Host unknown (Name server: not found)")),
    Sample("sendmail: full", "soft", sendmail("5.2.2", "552 5.2.2 Mailbox full")),
    Sample("sendmail: delayed", "delayed", sendmail("4.4.1", "Deferred: Connection timed out", "delayed")),
    Sample("sendmail: expanded", "none", sendmail("2.0.0", "250 2.0.0 list expanded", "expanded")),
    # qmail
    Sample("qmail: no such user", "soft", qmail("192.0.2.7 does not like recipient.\nRemote host said: 550 5.1.1 unknown user")),
    Sample("qmail: no mailbox here", "soft", qmail("Sorry, no mailbox here by that name. (#5.1.1)")),
    # In other wraps
    Sample("a report within a mail", "hard", _forwarded()),
    Sample(
        "addresses with letters of all scripts", "hard",
        _report(
            head="From: MAILER-DAEMON@mx.example.net\nTo: b-17@reply.example.org\nSubject: =?utf-8?b?5peg5rOV5oqV6YCS?=",
            human="x", status_type="message/global-delivery-status",
            status="Reporting-MTA: dns; mx\n\nFinal-Recipient: utf-8; 谁@example.net\nAction: failed\nStatus: 5.1.1",
        ),
    ),
    Sample("two that failed", "hard", _of_two("failed 5.1.1", "failed 5.1.1")),
    Sample("complaint", "complaint", _complaint("abuse")),
    Sample("complaint, heads only", "complaint", _complaint("abuse", "text/rfc822-headers")),
    Sample("complaint of fraud", "complaint", _complaint("fraud")),
    Sample("taken back: not spam", "none", _complaint("not-spam")),
    # No report at all
    Sample("note of absence", "none", _note("Out of office", "Auto-Submitted: auto-replied")),
    Sample("note of absence of a program of its own", "none", _note("Abwesend", "X-Autoreply: yes", "Precedence: bulk")),
    Sample("a person's letter that names codes", "none", _note("Re: 550 5.1.1 User unknown")),
    Sample("a report of virus scanning by a person's server", "none", _note("Virus found", "Auto-Submitted: auto-generated")),
]  # fmt: skip
