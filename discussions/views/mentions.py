"""The list that opens while a name is typed after an @."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse

from communities.queries import communities
from cop_portal.foundation.policies import signed_in
from discussions.permissions import check_start_discussion
from discussions.queries import mentions


@signed_in
def mentionable(request: HttpRequest, slug: str) -> JsonResponse:
    """Some of those who may read here and whom the writer may see, for those who may write here."""
    community = communities.get_for(request.user, slug, content=True)
    check_start_discussion(request.user, community)
    return JsonResponse(
        {"people": mentions.offered(request.user, community, request.GET.get("q", "")[:80])},
        headers={"Cache-Control": "private, no-store"},
    )
