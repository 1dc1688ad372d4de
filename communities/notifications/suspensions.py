"""What somebody is told who is suspended, and when it is lifted."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from communities.activity import SUSPENDED, SUSPENSION_LIFTED
from communities.models import Suspension
from communities.notifications.base import CommunityKind
from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.notifications.kinds import Telling, register
from cop_portal.foundation.text import excerpt
from cop_portal.foundation.ui import times


def words_of(suspension: Suspension) -> dict[str, str]:
    """The reason, until when, and how to object: what a letter about it must say."""
    until = suspension.until
    reason = excerpt(suspension.reason, 160)
    return {
        "reason": reason if reason.endswith((".", "!", "?", "…")) else f"{reason}.",
        "until": str(
            _("It ends with %(day)s.") % {"day": times.day_text(until)}
            if isinstance(until, datetime.date)
            else _("It lasts until it is lifted.")
        ),
    }


@register
class Suspended(CommunityKind):
    """The person suspended from a community. From the whole portal, a letter says so (subscribers)."""

    name = "communities.suspended"
    label = _("My membership is suspended")
    why = _("It is about your membership.")
    verbs = (SUSPENDED,)
    choosable = False

    def recipients(self, entry: ActivityEntry) -> Iterable[int]:
        return [entry.facts["user_id"]]

    def tell(self, entry: ActivityEntry) -> Telling | None:
        row = Suspension.objects.filter(pk=entry.target_id).select_related("community").first()
        if row is None or row.community is None or row.lifted_at is not None:
            return None
        return self.telling(
            entry,
            row.community,
            _("Your membership in %(community)s is suspended") % {"community": row.community.name},
            detail=_(
                "%(reason)s %(until)s If you think this is wrong, write to the coordinator or an administrator."
            )
            % words_of(row),
        )


@register
class SuspensionLifted(CommunityKind):
    name = "communities.suspension_lifted"
    label = _("A suspension of mine is lifted")
    why = _("It is about your membership.")
    verbs = (SUSPENSION_LIFTED,)
    choosable = False

    def recipients(self, entry: ActivityEntry) -> Iterable[int]:
        return [entry.facts["user_id"]]

    def tell(self, entry: ActivityEntry) -> Telling | None:
        row = Suspension.objects.filter(pk=entry.target_id).select_related("community").first()
        if row is None or row.community is None:
            return None
        return self.telling(
            entry,
            row.community,
            _("You are a member of %(community)s again") % {"community": row.community.name},
            detail=row.lifted_why or _("Your suspension is over; roles and settings are as they were."),
        )
