"""Dull newsletters, made by the real verbs."""

from __future__ import annotations

from typing import Any

from communities.models import Community, Membership
from cop_portal.foundation.accounts.models import User
from cop_portal.newsletters import actions
from cop_portal.newsletters.models import Issue, Item
from cop_portal.newsletters.queries import DISCUSSION, open_draft
from cop_portal.tests.factories import joined, person
from discussions.actions import discussions
from discussions.models import Discussion

WEEK = "2026-W47"


def talk(community: Community, by: User, title: str = "How do you chlorinate?", **fields: Any) -> Discussion:
    fields = {"kind": "conversation", "body": f"About: {title}", **fields}
    return discussions.start(community=community, by=by, title=title, **fields)


def item(discussion: Discussion, **fields: Any) -> Item:
    """An unsaved item about a discussion."""
    return Item(
        **{
            "community": discussion.community,
            "section": "conversations",
            "target_type": DISCUSSION,
            "target_id": discussion.pk,
            "title": discussion.title,
            "url": discussion.get_absolute_url(),
            **fields,
        }
    )


def draft(community: Community, by: User, week: str = WEEK) -> Issue:
    """A draft that tells of one conversation."""
    actions.compose(community=community, week=week, by=by, items=[item(talk(community, by))])
    issue = open_draft(community)
    assert issue is not None
    issue.community = community
    return issue


def reader(community: Community, name: str = "", **fields: Any) -> User:
    """A member who said yes to the newsletter."""
    return joined(community, person(name, **fields), wants_newsletter=True)


def many_readers(community: Community, number: int) -> list[str]:
    """So many members who said yes, made quickly. Returns their addresses."""
    users = User.objects.bulk_create(
        [
            User(email=f"reader{n}@example.org", name=f"Reader {n}", folded_name=f"reader {n}", language="en")
            for n in range(number)
        ]
    )
    Membership.objects.bulk_create(
        [Membership(community=community, user=user, state="active", wants_newsletter=True) for user in users]
    )
    return [user.email for user in users]
