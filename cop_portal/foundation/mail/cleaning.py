"""Mail that came in is forgotten as it came: what was made of it stays, the rest has a term."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from cop_portal.foundation.mail.models import InboundMail

State = InboundMail.State
AT_ONCE = 500


def forget_old() -> int:
    """Empty the raw text of mail that was dealt with MAIL_RAW_DAYS ago. Returns of how many.

    What its author never confirmed in that time is given up, and forgotten with the rest. The row stays, without
    its subject: by its hash the same mail is still known.
    """
    limit = timezone.now() - datetime.timedelta(days=settings.MAIL_RAW_DAYS)
    InboundMail.objects.filter(state=State.HELD, received_at__lt=limit).update(
        state=State.REFUSED, reason="nobody confirmed it", handled_at=limit
    )
    count = 0
    while True:
        keys = list(
            InboundMail.objects.filter(~Q(state=State.RECEIVED), ~Q(raw=b""), received_at__lt=limit)
            .filter(Q(handled_at=None) | Q(handled_at__lte=limit))
            .order_by("received_at")
            .values_list("pk", flat=True)[:AT_ONCE]
        )
        if not keys:
            return count
        count += InboundMail.objects.filter(pk__in=keys).update(raw=b"", subject="", envelope_from="")
