"""Passing a resource up or down one level."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from communities.queries import communities
from communities.views.passings import pass_page, taken_back
from cop_portal.foundation.policies import signed_in
from knowledge_base.actions import passings as actions
from knowledge_base.permissions import WHO_PASS_RESOURCES
from knowledge_base.queries import passings
from knowledge_base.queries.resources import get_to_read


@signed_in
def pass_resource(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a resource one level up or down."""
    resource = get_to_read(request.user, pk)
    return pass_page(
        request,
        resource.community,
        tab="library",
        title=resource.title,
        url=resource.url,
        targets=passings.resource_targets(request.user, resource),
        capabilities=WHO_PASS_RESOURCES,
        pass_on=lambda to, words: actions.pass_on(resource=resource, to=to, by=request.user, words=words),
        find=lambda to: passings.get_passing(request.user, to, resource.pk),
        take_back=actions.take_back,
    )


@signed_in
@require_POST
def take_resource_back(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Take a resource of another level out of this community's library; pk is the resource's."""
    community = communities.get_for(request.user, slug, content=True, module="library")
    passing = passings.get_passing(request.user, community, pk)
    return taken_back(request, community, passing, actions.take_back, "community_library")
