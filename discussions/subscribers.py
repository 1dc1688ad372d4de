"""What follows from what happened in discussions."""

from __future__ import annotations

from django.db.models import Count

from cop_portal.foundation.activity.dispatch import subscribe
from cop_portal.foundation.activity.models import ActivityEntry
from discussions.actions.subscriptions import follow_by_default
from discussions.activity import (
    CONTRIBUTION_ADDED,
    CONTRIBUTION_WITHDRAWN,
    DISCUSSION_OPENED,
    DISCUSSION_STARTED,
)
from discussions.models import Contribution, Discussion

SHOWN = 5
NAMED = 40


@subscribe(DISCUSSION_STARTED, DISCUSSION_OPENED, name="discussions.author_follows")
def author_follows(entry: ActivityEntry) -> None:
    if entry.actor_id and entry.target_id:
        follow_by_default(discussion_id=entry.target_id, user_id=entry.actor_id)


@subscribe(CONTRIBUTION_ADDED, name="discussions.contributor_follows")
def contributor_follows(entry: ActivityEntry) -> None:
    if entry.actor_id:
        follow_by_default(discussion_id=entry.facts["discussion_id"], user_id=entry.actor_id)


@subscribe(CONTRIBUTION_ADDED, CONTRIBUTION_WITHDRAWN, name="discussions.people")
def count_people(entry: ActivityEntry) -> None:
    refresh_people(entry.facts["discussion_id"])


def refresh_people(discussion_id: int) -> None:
    """Who takes part: the counts, and the list that stands beside the discussion."""
    said = Contribution.objects.filter(
        discussion_id=discussion_id, withdrawn_at=None, author__isnull=False
    ).order_by()
    rows = (
        said.values("author_id", "author__name", "author__time_zone", "author__is_guest")
        .annotate(number=Count("pk"))
        .order_by("-number", "author_id")
    )
    people = [
        {
            "id": row["author_id"],
            "name": row["author__name"],
            "zone": row["author__time_zone"],
            "guest": row["author__is_guest"],
        }
        for row in rows[:NAMED]
    ]
    cities = dict(
        said.filter(author__in=[person["id"] for person in people])
        .exclude(office=None)
        .order_by("number")
        .values_list("author_id", "office__city")
    )
    roles = dict(
        said.filter(author__in=[person["id"] for person in people])
        .exclude(roles="")
        .order_by("number")
        .values_list("author_id", "roles")
    )
    for person in people:
        person["city"] = cities.get(person["id"], "")
        person["role"] = roles.get(person["id"], "").split(" ")[0]
    totals = said.aggregate(people=Count("author", distinct=True), offices=Count("office", distinct=True))
    Discussion.objects.filter(pk=discussion_id).update(
        people=people, people_count=totals["people"], office_count=totals["offices"]
    )
