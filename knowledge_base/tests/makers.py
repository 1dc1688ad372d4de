"""Dull resources, made by the real verbs."""

from __future__ import annotations

from typing import Any

from communities.enums import Role
from communities.models import Community
from cop_portal.foundation.permissions import SYSTEM
from cop_portal.tests.factories import holder
from knowledge_base.actions import resources
from knowledge_base.models import ResourcePage


def draft(
    community: Community, *, by: Any = None, title: str = "A pump that lasts", **fields: Any
) -> ResourcePage:
    fields = {"kind": "good_practice", "summary": "How to keep it running.", **fields}
    return resources.draft(community=community, by=by or SYSTEM, title=title, **fields)


def published(community: Community, *, title: str = "A pump that lasts", **fields: Any) -> ResourcePage:
    """In the library, published by the knowledge manager."""
    page = draft(community, title=title, **fields)
    return resources.publish(resource=page, by=holder(community, Role.KNOWLEDGE_MANAGER))


def revised(page: ResourcePage, *, by: Any, **fields: Any) -> ResourcePage:
    """Changed in a draft, and published."""
    editing = ResourcePage.objects.get(pk=page.pk).specific.get_latest_revision_as_object()
    for name, value in fields.items():
        setattr(editing, name, value)
    editing.save_revision(user=by)
    return resources.publish(resource=ResourcePage.objects.get(pk=page.pk), by=by)
