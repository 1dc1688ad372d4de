"""What people are told about “How are we doing?”."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from communities.activity import REFLECTION_CHANGED, REFLECTION_OPENED
from communities.models import Reflection, ReflectionChange
from communities.notifications.base import CommunityKind
from communities.queries import memberships, reflections
from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.notifications.kinds import Telling, register
from cop_portal.foundation.notifications.models import Frequency
from cop_portal.foundation.text import excerpt
from cop_portal.foundation.ui import times


@register
class ReflectionOpened(CommunityKind):
    name = "communities.reflection_opened"
    label = _("My community asks how it is doing")
    why = _("You are a member, and all members are asked.")
    verbs = (REFLECTION_OPENED,)
    default = Frequency.DAILY

    def recipients(self, entry: ActivityEntry) -> Iterable[int]:
        return memberships.member_ids(entry.community_id or 0)

    def tell(self, entry: ActivityEntry) -> Telling | None:
        found = Reflection.objects.filter(pk=entry.target_id).select_related("community").first()
        if found is None:
            return None
        return self.telling(
            entry,
            found.community,
            _("How is %(name)s doing? Write until %(day)s")
            % {"name": found.community.name, "day": times.day_text(found.closes_on)},
            url=reverse("reflections", args=[found.community.slug]),
            detail=excerpt(found.words, 250),
        )


@register
class ReflectionChanged(CommunityKind):
    """Who wrote to a round hears what came of it."""

    name = "communities.reflection_changed"
    label = _("Something is changed after “How are we doing?”")
    why = _("You wrote to this round.")
    verbs = (REFLECTION_CHANGED,)
    default = Frequency.DAILY

    def recipients(self, entry: ActivityEntry) -> Iterable[int]:
        change = self._change(entry)
        return reflections.writer_ids(change.reflection) if change else []

    def tell(self, entry: ActivityEntry) -> Telling | None:
        change = self._change(entry)
        if change is None:
            return None
        community = change.reflection.community
        return self.telling(
            entry,
            community,
            _("Changed in %(name)s: %(text)s") % {"name": community.name, "text": excerpt(change.text, 150)},
            url=reverse("reflection", args=[community.slug, change.reflection_id]),
        )

    def _change(self, entry: ActivityEntry) -> ReflectionChange | None:
        return (
            ReflectionChange.objects.filter(pk=entry.target_id)
            .select_related("reflection__community")
            .first()
        )
