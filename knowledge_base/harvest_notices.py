"""What people are told about harvests and the page of results."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from communities.enums import Capability, Role
from communities.models import Community, Membership
from communities.queries import memberships
from cop_portal.foundation.accounts.models import User
from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.notifications.kinds import NoticeKind, Telling, register
from cop_portal.foundation.ui import times
from cop_portal.foundation.ui.commas import listed
from knowledge_base.activity import HARVEST_HANDED_ON, HARVEST_OFFERED, HARVEST_OVERDUE, RESULTS_SILENT
from knowledge_base.models import Harvest
from knowledge_base.queries import harvests as queries


class _HarvestKind(NoticeKind):
    template = "knowledge_base/email/notice"
    why = _("You were named to keep what came of it, or look after this community.")

    def harvest(self, entry: ActivityEntry) -> Harvest | None:
        return Harvest.objects.open().filter(pk=entry.target_id or 0).select_related("community").first()

    def recipients(self, entry: ActivityEntry) -> Iterable[int]:
        harvest = self.harvest(entry)
        return [harvest.gardener_id] if harvest and harvest.gardener_id else []

    def hands(self, entry: ActivityEntry, harvest: Harvest) -> str:
        """Who has it, where others than these hear of it too; as far as all who hear may know of them."""
        holders = queries.holders_of([harvest])[harvest.pk]
        readers = User.objects.filter(pk__in=set(self.recipients(entry)))
        if {reader.pk for reader in readers} == set(holders) and len(holders) < 2:
            return ""
        names = queries.names_for(readers, holders)
        return listed(names[pk] for pk in holders if pk in names)

    def telling(self, entry: ActivityEntry, harvest: Harvest, title: Any, detail: Any = "") -> Telling:
        due = _("A draft is ready, with its sources. Until %(day)s.") % {
            "day": times.day_text(harvest.due_on)
        }
        if hands := self.hands(entry, harvest):
            due = _("It is in the hands of %(names)s.") % {"names": hands} + f" {due}"
        return Telling(
            title=title,
            detail=detail or due,
            url=harvest.get_absolute_url(),
            context={"community": harvest.community},
            from_name=entry.actor.name if entry.actor else harvest.community.name,
        )


@register
class HarvestOffered(_HarvestKind):
    name = "knowledge_base.harvest"
    why = _("You were named to keep what came of it, or held the event that it is of.")
    label = _("Something that ended is mine to keep")
    verbs = (HARVEST_OFFERED,)

    def recipients(self, entry: ActivityEntry) -> Iterable[int]:
        """Its gardener, and who held the event."""
        harvest = self.harvest(entry)
        holder = harvest.holder_id if harvest else None
        here = Membership.objects.active().filter(user=holder, community=entry.community_id)
        return {*super().recipients(entry), *here.values_list("user_id", flat=True)}

    def tell(self, entry: ActivityEntry) -> Telling | None:
        harvest = self.harvest(entry)
        if harvest is None:
            return None
        return self.telling(entry, harvest, _("To keep for others: “%(title)s”") % {"title": harvest.title})


@register
class HarvestHandedOn(_HarvestKind):
    name = "knowledge_base.harvest_on"
    label = _("Something to keep was handed on to me")
    verbs = (HARVEST_HANDED_ON,)
    choosable = False

    def recipients(self, entry: ActivityEntry) -> Iterable[int]:
        return [pk for pk in super().recipients(entry) if pk == entry.facts.get("gardener_id")]

    def tell(self, entry: ActivityEntry) -> Telling | None:
        harvest = self.harvest(entry)
        if harvest is None:
            return None
        title = _("Handed on to you to keep: “%(title)s”") % {"title": harvest.title}
        return self.telling(entry, harvest, title, entry.facts.get("said", ""))


@register
class HarvestOverdue(_HarvestKind):
    """The gardener on the day; a week later those who look after the library and the talk."""

    name = "knowledge_base.harvest_overdue"
    label = _("Something that ended waits to be kept")
    verbs = (HARVEST_OVERDUE,)
    choosable = False

    def recipients(self, entry: ActivityEntry) -> Iterable[int]:
        harvest = self.harvest(entry)
        if harvest is None or harvest.due_on.isoformat() != entry.facts["due"]:
            return []
        own = super().recipients(entry)
        if entry.facts["level"] == 1 and harvest.gardener_id:
            return own
        return {
            *own,
            *memberships.ids_with_role(harvest.community_id, Role.COORDINATOR),
            *memberships.ids_with_capability(harvest.community_id, Capability.CURATE),
        }

    def tell(self, entry: ActivityEntry) -> Telling | None:
        harvest = self.harvest(entry)
        if harvest is None:
            return None
        title = _("“%(title)s” still waits to be kept") % {"title": harvest.title}
        return self.telling(entry, harvest, title)


@register
class ResultsSilent(NoticeKind):
    """The coordinator hears when the page of results stayed as it was for too long."""

    name = "knowledge_base.results_silent"
    label = _("Nothing new on the page of results")
    why = _("You coordinate this community.")
    verbs = (RESULTS_SILENT,)
    template = "knowledge_base/email/notice"

    def recipients(self, entry: ActivityEntry) -> Iterable[int]:
        return memberships.ids_with_role(entry.community_id or 0, Role.COORDINATOR)

    def tell(self, entry: ActivityEntry) -> Telling | None:
        community = Community.objects.filter(pk=entry.community_id or 0).first()
        if community is None:
            return None
        since = times.day_text(datetime.date.fromisoformat(entry.facts["since"]))
        return Telling(
            title=_("Nothing new about the results of %(community)s since %(day)s")
            % {"community": community.name, "day": since},
            detail=_("A story, a result, a synthesis: what others can read shows what the community is for."),
            url=reverse("results", args=[community.slug]),
            context={"community": community},
            from_name=community.name,
        )
