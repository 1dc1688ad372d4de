"""Writing an announcement, sending it once, correcting it, taking it back."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from communities.activity import ANNOUNCEMENT_EDITED, ANNOUNCEMENT_SENT, ANNOUNCEMENT_WITHDRAWN
from communities.enums import AnnouncementState
from communities.models import Announcement, Community
from communities.permissions import check_announce
from cop_portal.foundation.activity.record import record
from cop_portal.foundation.permissions import actor_or_none
from cop_portal.foundation.text import one_line
from cop_portal.foundation.tokens import hash_of
from cop_portal.foundation.ui.times import day_text

# One urgent announcement in so long: more, and nobody believes the mark.
URGENT_REST = datetime.timedelta(days=7)


@transaction.atomic
def draft(
    *,
    community: Community,
    by: Any,
    title: str,
    body: str,
    until: datetime.date | None = None,
    urgent: bool = False,
    key: str = "",
) -> Announcement:
    """Begin an announcement. Nobody but those who may send it sees it.

    The same words under the same key twice are one announcement, until it is withdrawn.
    """
    check_announce(by, community)
    _check_words(title, body, until)
    actor = actor_or_none(by)
    words = {"title": one_line(title)[:150], "body": body.strip(), "until": until, "urgent": urgent}
    made: dict[str, Any] = {"by": actor, **words}
    if not key:
        return Announcement.objects.create(community=community, **made)
    key = hash_of(f"{actor.pk if actor else ''} {key} {words}")
    rows = Announcement.objects.filter(withdrawn_at=None)
    return rows.get_or_create(community=community, key=key, defaults=made)[0]


@transaction.atomic
def change(
    *,
    announcement: Announcement,
    by: Any,
    revision: int,
    title: str,
    body: str,
    until: datetime.date | None = None,
    urgent: bool = False,
) -> Announcement:
    """Change a draft, or correct what was sent: it is marked as changed, and no second mail goes out."""
    check_announce(by, announcement.community)
    locked = _locked(announcement, revision)
    if locked.state == AnnouncementState.WITHDRAWN:
        raise ValidationError(_("It is withdrawn. Write a new one instead."))
    _check_words(title, body, until if locked.is_draft else None)
    before = (locked.title, locked.body, locked.until, locked.urgent)
    locked.title, locked.body, locked.until = one_line(title)[:150], body.strip(), until
    locked.urgent = urgent if locked.is_draft else locked.urgent
    if before == (locked.title, locked.body, locked.until, locked.urgent):
        return locked
    locked.revision += 1
    if locked.is_sent:
        locked.edited_at = timezone.now()
    locked.save()
    if locked.is_sent:
        record(ANNOUNCEMENT_EDITED, by=by, target=locked, community=locked.community)
    return locked


@transaction.atomic
def send(*, announcement: Announcement, by: Any, revision: int, quiet: bool = False) -> Announcement:
    """Send it to the members, once. Who comes second finds it sent and sends nothing."""
    check_announce(by, announcement.community)
    Community.objects.select_for_update(no_key=True).get(pk=announcement.community_id)
    locked = _locked(announcement)
    if not locked.is_draft:
        return locked
    if locked.revision != revision:
        raise ValidationError(_("Somebody changed it meanwhile. Look at it again before you send it."))
    _check_words(locked.title, locked.body, locked.until)
    if locked.urgent:
        _check_rare(locked)
    locked.state, locked.sent_at, locked.by = AnnouncementState.SENT, timezone.now(), actor_or_none(by)
    locked.save()
    record(ANNOUNCEMENT_SENT, by=by, target=locked, community=locked.community, quiet=quiet)
    return locked


@transaction.atomic
def withdraw(*, announcement: Announcement, by: Any) -> Announcement:
    """Take it back: it is on no page any more, and whoever has no mail of it yet gets none."""
    check_announce(by, announcement.community)
    locked = _locked(announcement)
    if not locked.is_sent:
        return locked
    locked.state, locked.withdrawn_at = AnnouncementState.WITHDRAWN, timezone.now()
    locked.save()
    record(ANNOUNCEMENT_WITHDRAWN, by=by, target=locked, community=locked.community)
    return locked


@transaction.atomic
def discard(*, announcement: Announcement, by: Any) -> None:
    """Throw a draft away. What was sent stays."""
    check_announce(by, announcement.community)
    if _locked(announcement).is_draft:
        announcement.delete()


def _locked(announcement: Announcement, revision: int | None = None) -> Announcement:
    rows = Announcement.objects.select_for_update(of=("self",)).select_related("community")
    locked = rows.filter(pk=announcement.pk).first()
    if locked is None:
        raise ValidationError(_("The draft was thrown away."))
    if revision is not None and locked.revision != revision:
        raise ValidationError(
            _("Somebody changed it meanwhile. What you wrote is still here; open the page again to compare.")
        )
    return locked


def _check_words(title: str, body: str, until: datetime.date | None) -> None:
    if not one_line(title):
        raise ValidationError({"title": _("Give it a title")})
    if not body.strip():
        raise ValidationError({"body": _("Write what members should know.")})
    if until is not None and until < timezone.localdate():
        raise ValidationError({"until": _("This day is over. Choose today or a later day.")})


def _check_rare(announcement: Announcement) -> None:
    last = (
        Announcement.objects.exclude(state=AnnouncementState.DRAFT)
        .filter(community=announcement.community, urgent=True, sent_at__gt=timezone.now() - URGENT_REST)
        .first()
    )
    if last is not None and last.sent_at is not None:
        raise ValidationError(
            _(
                "“%(title)s” was sent as urgent on %(day)s. One in a week stays urgent; send this without the mark."
            )
            % {"title": last.title, "day": day_text(last.sent_at)}
        )
