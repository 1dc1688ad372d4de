"""Sending a published synthesis on from the portal: to other communities, and to partners by mail."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from communities.models import Community
from cop_portal.foundation import text
from cop_portal.foundation.permissions import actor_or_none
from discussions.actions import discussions
from discussions.actions.citations import without_citations
from discussions.actions.syntheses import note_shared, published_of
from discussions.models import Discussion, Dissemination, HeldPost, Synthesis
from discussions.permissions import check_conclude, check_tell_community

MOST_PARTNERS = 50  # at a time


@transaction.atomic
def tell_community(*, discussion: Discussion, to: Community, by: Any, words: str = "") -> Dissemination:
    """Start a conversation there with what it came to and where it is read. Told again, it is told once."""
    check_tell_community(by, discussion, to)
    synthesis = published_of(discussion)
    if to.pk == discussion.community_id:
        raise ValidationError(_("Choose another community; the members of this one are told anyway."))
    row, new = Dissemination.objects.get_or_create(
        discussion=discussion,
        to_community=to,
        defaults={"where": to.name[:200], "words": _short(words), "by": actor_or_none(by)},
    )
    if not new:
        return row
    with translation.override(to.language or settings.LANGUAGE_CODE):
        body = _letter_to_community(synthesis, _short(words))
    started = discussions.start(
        community=to, by=by, title=discussion.title, body=body, origin=f"synthesis:{synthesis.pk}"
    )
    if isinstance(started, HeldPost):
        # What waits is in nobody's list of where it went; it is all undone with this.
        raise ValidationError(
            _(
                "Your first posts in %(community)s wait for a facilitator there. Say something there first, or "
                "ask one of them to tell it."
            )
            % {"community": to.name}
        )
    row.started = started
    row.save(update_fields=["started"])
    note_shared(row, by)
    return row


def _letter_to_community(synthesis: Synthesis, words: str) -> str:
    where = settings.PORTAL_URL + synthesis.discussion.get_absolute_url()
    parts = [
        words,
        _("What a discussion in %(community)s came to:") % {"community": synthesis.discussion.community.name},
        without_citations(synthesis.in_short),
        without_citations(synthesis.conclusions),
        _("The whole synthesis, for those who may read it there: %(url)s") % {"url": where},
    ]
    return "\n\n".join(part for part in parts if part)


@transaction.atomic
def mail_partners(
    *, discussion: Discussion, by: Any, partners: Sequence[tuple[str, str]], words: str = ""
) -> list[Dissemination]:
    """Mail the whole synthesis to people outside, given as (name, address). Each address gets it once.

    Returns those that are new; their mail follows from the record.
    """
    check_conclude(by, discussion)
    published_of(discussion)
    if not partners:
        raise ValidationError(_("Give at least one address."))
    if len(partners) > MOST_PARTNERS:
        raise ValidationError(
            _("Send it to at most %(count)s addresses at a time.") % {"count": MOST_PARTNERS}
        )
    sent = []
    for name, address in partners:
        address = address.strip().lower()
        row, new = Dissemination.objects.get_or_create(
            discussion=discussion,
            address=address,
            defaults={
                "where": text.one_line(name)[:200] or address.rpartition("@")[2],
                "words": _short(words),
                "by": actor_or_none(by),
            },
        )
        if new:
            note_shared(row, by)
            sent.append(row)
    return sent


def _short(words: str) -> str:
    return text.one_line(words)[:500]
