"""Passing a resource on, up or down one level."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from communities.actions.passings import show_no_more, show_there
from communities.models import Community
from communities.permissions.passings import check_pass_on
from cop_portal.foundation.activity.record import record
from knowledge_base.activity import RESOURCE_PASSED
from knowledge_base.merging import when_merged
from knowledge_base.models import ResourcePage, ResourcePassing
from knowledge_base.permissions import WHO_PASS_RESOURCES, check_pass_resource


@transaction.atomic
def pass_on(
    *, resource: ResourcePage, to: Community, by: Any, words: str = "", at: Any = None, quiet: bool = False
) -> ResourcePassing:
    """Show a resource in the community above or below. Passing it again changes nothing."""
    check_pass_resource(by, resource, to)
    passing, new = show_there(
        ResourcePassing, resource_id=resource.pk, here=resource.community, to=to, by=by, words=words, at=at
    )
    if new:
        record(RESOURCE_PASSED, by=by, target=passing, community=to, at=at, quiet=quiet)
    return passing


@transaction.atomic
def take_back(*, passing: ResourcePassing, by: Any) -> None:
    """Take it out of the other community's library, whatever became of the resource. Twice is once."""
    check_pass_on(by, passing.resource.community, passing.to_community, *WHO_PASS_RESOURCES)
    show_no_more(passing)


@when_merged
def unite_passings(winner: ResourcePage, loser: ResourcePage) -> None:
    """Where the one was shown the other is, once; never in its own community."""
    known = ResourcePassing.objects.filter(resource=winner.pk).values("to_community")
    moving = ResourcePassing.objects.filter(resource=loser.pk).exclude(to_community__in=known)
    moving.exclude(to_community=winner.community_id).update(resource_id=winner.pk)
