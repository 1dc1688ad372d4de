"""What members are told when somebody announces something."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from communities.activity import ANNOUNCEMENT_SENT
from communities.enums import AnnouncementState
from communities.models import Announcement
from communities.notifications.base import CommunityKind
from communities.queries import memberships
from communities.queries.announcements import KIND
from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.mail.wording import in_letter
from cop_portal.foundation.notifications.kinds import Telling, register
from cop_portal.foundation.text import excerpt, plain


@register
class AnnouncementSent(CommunityKind):
    name = KIND
    template = "communities/email/announcement"
    label = _("An announcement in my communities")
    why = _("You are a member of this community.")
    verbs = (ANNOUNCEMENT_SENT,)

    def announcement(self, entry: ActivityEntry) -> Announcement | None:
        """The announcement, unless it is withdrawn."""
        rows = Announcement.objects.exclude(state=AnnouncementState.WITHDRAWN)
        return rows.filter(pk=entry.target_id).select_related("community").first()

    def recipients(self, entry: ActivityEntry) -> Iterable[int]:
        found = self.announcement(entry)
        return memberships.member_ids(found.community_id) if found else []

    def urgent(self, entry: ActivityEntry) -> bool:
        found = self.announcement(entry)
        return bool(found and found.urgent)

    def tell(self, entry: ActivityEntry) -> Telling | None:
        found = self.announcement(entry)
        if found is None:
            return None
        title = _("Urgent: %(title)s") % {"title": found.title} if found.urgent else found.title
        telling = self.telling(
            entry,
            found.community,
            title,
            url=found.get_absolute_url(),
            detail=excerpt(plain(found.body_html), 250),
        )
        telling.context["text"] = in_letter(found.body_html)
        return telling
