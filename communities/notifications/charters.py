"""What people are told about charters."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from communities.activity import CHARTER_PUBLISHED
from communities.models import CharterVersion
from communities.notifications.base import CommunityKind
from communities.queries import memberships
from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.notifications.kinds import Telling, register
from cop_portal.foundation.notifications.models import Frequency


@register
class CharterPublished(CommunityKind):
    name = "communities.charter_published"
    label = _("A charter asks for my agreement")
    why = _("You are a member, and the charter is put to all members.")
    verbs = (CHARTER_PUBLISHED,)
    default = Frequency.DAILY

    def recipients(self, entry: ActivityEntry) -> Iterable[int]:
        return memberships.member_ids(entry.community_id or 0)

    def tell(self, entry: ActivityEntry) -> Telling | None:
        version = CharterVersion.objects.filter(pk=entry.target_id).select_related("community").first()
        if version is None:
            return None
        return self.telling(
            entry,
            version.community,
            _("Version %(number)s of the charter of %(community)s asks for your agreement")
            % {"number": version.number, "community": version.community.name},
            url=reverse("charter", args=[version.community.slug]),
            detail=version.changes,
        )
