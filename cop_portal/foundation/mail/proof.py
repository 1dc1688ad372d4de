"""Whether the sender of a mail is proven by our own relay (RFC 8601)."""

from __future__ import annotations

import re

from django.conf import settings

from cop_portal.foundation.mail.parsing import ParsedMail

# Every door of this machine is believed; only for development.
ANY = "*"
COMMENT = re.compile(r"\([^()]*\)")
QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
MOST_LINE = 8000  # characters of one header that are read
MOST_NESTED = 5  # comments in comments


def is_proven(mail: ParsedMail) -> bool:
    """Whether our relay reports that the From domain itself vouches for the mail.

    Only results under the relay's own name count; it strips what others wrote under it.
    """
    if mail.from_count != 1 or "@" not in mail.from_address:
        return False
    authserv = settings.MAIL_TRUSTED_AUTHSERV
    if authserv == ANY:
        return True
    if not authserv:
        return False
    domain = mail.from_address.rpartition("@")[2]
    return any(
        _vouches(method, facts, domain)
        for line in mail.authentication_results
        for method, facts in _passed(line[:MOST_LINE], authserv)
    )


def is_vouched(mail: ParsedMail, domain: str) -> bool:
    """Whether the door that took the mail vouches for the very domain of its only sender."""
    return bool(domain) and mail.from_count == 1 and mail.from_address.rpartition("@")[2] == domain


def _passed(line: str, authserv: str) -> list[tuple[str, dict[str, str]]]:
    """The methods that passed, with their properties, if the line is our relay's.

    Comments and quoted strings may repeat what a stranger sent ("dmarc=pass" as the name in an address),
    so they are left out before anything is read.
    """
    line = QUOTED.sub("", line)
    for _level in range(MOST_NESTED):
        line = COMMENT.sub(" ", line)
    if any(char in line for char in '()"'):
        return []  # one that does not end: where what a stranger sent ends cannot be told
    name, *results = line.split(";")
    if [word.lower() for word in name.split()[:1]] != [authserv.lower()]:
        return []
    passed = []
    for result in results:
        words = result.split()
        if not words:
            continue
        method, _equals, outcome = words[0].lower().partition("=")
        if outcome != "pass":
            continue
        facts: dict[str, str] = {}
        for word in words[1:]:
            key, _equals, value = word.partition("=")
            facts.setdefault(key.lower(), value.lower())
        passed.append((method, facts))
    return passed


def _vouches(method: str, facts: dict[str, str], domain: str) -> bool:
    if method == "dmarc":
        return facts.get("header.from", domain) == domain
    if method == "dkim":
        signed_by = facts.get("header.d") or facts.get("header.i", "")
        return _aligned(signed_by.rpartition("@")[2], domain)
    if method == "spf":
        return _aligned(facts.get("smtp.mailfrom", "").rpartition("@")[2], domain)
    return False


def _aligned(found: str, domain: str) -> bool:
    return found == domain or (domain.endswith(f".{found}") and found.count(".") >= 1)
