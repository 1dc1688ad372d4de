"""Reading who belongs where."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from communities.enums import Capability, MembershipState, Role, Visibility, roles_with
from communities.models import Community, Membership, RoleTerm
from communities.models.communities import CommunityQuerySet
from cop_portal.foundation.accounts.models import User
from cop_portal.foundation.accounts.queries import matching_name, with_office
from cop_portal.foundation.activity import queries as activity
from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.activity.verbs import all_verbs


def members(community: Community, *, words: str = "", role: str = "") -> QuerySet[Any]:
    """Active members with their offices of today, by name."""
    rows = Membership.objects.active().filter(community=community)
    if role:
        rows = rows.filter(roles__contains=[role])
    if words.strip():
        here = User.objects.filter(pk__in=rows.values("user"))
        rows = rows.filter(user__in=list(matching_name(here, words).values_list("pk", flat=True)[:200]))
    return with_office(rows.select_related("user"), through="user_id").order_by("user__folded_name", "pk")


def waiting(community: Community) -> QuerySet[Any]:
    """Who asked to join and has no answer yet, oldest first."""
    return with_office(
        Membership.objects.waiting().filter(community=community).select_related("user"), through="user_id"
    ).order_by("requested_at", "pk")


def waiting_for(user: Any) -> QuerySet[Any]:
    """Requests that this person may answer, in all their communities, oldest first."""
    return with_office(
        Membership.objects.waiting()
        .filter(community__in=communities_where(user, Capability.MANAGE_MEMBERS))
        .select_related("user", "community"),
        through="user_id",
    ).order_by("requested_at", "pk")


def communities_where(user: Any, *capabilities: Capability) -> CommunityQuerySet:
    """Communities in which the person has one of the capabilities; all of them for an administrator."""
    if user.is_superuser:
        return Community.objects.all()
    roles = {str(role) for capability in capabilities for role in roles_with(capability)}
    held = Membership.objects.active().filter(user=user, roles__overlap=sorted(roles))
    return Community.objects.filter(pk__in=held.values("community"))


def holds_any_role(user: Any) -> bool:
    return Membership.objects.active().filter(user=user).exclude(roles=[]).exists()


def ids_with_capability(community_id: int, capability: Capability) -> list[int]:
    """Ids of the people who have a capability in a community."""
    return list(
        Membership.objects.with_capability(capability)
        .filter(community_id=community_id)
        .values_list("user_id", flat=True)
    )


def ids_with_role(community_id: int, role: str) -> list[int]:
    """Ids of the members who hold one of the four roles."""
    rows = Membership.objects.with_role(role).filter(community_id=community_id)
    return list(rows.values_list("user_id", flat=True))


def answerer(community: Community) -> User | None:
    """Who answers requests here: the facilitator, else the coordinator, who has served the longest."""
    terms = community.role_terms.filter(
        role__in=[Role.FACILITATOR, Role.COORDINATOR], ended_at=None, user__is_active=True
    )
    # "facilitator" before "coordinator": the letters happen to stand the other way round
    first = terms.select_related("user").order_by("-role", "from_date", "pk").first()
    return first.user if first else None


def member_ids(community_id: int) -> list[int]:
    return list(
        Membership.objects.active().filter(community_id=community_id).values_list("user_id", flat=True)
    )


def readers_q(community: Community) -> Q:
    """People who may read what is in a community, as a condition on people."""
    if community.visibility == Visibility.PUBLIC:
        return Q()
    inside = Q(pk__in=Membership.objects.active().filter(community=community).values("user"))
    if community.visibility == Visibility.ORGANISATION:
        inside |= Q(is_guest=False)
    return inside | Q(is_superuser=True)


def of_person(viewer: Any, person: Any) -> QuerySet[Membership]:
    """A person's communities, as far as the viewer may see who belongs to them."""
    return (
        Membership.objects.active()
        .visible_to(viewer)
        .filter(user=person)
        .select_related("community")
        .order_by("community__name")
    )


def newsletter_readers(community: Community) -> QuerySet[Membership]:
    """Members who said yes to the newsletter and whose address takes mail."""
    return (
        Membership.objects.active()
        .filter(
            community=community,
            wants_newsletter=True,
            user__is_active=True,
            user__mail_state=User.MailState.WORKS,
        )
        .select_related("user")
        .order_by("pk")
    )


def role_history(community: Community) -> QuerySet[RoleTerm]:
    return community.role_terms.select_related("user", "own_role")


def record_of(row: Any) -> QuerySet[ActivityEntry]:
    """What was done about a person in a community, newest first; row has the two."""
    about = [str(verb) for verb in all_verbs() if "user_id" in verb.facts]
    memberships = Membership.objects.filter(community=row.community_id, user=row.user_id).values("pk")
    return activity.of_community(row.community_id).filter(
        Q(verb__in=about, facts__user_id=row.user_id)
        | Q(target_type=Membership._meta.label_lower, target_id__in=memberships)
    )


def just_left(user: Any, slug: str) -> Membership | None:
    """The membership this person gave up within the hour: a button may be pressed twice."""
    since = timezone.now() - datetime.timedelta(hours=1)
    rows = Membership.objects.filter(user=user, state=MembershipState.LEFT, left_at__gte=since)
    return rows.select_related("community").filter(community__slug=slug).first()


def own(user: Any, community: Community) -> Membership | None:
    """The person's membership in any state."""
    if not user.is_authenticated:
        return None
    return Membership.objects.filter(user=user, community=community).first()
