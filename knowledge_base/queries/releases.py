"""Reading the rule for sharing outside, what waits for a yes, and the log."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from communities.desk import Waiting
from communities.enums import Capability
from communities.models import Community, Membership, readable_q
from communities.permissions import note_standing, standing
from communities.queries import memberships
from communities.queries.sponsors import ids_above
from cop_portal.foundation.permissions import can
from knowledge_base.enums import Approver, Sharing
from knowledge_base.models import (
    PartnerOrganisation,
    Release,
    ReleaseYes,
    ResourcePage,
    SharedWith,
    SharingChange,
    SharingRule,
)
from knowledge_base.permissions import check_answer_release, check_see_release

ORDER = ("-at", "-pk")
MOST = 30


def rule_of(community: Community) -> SharingRule:
    """The community's own, or the one that holds where nobody set one."""
    return SharingRule.objects.filter(community=community).first() or SharingRule(community=community)


def approver_ids(community: Community, rule: SharingRule) -> list[int]:
    """Whom the rule names, at this moment."""
    found: list[int] = []
    for name in rule.approvers:
        if name == Approver.SPONSOR:
            found += ids_above(community.pk)
        else:
            found += memberships.ids_with_role(community.pk, name)
    return list(dict.fromkeys(found))


def get_for(user: Any, pk: int) -> Release:
    """One step outward, for those it concerns; to everybody else there is none."""
    # Sponsors may be asked without belonging to the community. To all others it answers as what never was.
    known = readable_q(user, "resource__community__")
    if known:
        known |= Q(resource__community__case__sponsor=user)
    found = (
        Release.objects.filter(known, pk=pk)
        .select_related("resource__community", "asked_by", "answered_by")
        .prefetch_related("partners", Prefetch("yeses", ReleaseYes.objects.select_related("by")))
        .first()
    )
    if found is None:
        raise Http404
    check_see_release(user, found, rule_of(found.resource.community))
    return found


def waiting_in(user: Any, community: Community) -> list[Release]:
    """What waits for a yes in a community, for those who may read it."""
    rows = Release.objects.visible_to(user).waiting().filter(community=community)
    return list(rows.select_related("resource", "asked_by").order_by("asked_at", "pk")[:MOST])


def log(user: Any, community: Community) -> QuerySet[SharingChange]:
    """What went where, newest first, as far as this person may read it."""
    rows = SharingChange.objects.visible_to(user).filter(community=community)
    return rows.select_related("by", "resource", "release")


def log_of(resource: ResourcePage) -> list[SharingChange]:
    """The same for one resource, for whoever may see its log."""
    rows = SharingChange.objects.filter(resource_id=resource.pk).select_related("by", "release")
    return list(rows.order_by(*ORDER)[:MOST])


def partner_names(user: Any, resource: ResourcePage) -> list[str]:
    """With which partners a resource is shared; a guest hears of their own partner only."""
    if resource.sharing != Sharing.PARTNERS or not user.is_authenticated:
        return []
    rows = SharedWith.objects.filter(resource_id=resource.pk)
    if user.is_guest and not standing(user, resource.community).is_member:
        rows = rows.filter(partner__people__user=user)
    return list(rows.order_by("partner__folded_name").values_list("partner__name", flat=True))


def partners() -> QuerySet[PartnerOrganisation]:
    return PartnerOrganisation.objects.order_by("folded_name")


def waiting_release(resource: ResourcePage) -> Release | None:
    return Release.objects.waiting().filter(resource_id=resource.pk).first()


def waiting_releases(user: Any) -> list[Waiting]:
    """For the desk: what waits for this person's yes, the oldest first."""
    held = Membership.objects.active().filter(user=user).exclude(roles=[])
    where = Q(community__in=held.values("community")) | Q(community__case__sponsor=user)
    if user.is_superuser:
        where |= Q(community__case__sponsor=None)
    found = (
        Release.objects.waiting()
        .filter(where, resource__live=True)
        .exclude(yeses__by=user)
        .select_related("resource__community", "community__sharing_rule", "asked_by")
        .order_by("asked_at", "pk")[: MOST * 2]
    )
    rows = list(found)
    _bring_standings(user, rows)
    mine = [row for row in rows if can(check_answer_release, user, row, _rule(row.community))]
    return [
        Waiting(
            key=f"release:{row.pk}",
            sentence=_("“%(title)s” waits for a yes to be shared with: %(who)s.")
            % {"title": row.resource.title, "who": Sharing(row.to).label},
            action=_("Look at it"),
            url=row.get_absolute_url(),
            since=row.asked_at,
            community=row.community,
            reason=_("Somebody outside waits for it."),
        )
        for row in mine[:MOST]
    ]


def _bring_standings(user: Any, rows: list[Release]) -> None:
    """What this person is in all these communities, in one statement."""
    keys = {row.community_id for row in rows}
    if not keys:
        return
    known = Membership.objects.filter(user=user, community__in=keys)
    found = {key: (state, roles) for key, state, roles in known.values_list("community", "state", "roles")}
    for key in keys:
        note_standing(user, key, *found.get(key, (None, None)))


def _rule(community: Community) -> SharingRule:
    """As rule_of, where it came with the rows."""
    try:
        return community.sharing_rule
    except SharingRule.DoesNotExist:
        return SharingRule(community=community)


def curators_of(community: Community) -> list[int]:
    return memberships.ids_with_capability(community.pk, Capability.CURATE)
