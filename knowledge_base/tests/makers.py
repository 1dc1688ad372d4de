"""Dull resources, made by the real verbs."""

from __future__ import annotations

from typing import Any

from communities.enums import Role
from communities.models import Community
from cop_portal.foundation.permissions import SYSTEM
from cop_portal.tests.factories import holder
from knowledge_base.actions import gaps, ratings, resources, scores
from knowledge_base.models import Gap, ResourcePage


def draft(
    community: Community, *, by: Any = None, title: str = "A pump that lasts", **fields: Any
) -> ResourcePage:
    fields = {"kind": "good_practice", "summary": "How to keep it running.", **fields}
    return resources.draft(community=community, by=by or SYSTEM, title=title, **fields)


def published(community: Community, *, title: str = "A pump that lasts", **fields: Any) -> ResourcePage:
    """In the library, published by the knowledge manager."""
    page = draft(community, title=title, **fields)
    return resources.publish(resource=page, by=holder(community, Role.KNOWLEDGE_MANAGER))


def show_what_is_missing(community: Community, member: Any, resource: ResourcePage) -> dict[str, str]:
    """Scores, and a gap in each state, for the tests that look at all pages."""
    keeper = holder(community, Role.KNOWLEDGE_MANAGER)
    ratings.rate(resource=resource, by=member, useful=False, quiet=True)
    resources.confirm_review(resource=resource, by=keeper, note="Tried again in May", quiet=True)
    scores.measure_all()
    rows = [
        Gap.objects.create(community=community, source="search", text=text, folded_text=text.lower(), asked=n)
        for n, text in enumerate(("Solar pumps", "Ropes that hold", "Wells in sand", "Meters"), start=3)
    ]
    Gap.objects.filter(pk=rows[3].pk).update(is_shown=False)
    gaps.take(gap=rows[1], by=member)
    gaps.set_aside(gap=rows[2], by=keeper, reason="We have no sand")
    return {"gap": rows[0].get_absolute_url(), "gap_taken": rows[1].get_absolute_url()}
