"""What people are told about thanks and badges."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from communities.activity import AWARD_ACCEPTED, AWARD_GIVEN, AWARD_REVOKED
from communities.gatherings import AwardState
from communities.models import Award
from communities.notifications.base import CommunityKind
from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.notifications.kinds import Telling, register
from cop_portal.foundation.notifications.models import Frequency


class _AwardKind(CommunityKind):
    def award(self, entry: ActivityEntry) -> Award | None:
        rows = Award.objects.select_related("community", "holder", "by")
        return rows.filter(pk=entry.target_id).first()

    def profile(self, award: Award) -> str:
        return f"{reverse('person', args=[award.holder_id])}#recognition"


@register
class AwardGiven(_AwardKind):
    name = "communities.award_given"
    label = _("I am thanked, or awarded a badge")
    why = _("It is for you; you say whether it stands.")
    verbs = (AWARD_GIVEN,)

    def recipients(self, entry: ActivityEntry) -> Iterable[int]:
        award = self.award(entry)
        return [award.holder_id] if award and award.state == AwardState.OFFERED else []

    def tell(self, entry: ActivityEntry) -> Telling | None:
        award = self.award(entry)
        if award is None:
            return None
        words = {"community": award.community.name, "title": award.title}
        title = (
            _("%(community)s awards you the badge “%(title)s”")
            if award.is_badge
            else _("%(community)s thanks you")
        )
        return self.telling(
            entry, award.community, title % words, url=self.profile(award), detail=award.what_for
        )


@register
class AwardAccepted(_AwardKind):
    name = "communities.award_accepted"
    label = _("Somebody accepts what I awarded")
    why = _("You awarded it.")
    verbs = (AWARD_ACCEPTED,)
    default = Frequency.DAILY

    def recipients(self, entry: ActivityEntry) -> Iterable[int]:
        award = self.award(entry)
        return [award.by_id] if award and award.by_id else []

    def tell(self, entry: ActivityEntry) -> Telling | None:
        award = self.award(entry)
        if award is None:
            return None
        return self.telling(
            entry,
            award.community,
            _("%(name)s accepts: %(title)s") % {"name": award.holder.name, "title": award.title},
            url=reverse("recognition", args=[award.community.slug]),
            detail=award.what_for,
        )


@register
class AwardRevoked(_AwardKind):
    """Its holder hears why, whatever they chose."""

    name = "communities.award_revoked"
    label = _("A badge or thanks of mine is revoked")
    why = _("It was yours.")
    verbs = (AWARD_REVOKED,)
    choosable = False

    def recipients(self, entry: ActivityEntry) -> Iterable[int]:
        award = self.award(entry)
        return [award.holder_id] if award and award.state == AwardState.REVOKED else []

    def tell(self, entry: ActivityEntry) -> Telling | None:
        award = self.award(entry)
        if award is None:
            return None
        return self.telling(
            entry,
            award.community,
            _("Revoked: %(title)s") % {"title": award.title},
            url=self.profile(award),
            detail=award.why_revoked,
        )
