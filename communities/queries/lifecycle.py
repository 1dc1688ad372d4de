"""A stage's checklist as a community sees it, and what this storey can see of its own communities."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from communities.checklists import items_of
from communities.enums import Module
from communities.evidence import Evidence, find_evidence
from communities.models import ChecklistEntry, Community, Membership, RoleTerm
from communities.queries.charters import agreed_count, current
from communities.queries.communities import vacant_roles
from cop_portal.foundation.ui.commas import listed
from cop_portal.foundation.ui.times import day_text


@dataclass
class Step:
    """One line of a checklist."""

    key: str
    label: str
    evidence: Evidence | None  # what the portal found by itself; None where somebody has to say so
    entry: ChecklistEntry | None

    @property
    def is_done(self) -> bool:
        return bool((self.evidence and self.evidence.found) or (self.entry and self.entry.done_at))

    @property
    def is_own(self) -> bool:
        return bool(self.entry and self.entry.label)


@dataclass
class Checklist:
    """The steps of one stage: those that count, and those the community left out."""

    steps: list[Step]
    left_out: list[Step]

    @property
    def done(self) -> int:
        return sum(step.is_done for step in self.steps)


def checklist(community: Community, stage: str = "") -> Checklist:
    """The checklist of a stage, the present one if none is named. Each kind of evidence costs a query."""
    stage = stage or community.stage
    entries = {entry.key: entry for entry in community.checklist.filter(stage=stage).select_related("by")}
    known = [(item.key, str(item.label), item.evidence) for item in items_of(stage)]
    own = [(entry.key, entry.label, "") for entry in entries.values() if entry.label]
    found = Checklist([], [])
    for key, label, evidence in known + own:
        entry = entries.get(key)
        if entry and entry.dropped_at:
            found.left_out.append(Step(key, label, None, entry))
            continue
        seen = find_evidence(evidence, community) if evidence else None
        found.steps.append(Step(key, label, seen, entry))
    return found


# What this storey can see


def purpose_written(community: Community) -> Evidence:
    if community.purpose.strip() and community.objectives.strip():
        return Evidence(True, _("Purpose and objectives are on its page."))
    return Evidence(False, _("Purpose or objectives are missing on its page."))


def roles_filled(community: Community) -> Evidence:
    vacant = vacant_roles(community)
    if not vacant:
        return Evidence(True, _("All four roles are held."))
    names = get_text_list([str(role.label) for role in vacant], _("and"))
    return Evidence(False, _("Vacant: %(roles)s.") % {"roles": names})


def connectors_named(community: Community) -> Evidence:
    count = Membership.objects.active().filter(community=community, is_connector=True).count()
    return Evidence(
        count > 0,
        ngettext("%(count)s connector is named.", "%(count)s connectors are named.", count)
        % {"count": count},
    )


def identity_chosen(community: Community) -> Evidence:
    weave = community._meta.get_field("weave").get_default()
    accent = community._meta.get_field("accent").get_default()
    if community.emblem or (community.weave, community.accent) != (weave, accent):
        return Evidence(True, _("Emblem and colour are chosen."))
    return Evidence(False, _("It still carries the emblem and colour that everybody begins with."))


def charter_agreed(community: Community) -> Evidence:
    """Agreed by half of the members or more."""
    version = current(community)
    if version is None:
        return Evidence(False, _("No charter has been put to members."))
    agreed = agreed_count(version)
    return Evidence(
        agreed > 0 and agreed * 2 >= community.member_count,
        _("Agreed by %(agreed)s of %(total)s members.") % {"agreed": agreed, "total": community.member_count},
    )


def members_came(community: Community) -> Evidence:
    """More than those who hold a role."""
    numbers = (
        Membership.objects.active()
        .filter(community=community)
        .aggregate(members=Count("pk"), plain=Count("pk", filter=Q(roles=[])))
    )
    return Evidence(
        numbers["plain"] >= 3,
        ngettext("%(count)s member so far.", "%(count)s members so far.", numbers["members"])
        % {"count": numbers["members"]},
    )


def rhythm_set(community: Community) -> Evidence:
    if community.rhythm.strip():
        return Evidence(True, community.rhythm)
    return Evidence(False, _("No rhythm is written on its page."))


def own_roles_held(community: Community) -> Evidence:
    count = RoleTerm.objects.filter(community=community, ended_at=None).exclude(own_role=None).count()
    return Evidence(
        count > 0,
        ngettext(
            "%(count)s member holds a role of the community’s own.",
            "%(count)s members hold roles of the community’s own.",
            count,
        )
        % {"count": count},
    )


def _dated(what: Any, on: datetime.date | datetime.datetime | None) -> Evidence:
    """A thing by its name and its day; without a day there is none."""
    return Evidence(True, listed((what, day_text(on)))) if on else Evidence(False, _("None yet."))


def _counted(words: str, count: int) -> Evidence:
    return Evidence(True, words) if count else Evidence(False, _("None yet."))


def _held(community: Community, order: str, **which: Any) -> Evidence:
    """The first or last event that is over and to which somebody came, or said they would."""
    if Module.EVENTS in community.modules_off:  # then nobody reads of events
        return _dated("", None)
    rows = community.events.published().filter(ends_at__lte=timezone.now(), going_count__gt=0, **which)
    return _dated(*(rows.order_by(order).values_list("title", "begins_at").first() or ("", None)))


def kickoff_held(community: Community) -> Evidence:
    return _held(community, "begins_at")


def workshops_held(community: Community) -> Evidence:
    """One that somebody led."""
    return _held(community, "-begins_at", leader__isnull=False)


def members_recognised(community: Community) -> Evidence:
    count = community.awards.standing().count()
    return _counted(f"{_('Thanks and badges')}: {count}", count)


def members_asked(community: Community) -> Evidence:
    """The last round that enough members answered without their names."""
    rows = community.reflections.exclude(pulse={}).order_by("-closed_at")
    return _dated(_("How are we doing?"), rows.values_list("closed_at", flat=True).first())


def looked_at_itself(community: Community) -> Evidence:
    """The last round in which somebody said something."""
    rows = community.reflections.filter(notes__isnull=False).order_by("-opened_at")
    return _dated(_("How are we doing?"), rows.values_list("opened_at", flat=True).first())


def reviewed(community: Community) -> Evidence:
    last = community.reviews.exclude(decided_at=None).order_by("-decided_at").first()
    return _dated(last.get_outcome_display() if last else "", last.decided_at if last else None)


def members_brought(community: Community) -> Evidence:
    """Members of today who came by another member's own link."""
    count = Membership.objects.active().filter(community=community, through__is_personal=True).count()
    return _counted(ngettext("%(number)s by a link", "%(number)s by links", count) % {"number": count}, count)


def end_announced(community: Community) -> Evidence:
    step = community.transformation
    return _dated(step.get_kind_display() if step else "", step.on_date if step else None)


def lessons_written(community: Community) -> Evidence:
    rows = community.transformations.exclude(lessons="").exclude(done_at=None).order_by("-done_at")
    return _dated(_("What we learned"), rows.values_list("done_at", flat=True).first())


FINDERS = {
    "purpose_written": purpose_written,
    "roles_filled": roles_filled,
    "connectors_named": connectors_named,
    "identity_chosen": identity_chosen,
    "charter_agreed": charter_agreed,
    "members_came": members_came,
    "rhythm_set": rhythm_set,
    "own_roles_held": own_roles_held,
    "kickoff_held": kickoff_held,
    "workshops_held": workshops_held,
    "members_recognised": members_recognised,
    "members_asked": members_asked,
    "looked_at_itself": looked_at_itself,
    "reviewed": reviewed,
    "members_brought": members_brought,
    "end_announced": end_announced,
    "lessons_written": lessons_written,
}
