"""The letter that carries a synthesis to a partner outside."""

from __future__ import annotations

import re

from django.conf import settings

from cop_portal.foundation.mail import compose
from cop_portal.foundation.mail.wording import in_letter
from discussions.actions.citations import without_citations
from discussions.models import Dissemination, Synthesis

REFERENCE_LINK = re.compile(r'\s*<a class="ref"[^>]*>\d+</a>')


def mail_partner(dissemination_id: int) -> None:
    """Queue the mail of one line of the list, if it has an address; once, by its key."""
    row = (
        Dissemination.objects.filter(pk=dissemination_id)
        .exclude(address="")
        .select_related("discussion__community", "by")
        .first()
    )
    synthesis = Synthesis.objects.published().filter(discussion=row.discussion_id).first() if row else None
    if row is None or synthesis is None:
        return
    community = row.discussion.community
    compose.queue_to_address(
        key=row.mail_key,
        kind="discussions.synthesis_to_partner",
        address=row.address,
        name=row.where,
        language=(row.by and row.by.language) or settings.LANGUAGE_CODE,
        template="discussions/email/partner",
        context={
            "title": row.discussion.title,
            "community": community,
            "sender": row.by.name if row.by else community.name,
            "words": row.words,
            "url": settings.PORTAL_URL + row.discussion.get_absolute_url(),
            "in_short": without_citations(synthesis.in_short),
            "conclusions": without_citations(synthesis.conclusions),
            "body": without_citations(in_letter(_without_marks(synthesis.body_html))),
            "minority": without_citations(synthesis.minority),
            "open_questions": without_citations(synthesis.open_questions),
        },
        from_name=row.by.name if row.by else community.name,
    )


def _without_marks(html: str) -> str:
    """The text without the small links to its sources, which a partner cannot open."""
    return REFERENCE_LINK.sub("", html)
