"""Which thread a mail answers: found by the Message-IDs it refers to, never by its subject."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.conf import settings
from django.db.models import Q

from cop_portal.foundation.mail.models import InboundMail, OutgoingMail

MOST_REFERENCES = 30
OWN = re.compile(r"^<(\d{1,18})\.[0-9a-f]{16}@")


def threads_of(references: Iterable[str]) -> list[str]:
    """The names of threads that these Message-IDs belong to, in their order.

    A reference is a thread's own, one of a mail that we sent, or one of a mail that came in and was posted.
    """
    wanted = [one for one in references if len(one) <= 250][:MOST_REFERENCES]
    ending = f"@{settings.MAIL_REPLY_DOMAIN}>"
    known: dict[str, str] = {}
    ours: dict[int, str] = {}
    for reference in wanted:
        if reference.lower().endswith(ending.lower()):
            if match := OWN.match(reference):
                ours[int(match.group(1))] = reference
            else:
                known[reference] = reference[1 : -len(ending)]
    for mail in OutgoingMail.objects.filter(pk__in=ours).exclude(thread="").only("pk", "key", "thread"):
        if mail.message_id == ours[mail.pk]:
            known[ours[mail.pk]] = mail.thread
    came_in = InboundMail.objects.filter(~Q(thread=""), message_id__in=set(wanted) - known.keys())
    known.update(came_in.values_list("message_id", "thread"))
    return list(dict.fromkeys(known[one] for one in wanted if one in known))


def letters_of(references: Iterable[str], *, user_id: int) -> list[str]:
    """The keys of the mails of ours to this person that these Message-IDs are of, in their order."""
    wanted = {int(match.group(1)): one for one in references if (match := OWN.match(one[:250]))}
    mails = OutgoingMail.objects.filter(pk__in=list(wanted)[:MOST_REFERENCES], user=user_id)
    known = {mail.pk: mail for mail in mails.only("pk", "key")}
    return [known[pk].key for pk, one in wanted.items() if pk in known and known[pk].message_id == one]
