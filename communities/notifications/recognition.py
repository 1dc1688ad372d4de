"""What people are told about thanks and badges."""

from __future__ import annotations

from abc import abstractmethod
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
    """About one award. Each kind says to whom, in which words, and what else; the rest is the same."""

    @abstractmethod
    def concerned(self, award: Award) -> int | None:
        """The id of the one person who is told, if somebody is."""

    @abstractmethod
    def words(self, award: Award) -> str: ...

    def detail(self, award: Award) -> str:
        return award.what_for

    def url(self, award: Award) -> str:
        """To their profile, where the holder answers."""
        return f"{reverse('person', args=[award.holder_id])}#recognition"

    def recipients(self, entry: ActivityEntry) -> Iterable[int]:
        award = self._award(entry)
        told = self.concerned(award) if award else None
        return [told] if told else []

    def tell(self, entry: ActivityEntry) -> Telling | None:
        award = self._award(entry)
        if award is None:
            return None
        return self.telling(
            entry, award.community, self.words(award), url=self.url(award), detail=self.detail(award)
        )

    def _award(self, entry: ActivityEntry) -> Award | None:
        rows = Award.objects.select_related("community", "holder", "by")
        return rows.filter(pk=entry.target_id).first()


@register
class AwardGiven(_AwardKind):
    name = "communities.award_given"
    label = _("I am thanked, or awarded a badge")
    why = _("It is for you; you say whether it stands.")
    verbs = (AWARD_GIVEN,)

    def concerned(self, award: Award) -> int | None:
        return award.holder_id if award.state == AwardState.OFFERED else None

    def words(self, award: Award) -> str:
        if award.is_badge:
            words = {"community": award.community.name, "title": award.title}
            return _("%(community)s awards you the badge “%(title)s”") % words
        return _("%(community)s thanks you") % {"community": award.community.name}


@register
class AwardAccepted(_AwardKind):
    name = "communities.award_accepted"
    label = _("Somebody accepts what I awarded")
    why = _("You awarded it.")
    verbs = (AWARD_ACCEPTED,)
    default = Frequency.DAILY

    def concerned(self, award: Award) -> int | None:
        return award.by_id

    def words(self, award: Award) -> str:
        return _("%(name)s accepts: %(title)s") % {"name": award.holder.name, "title": award.title}

    def url(self, award: Award) -> str:
        return reverse("recognition", args=[award.community.slug])


@register
class AwardRevoked(_AwardKind):
    """Its holder hears why, whatever they chose."""

    name = "communities.award_revoked"
    label = _("A badge or thanks of mine is revoked")
    why = _("It was yours.")
    verbs = (AWARD_REVOKED,)
    choosable = False

    def concerned(self, award: Award) -> int | None:
        return award.holder_id if award.state == AwardState.REVOKED else None

    def words(self, award: Award) -> str:
        return _("Revoked: %(title)s") % {"title": award.title}

    def detail(self, award: Award) -> str:
        return award.why_revoked
