"""Whether the sender of a mail is proven by our own relay (RFC 8601)."""

from __future__ import annotations

import re

from django.conf import settings

from cop_portal.foundation.mail.parsing import ParsedMail

# Every door of this machine is believed; only for development.
ANY = "*"


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
    for line in mail.authentication_results:
        name, _semicolon, results = line.partition(";")
        if name.strip().split()[:1] != [authserv]:
            continue
        if re.search(r"\bdmarc=pass\b", results):
            return True
        signed_by = re.findall(r"\bdkim=pass\b[^;]*?\bheader\.(?:d|i)=@?([\w.-]+)", results)
        sent_by = re.findall(r"\bspf=pass\b[^;]*?\bsmtp\.mailfrom=(?:[^\s;@]*@)?([\w.-]+)", results)
        if any(_aligned(found.lower(), domain) for found in signed_by + sent_by):
            return True
    return False


def _aligned(found: str, domain: str) -> bool:
    return found == domain or (domain.endswith(f".{found}") and found.count(".") >= 1)
