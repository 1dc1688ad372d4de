"""What the page of a resource says of who may read it, and how it is cited."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings

from cop_portal.foundation.permissions import can
from knowledge_base.citations import as_data, as_text, cite
from knowledge_base.enums import Licence, Sharing
from knowledge_base.models import ResourcePage
from knowledge_base.permissions import check_ask_release
from knowledge_base.queries.public import files_of
from knowledge_base.queries.releases import partner_names


def sharing_context(user: Any, resource: ResourcePage, credits: Iterable[Any]) -> dict[str, Any]:
    """At most two statements: partners at their level, files at the public one."""
    is_public = resource.live and resource.sharing == Sharing.PUBLIC
    said = cite(resource, credits, files_of([resource])[resource.pk] if is_public else ())
    return {
        "partner_names": partner_names(user, resource),
        "licence_url": Licence(resource.licence).url if resource.licence else "",
        "may_share": user.is_authenticated and can(check_ask_release, user, resource),
        "portal_url": settings.PORTAL_URL,
        "citation": as_text(said),
        # Only a public page says to machines what it is.
        "cited": said if is_public else None,
        "cited_data": as_data(said) if is_public else "",
    }
