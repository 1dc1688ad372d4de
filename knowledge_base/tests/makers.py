"""Dull resources, made by the real verbs."""

from __future__ import annotations

from typing import Any

from communities.enums import Role
from communities.models import Community
from cop_portal.foundation.permissions import SYSTEM
from cop_portal.tests.factories import holder
from discussions.actions import contributions, discussions
from knowledge_base.actions import pieces, publications, resources
from knowledge_base.models import PublicationPage, ResourcePage


def draft(
    community: Community, *, by: Any = None, title: str = "A pump that lasts", **fields: Any
) -> ResourcePage:
    fields = {"kind": "good_practice", "summary": "How to keep it running.", **fields}
    return resources.draft(community=community, by=by or SYSTEM, title=title, **fields)


def published(community: Community, *, title: str = "A pump that lasts", **fields: Any) -> ResourcePage:
    """In the library, published by the knowledge manager."""
    page = draft(community, title=title, **fields)
    return resources.publish(resource=page, by=holder(community, Role.KNOWLEDGE_MANAGER))


def issue(community: Community, *, by: Any, holding: Any = (), out: bool = False, **fields: Any) -> Any:
    """An issue of a publication; out: approved by the expert."""
    fields = {"title": "Water today", "summary": "What we learned this year.", **fields}
    page = publications.begin(community=community, by=by, **fields)
    for resource in holding:
        pieces.add_item(publication=page, by=by, resource=resource)
    if out:
        publications.hand_in(publication=page, by=by)
        page = PublicationPage.objects.get(pk=page.pk)
        publications.approve(publication=page, by=holder(community, Role.EXPERT))
    return PublicationPage.objects.get(pk=page.pk)


def solved(community: Community, people: Any) -> Any:
    """A question with two contributions, of which the expert's is the accepted answer."""
    talk = discussions.start(
        community=community, by=people.member, title="How do pumps last?", body="Ours break.", kind="question"
    )
    contributions.add(discussion=talk, by=people.guest, body="Paint them.")
    said = contributions.add(discussion=talk, by=people.expert, body="Grease them monthly.")
    discussions.accept_answer(discussion=talk, contribution=said, by=people.member)
    talk.refresh_from_db()
    return talk
