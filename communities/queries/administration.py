"""Reading for the first page of the administration: what somebody did last for those they look after."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Model, Q
from django.urls import reverse

from communities import activity
from communities.enums import Capability
from communities.models import Invitation, InvitationLink, Membership
from communities.queries.memberships import communities_where
from cop_portal.foundation.activity.models import ActivityEntry

LOOKING_AFTER = (
    activity.REQUEST_DECLINED, activity.MEMBER_INVITED, activity.MEMBER_REMOVED, activity.ROLE_GIVEN,
    activity.ROLE_ENDED, activity.OWN_ROLE_GIVEN, activity.OWN_ROLE_ENDED, activity.TERM_EXTENDED,
    activity.CORE_GROUP_CHANGED, activity.ADDRESS_INVITED, activity.INVITATION_WITHDRAWN,
    activity.LINK_MADE, activity.LINK_REVOKED, activity.ACCESS_CHANGED, activity.BUDDY_NAMED,
    activity.SUSPENDED, activity.SUSPENSION_LIFTED,
)  # fmt: skip


@dataclass(frozen=True)
class Deed:
    """One entry of the record, whom or what it is about, and where its history is read."""

    entry: ActivityEntry
    about: str
    url: str


def done_by(user: Any, *, limit: int = 10) -> list[Deed]:
    """By every door, newest first, where the person looks after members today.

    At most four statements, however much was done.
    """
    entries = ActivityEntry.objects.filter(
        Q(verb__in=[str(verb) for verb in LOOKING_AFTER])
        | Q(verb=activity.MEMBER_JOINED, facts__how="request"),  # somebody else, whom this person welcomed
        actor=user,
        community__in=communities_where(user, Capability.MANAGE_MEMBERS).values("pk"),
    )
    found = list(entries.select_related("community").order_by("-at", "-pk")[:limit])
    people: dict[tuple[int | None, int | None], Membership] = {
        (row.community_id, row.user_id): row
        for row in Membership.objects.filter(
            community__in={entry.community_id for entry in found},
            user__in={entry.facts["user_id"] for entry in found if "user_id" in entry.facts},
        ).select_related("user")
    }
    asked = Invitation.objects.in_bulk(_targets(found, Invitation))
    links = InvitationLink.objects.select_related("owner").in_bulk(_targets(found, InvitationLink))
    deeds = []
    for entry in found:
        if person := people.get((entry.community_id, entry.facts.get("user_id"))):
            deeds.append(_deed(entry, person, person.user.name))
        elif letter := asked.get(entry.target_id) if _is_about(entry, Invitation) else None:
            deeds.append(_deed(entry, letter, letter.name or letter.address))
        elif link := links.get(entry.target_id) if _is_about(entry, InvitationLink) else None:
            deeds.append(_deed(entry, link, str(link)))
    return deeds


def _is_about(entry: ActivityEntry, model: type[Model]) -> bool:
    return entry.target_type == model._meta.label_lower


def _targets(entries: list[ActivityEntry], model: type[Model]) -> set[int]:
    return {entry.target_id for entry in entries if entry.target_id and _is_about(entry, model)}


def _deed(entry: ActivityEntry, row: Model, about: str) -> Deed:
    return Deed(entry, about, reverse(f"admin:communities_{row._meta.model_name}_history", args=[row.pk]))
