"""What members are told about technical needs."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from communities.activity import MEMBERS_ASKED
from communities.models import Community
from communities.notifications.base import CommunityKind
from communities.queries import memberships
from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.notifications.kinds import Telling, register
from cop_portal.foundation.notifications.models import Frequency


@register
class MembersAsked(CommunityKind):
    name = "communities.members_asked"
    label = _("My community asks what I need to take part")
    why = _("You are a member, and all members are asked.")
    verbs = (MEMBERS_ASKED,)
    default = Frequency.DAILY

    def recipients(self, entry: ActivityEntry) -> Iterable[int]:
        return memberships.member_ids(entry.community_id or 0)

    def tell(self, entry: ActivityEntry) -> Telling | None:
        community = Community.objects.filter(pk=entry.community_id).first()
        if community is None:
            return None
        return self.telling(
            entry,
            community,
            _("How can you take part in %(name)s? Four questions, one minute") % {"name": community.name},
            url=reverse("technical_answer", args=[community.slug]),
        )
