"""What people are told about the periodic review."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from communities.activity import REVIEW_DECIDED, REVIEW_OPENED
from communities.enums import Capability
from communities.models import CommunityReview
from communities.notifications.base import CommunityKind
from communities.queries import memberships
from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.notifications.kinds import Telling, register
from cop_portal.foundation.notifications.models import Frequency
from cop_portal.foundation.text import excerpt


@register
class ReviewOpened(CommunityKind):
    """Those who may end it hear that it is open."""

    name = "communities.review_opened"
    label = _("A community I hold a role in is due for its review")
    why = _("You coordinate or facilitate this community.")
    verbs = (REVIEW_OPENED,)

    def recipients(self, entry: ActivityEntry) -> Iterable[int]:
        return memberships.ids_with_capability(entry.community_id or 0, Capability.REFLECT)

    def tell(self, entry: ActivityEntry) -> Telling | None:
        community = self.community(entry)
        if community is None:
            return None
        return self.telling(
            entry,
            community,
            _("%(community)s is due for its review") % {"community": community.name},
            url=reverse("community_review", args=[community.slug]),
            detail=_(
                "Its page shows who joined and left, what rose and what fell. It ends with your decision."
            ),
        )


@register
class ReviewDecided(CommunityKind):
    name = "communities.review_decided"
    label = _("A community of mine was reviewed")
    why = _("You are a member.")
    verbs = (REVIEW_DECIDED,)
    default = Frequency.DAILY

    def recipients(self, entry: ActivityEntry) -> Iterable[int]:
        return memberships.member_ids(entry.community_id or 0)

    def tell(self, entry: ActivityEntry) -> Telling | None:
        review = CommunityReview.objects.filter(pk=entry.target_id).select_related("community").first()
        if review is None:
            return None
        return self.telling(
            entry,
            review.community,
            _("%(community)s was reviewed: %(outcome)s")
            % {"community": review.community.name, "outcome": review.get_outcome_display()},
            url=reverse("community_review", args=[review.community.slug]),
            detail=excerpt(review.reason, 200),
        )
