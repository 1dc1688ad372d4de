"""Topics, as far as one may read what they stand on."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from taggit.models import Tag

from communities.enums import Capability
from communities.queries.memberships import communities_where
from knowledge_base.models import ResourcePage, ResourceTag

MOST = 10


def beginning_with(user: Any, term: str) -> list[str]:
    """Topics of what this person may read, and of the libraries they look after."""
    own = ResourcePage.objects.filter(community__in=communities_where(user, Capability.REVIEW_RESOURCES))
    read = ResourcePage.objects.visible_to(user)
    used = ResourceTag.objects.filter(
        Q(content_object__in=own.values("pk")) | Q(content_object__in=read.values("pk"))
    )
    rows = Tag.objects.filter(name__istartswith=term, pk__in=used.values("tag"))
    return list(rows.order_by("name").values_list("name", flat=True)[:MOST])
