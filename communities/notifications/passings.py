"""What people are told of what was passed on to their community; the storeys above tell of their own things."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from communities.activity import EVENT_PASSED
from communities.enums import Capability
from communities.models import Community, EventPassing
from communities.notifications.base import CommunityKind
from communities.queries import events
from communities.queries.memberships import readers_q
from communities.queries.passings import told_ids
from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.notifications.kinds import Telling, register
from cop_portal.foundation.notifications.models import Frequency
from cop_portal.foundation.text import excerpt


class PassedKind(CommunityKind):
    """Members hear of what was passed on to their community, as far as they may read it.

    No answers by mail: who gets this belongs to the other community, and only members take part.
    """

    why = _("You are a member of the community it was passed on to.")
    default = Frequency.DAILY
    # Who has one of these there is told also as a member of the community it comes from.
    looking_after: tuple[Capability, ...] = (Capability.MODERATE,)

    @abstractmethod
    def passing(self, entry: ActivityEntry) -> Any:
        """The row, with both communities, or none where the thing is to be seen no more."""

    @abstractmethod
    def about(self, passing: Any) -> Any:
        """The thing: it has a community and a title."""

    def address(self, thing: Any) -> str:
        return str(thing.get_absolute_url())

    @abstractmethod
    def in_short(self, thing: Any) -> Any:
        """What is said of it where nobody said why it concerns them."""

    def readers(self, thing: Any) -> Q:
        return readers_q(thing.community)

    def recipients(self, entry: ActivityEntry) -> Iterable[int]:
        passing = self.passing(entry)
        if passing is None:
            return []
        thing = self.about(passing)
        return told_ids(passing, thing.community, self.readers(thing), *self.looking_after)

    def tell(self, entry: ActivityEntry) -> Telling | None:
        passing = self.passing(entry)
        if passing is None:
            return None
        thing, there = self.about(passing), passing.to_community
        here: Community = thing.community
        return self.telling(
            entry,
            there,
            _("From %(community)s: %(title)s") % {"community": here.name, "title": excerpt(thing.title, 120)},
            url=self.address(thing),
            detail=passing.words or self.in_short(thing),
        )


@register
class EventPassed(PassedKind):
    name = "communities.event_passed"
    label = _("An event is passed on to my communities")
    verbs = (EVENT_PASSED,)
    own_clock = True

    def passing(self, entry: ActivityEntry) -> EventPassing | None:
        rows = EventPassing.objects.standing().filter(pk=entry.target_id)
        return rows.select_related("event__community", "to_community").first()

    def about(self, passing: Any) -> Any:
        return passing.event

    def in_short(self, thing: Any) -> Any:
        return events.summary(thing)

    def tell(self, entry: ActivityEntry) -> Telling | None:
        """The hour stands in it, whatever was said of it."""
        telling, passing = super().tell(entry), self.passing(entry)
        if telling is not None and passing is not None and passing.words:
            telling.detail = f"{passing.words}\n{events.when(passing.event)}"
        return telling
