"""Reading who is asked to speak, and whom one could ask."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, Max, OuterRef, QuerySet
from django.utils import timezone
from taggit.models import Tag

from communities.models import Community, Membership
from communities.queries import memberships
from cop_portal.foundation.accounts.models import Office, Post, User
from cop_portal.foundation.accounts.queries import holding_on, with_office
from discussions.enums import Phase, ReminderKind
from discussions.models import Discussion, Invited, InvitedReminder

# How many members one page offers; a longer list is narrowed by name, office or expertise.
OFFERED = 40
BEFORE_END = datetime.timedelta(days=2)


def asked(discussion: Discussion) -> QuerySet[Any]:
    """Who is asked, the experts first, with their offices and the day of the last reminder."""
    return with_office(
        Invited.objects.asked()
        .filter(discussion=discussion)
        .select_related("user")
        .annotate(reminded_on=Max("reminders__day")),
        through="user_id",
    ).order_by("-as_expert", "user__folded_name", "pk")


def remindable(discussion: Discussion, day: datetime.date | None = None) -> QuerySet[Invited]:
    """Who could be reminded today: silent, and not reminded today."""
    today = InvitedReminder.objects.filter(invited=OuterRef("pk"), day=day or discussion.community.today)
    return Invited.objects.to_remind().filter(~Exists(today), discussion=discussion)


def still_silent(discussion_id: int, user_ids: list[int]) -> list[int]:
    """Of some who are reminded: whom it still concerns at this moment."""
    rows = Invited.objects.to_remind().filter(
        discussion=discussion_id, discussion__phase=Phase.CONTRIBUTIONS, user__in=user_ids
    )
    return list(rows.values_list("user_id", flat=True))


def still_asked(discussion_id: int, user_ids: list[int]) -> list[int]:
    """Of some who are asked: who was not taken off again and belongs to the community."""
    members = Membership.objects.active().filter(community=OuterRef("discussion__community"))
    rows = Invited.objects.asked().filter(
        Exists(members.filter(user=OuterRef("user"))), discussion=discussion_id, user__in=user_ids
    )
    return list(rows.values_list("user_id", flat=True))


def told_ids(discussion_id: int | None) -> list[int]:
    """Who was told by a letter of their own that they are asked."""
    rows = Invited.objects.asked().filter(discussion=discussion_id, told_at__isnull=False)
    return list(rows.values_list("user_id", flat=True))


def step_due(discussion: Discussion, today: datetime.date) -> tuple[ReminderKind, datetime.date] | None:
    """The reminder that a day asks for, and since when; a step that another has overtaken is not made up."""
    if discussion.opens_on is None or discussion.closes_on is None or today > discussion.closes_on:
        return None
    last = discussion.closes_on - BEFORE_END
    halfway = discussion.opens_on + (discussion.closes_on - discussion.opens_on) / 2
    if today >= last:
        return ReminderKind.LAST_DAYS, last
    return (ReminderKind.HALFWAY, halfway) if today >= halfway else None


def due_for(discussion: Discussion, kind: ReminderKind, since: datetime.date, today: datetime.date) -> Any:
    """Who is reminded by a step: told of it before its day, and not yet reminded in this way."""
    done = InvitedReminder.objects.filter(invited=OuterRef("pk"), kind=kind)
    return remindable(discussion, today).filter(
        ~Exists(done), told_at__lt=discussion.community.begin_of(since)
    )


def open_with_invited() -> QuerySet[Discussion]:
    """Open facilitated discussions in which somebody is asked."""
    return (
        Discussion.objects.facilitated()
        .filter(
            Exists(Invited.objects.asked().filter(discussion=OuterRef("pk"))),
            phase=Phase.CONTRIBUTIONS,
            community__archived_at=None,
        )
        .select_related("community", "facilitator")
        .order_by("pk")
    )


@dataclass
class Choice:
    """Members one could ask, as they were narrowed."""

    rows: list[Any]
    more: bool


def choose(
    discussion: Discussion, *, words: str = "", office: str = "", expertise: str = "", role: str = ""
) -> Choice:
    """Members who are not asked yet, by name, office of today, expertise or role."""
    rows = memberships.members(discussion.community, words=words, role=role)
    if office.isascii() and office.isdigit():
        here = Post.objects.filter(holding_on(timezone.localdate()), office=int(office[:9]))
        rows = rows.filter(user__in=here.values("user"))
    if expertise.strip():
        rows = rows.filter(
            user__in=User.objects.filter(expertise__name__iexact=expertise.strip()).values("pk")
        )
    already = Invited.objects.asked().filter(discussion=discussion)
    rows = rows.exclude(user__in=already.values("user")).exclude(user=discussion.facilitator_id)
    found = list(rows.prefetch_related("user__expertise")[: OFFERED + 1])
    return Choice(found[:OFFERED], len(found) > OFFERED)


def offices(community: Community) -> QuerySet[Office]:
    """Offices in which members work today."""
    members = Membership.objects.active().filter(community=community)
    posts = Post.objects.filter(holding_on(timezone.localdate()), user__in=members.values("user"))
    return Office.objects.filter(pk__in=posts.values("office")).order_by("name")


def expertise(community: Community) -> list[str]:
    """What members say one may ask them about, in tags."""
    members = Membership.objects.active().filter(community=community)
    people = User.objects.active().filter(pk__in=members.values("user"))
    return list(
        Tag.objects.filter(pk__in=people.values("expertise")).order_by("name").values_list("name", flat=True)
    )[:200]
