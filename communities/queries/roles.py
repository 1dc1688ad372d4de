"""Reading roles: who holds which, what it may do, who is asked for, who volunteered."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from communities.desk import Waiting
from communities.enums import ROLE_DUTIES, CallState, Capability, Role, rights_of
from communities.models import Community, Connection, Membership, OwnRole, RoleCall, RoleTerm, Volunteer
from communities.permissions import check_give_roles
from communities.queries.memberships import communities_where
from communities.queries.sponsors import vacancies
from communities.queries.subjects import experts
from communities.traces import Trace
from cop_portal.foundation.permissions import can

MOST = 30


@dataclass
class RoleView:
    """One role of a community as its page shows it."""

    label: str
    duties: str
    role: str = ""
    own_role: OwnRole | None = None
    rights: list[str] = field(default_factory=list)
    terms: list[RoleTerm] = field(default_factory=list)
    call: RoleCall | None = None

    @property
    def volunteer_ids(self) -> set[int]:
        return {row.user_id for row in self.call.volunteers.all()} if self.call else set()


def roles_of(community: Community) -> list[RoleView]:
    """The four roles and the community's own, each with today's holders and its open call."""
    views = [
        RoleView(
            str(role.label),
            str(ROLE_DUTIES[role]),
            role=role.value,
            rights=[str(r.label) for r in rights_of(role)],
        )
        for role in Role
    ]
    views += [
        RoleView(own.name, own.duties, own_role=own) for own in community.extra_roles.filter(retired_at=None)
    ]
    named = {expert.user.pk: expert for expert in experts(community)}
    by_key = {(view.role, view.own_role.pk if view.own_role else None): view for view in views}
    for term in (
        community.role_terms.filter(ended_at=None)
        .select_related("user", "own_role")
        .order_by("from_date", "pk")
    ):
        if view := by_key.get((term.role, term.own_role_id)):
            view.terms.append(term)
            vars(term)["expert"] = named.get(term.user_id) if term.role == Role.EXPERT else None
    for call in open_calls(community):
        if view := by_key.get((call.role, call.own_role_id)):
            view.call = call
    return views


def open_calls(community: Community) -> QuerySet[RoleCall]:
    """Open calls with their volunteers, in the order they came."""
    volunteers = Volunteer.objects.select_related("user")
    return (
        community.role_calls.filter(state=CallState.OPEN)
        .select_related("own_role", "community")
        .prefetch_related(Prefetch("volunteers", queryset=volunteers))
    )


def decided_calls(community: Community, *, limit: int = 10) -> QuerySet[RoleCall]:
    """What was announced, newest first."""
    chosen = Volunteer.objects.filter(chosen=True).select_related("user")
    return (
        community.role_calls.filter(state=CallState.CHOSEN)
        .select_related("own_role")
        .prefetch_related(Prefetch("volunteers", queryset=chosen, to_attr="chosen"))
        .order_by("-decided_at")[:limit]
    )


def core_group(community: Community) -> QuerySet[Membership]:
    """The core group and the connectors, by name."""
    return (
        Membership.objects.active()
        .filter(Q(is_core=True) | Q(is_connector=True), community=community)
        .select_related("user")
        .order_by("user__folded_name", "pk")
    )


def own_connections(user: Any, community: Community) -> QuerySet[Connection]:
    """A connector's own list: what is open first, then what was done lately."""
    month_ago = timezone.now() - datetime.timedelta(days=90)
    return (
        community.connections.filter(connector=user)
        .filter(Q(done_at=None) | Q(done_at__gte=month_ago))
        .order_by("done_at", "at")
    )


def terms_of_person(viewer: Any, person: Any) -> QuerySet[RoleTerm]:
    """The roles a person holds and held, in communities the viewer may read."""
    communities = Membership.objects.visible_to(viewer).filter(user=person).values("community")
    return (
        RoleTerm.objects.filter(user=person, community__in=communities)
        .select_related("community", "own_role")
        .order_by("-from_date", "-pk")
    )


def given_in_roles(viewer: Any, person: Any, limit: int) -> list[Trace]:
    """Terms in a community's own roles: what a gardener or a synthesizer gave, from the day they took it on."""
    rows = terms_of_person(viewer, person).exclude(own_role=None)[:limit]
    return [
        Trace(
            timezone.make_aware(datetime.datetime.combine(term.from_date, datetime.time())),
            term.role_label,
            reverse("community_roles", args=[term.community.slug]),
            _("Role"),
            term.community.name,
        )
        for term in rows
    ]


def ending_terms(today: datetime.date, days: int) -> QuerySet[RoleTerm]:
    """Terms whose planned end is near or past and of which nobody was told."""
    return RoleTerm.objects.filter(
        ended_at=None, reminded_at=None, until_date__lte=today + datetime.timedelta(days=days)
    ).order_by("until_date", "pk")


def given_by(user: Any, community: Community) -> list[Role]:
    """Which of the four roles a person gives and ends here."""
    return [role for role in Role if can(check_give_roles, user, community, role)]


# What waits on desks


def waiting_terms(user: Any) -> list[Waiting]:
    """Terms that end within a month in communities whose roles this person answers for."""
    today = timezone.localdate()
    terms = (
        RoleTerm.objects.filter(
            ended_at=None,
            until_date__lte=today + datetime.timedelta(days=30),
            community__in=communities_where(user, Capability.CALL_FOR_ROLES).alive(),
        )
        .select_related("community", "user", "own_role")
        .order_by("until_date", "pk")[:MOST]
    )
    return [
        Waiting(
            key=f"term:{term.pk}:{term.until_date}",
            sentence=_("The term of %(name)s as %(role)s in %(community)s ends.")
            % {"name": term.user.name, "role": term.role_label, "community": term.community.name},
            action=_("Prolong or hand over"),
            url=reverse("community_roles", args=[term.community.slug]) + f"#term-{term.pk}",
            since=timezone.now(),
            community=term.community,
            reason=_("A community without a successor stands still."),
            due=term.until_date,
        )
        for term in terms
    ]


def waiting_calls(user: Any) -> list[Waiting]:
    """Calls with volunteers, or whose day has come, which this person decides."""
    today = timezone.localdate()
    calls = (
        RoleCall.objects.open()
        .filter(community__in=communities_where(user, Capability.CALL_FOR_ROLES).alive())
        .filter(Q(closes_on__lte=today) | Q(volunteers__isnull=False))
        .select_related("community", "own_role")
        .prefetch_related("volunteers")
        .distinct()
        .order_by("closes_on", "pk")[:MOST]
    )
    found = []
    for call in calls:
        count = len(call.volunteers.all())
        found.append(
            Waiting(
                key=f"call:{call.pk}:{count}",
                sentence=ngettext(
                    "%(count)s member volunteers as %(role)s in %(community)s.",
                    "%(count)s members volunteer as %(role)s in %(community)s.",
                    count,
                )
                % {"count": count, "role": call.role_label, "community": call.community.name},
                action=_("Choose and announce"),
                url=reverse("role_choose", args=[call.community.slug, call.pk]),
                since=call.opened_at,
                community=call.community,
                reason=_("Who offers help waits for a word."),
                due=call.closes_on,
            )
        )
    return found


def waiting_connections(user: Any) -> list[Waiting]:
    """The open lines of a connector's own list."""
    rows = (
        Connection.objects.filter(connector=user, done_at=None, community__archived_at=None)
        .filter(community__in=Community.objects.of_member(user))
        .select_related("community")
        .order_by("at", "pk")[:MOST]
    )
    return [
        Waiting(
            key=f"connection:{row.pk}",
            sentence=_("Bring in or link: %(who)s (%(community)s).")
            % {"who": row.who, "community": row.community.name},
            action=_("Open the list"),
            url=reverse("connections", args=[row.community.slug]),
            since=row.at,
            community=row.community,
            reason=_("You set out to make this connection."),
        )
        for row in rows
    ]


def waiting_vacancies(user: Any) -> list[Waiting]:
    """Vacant roles without an open call, in communities whose roles this person answers for.

    Who was proposed for one with the community, and has become a member since, is named: nobody holds a role unasked.
    """
    if user.is_superuser:
        return []
    rows = list(communities_where(user, Capability.CALL_FOR_ROLES).alive()[:MOST])
    called = set(RoleCall.objects.open().filter(community__in=rows).values_list("community", "role"))
    empty, proposed = vacancies(rows), _proposed(rows)
    return [
        _vacancy(community, vacancy, proposed.get((community.pk, vacancy.role.value)))
        for community in rows
        for vacancy in empty[community.pk]
        if (community.pk, vacancy.role.value) not in called
    ]


def _proposed(communities: list[Community]) -> dict[tuple[int, str], Membership]:
    """Members who were proposed for a role when the community was, and never held it: who gave it up is not asked again."""
    named = Q()
    for role in Role:
        named |= Q(**{f"community__case__{role.value}": F("user")})
    rows = Membership.objects.active().filter(named, community__in=communities)
    had = set(
        RoleTerm.objects.filter(community__in=communities).values_list("community", "user", "role").distinct()
    )
    return {
        (row.community_id, role.value): row
        for row in rows.select_related("user", "community__case")
        for role in Role
        if getattr(row.community.case, f"{role.value}_id") == row.user_id
        and (row.community_id, row.user_id, role.value) not in had
    }


def _vacancy(community: Community, vacancy: Any, proposed: Membership | None) -> Waiting:
    words = {"community": community.name, "role": vacancy.role.label}
    sentence, action = _("%(community)s has no %(role)s."), _("Open a call")
    url = reverse("role_call", args=[community.slug]) + f"?role={vacancy.role.value}"
    if proposed is not None:
        words["name"] = proposed.user.name
        sentence = _("%(community)s has no %(role)s. %(name)s was proposed for it and is a member now.")
        action, url = _("Give the role"), reverse("member_roles", args=[community.slug, proposed.pk])
    return Waiting(
        key=f"vacancy:{community.pk}:{vacancy.role.value}",
        sentence=sentence % words,
        action=action,
        url=url,
        since=vacancy.since,
        community=community,
        reason=_("The four roles carry a community; without them it cannot move on."),
    )
