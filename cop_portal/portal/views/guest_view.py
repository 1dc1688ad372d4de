"""Going into the view of a guest, and back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from communities.enums import Capability
from communities.permissions import check_capability
from communities.queries import communities
from cop_portal.foundation.policies import signed_in
from cop_portal.portal.guest_view import KEY


@signed_in
@require_POST
def as_guest(request: HttpRequest, slug: str) -> HttpResponse:
    """From now on this session sees what a guest of the community sees."""
    community = communities.get_for(request.user, slug, content=True)
    check_capability(request.user, community, Capability.MANAGE_MEMBERS)
    request.session[KEY] = community.pk
    return redirect(community)


@signed_in
@require_POST
def as_guest_end(request: HttpRequest) -> HttpResponse:
    """Back to oneself."""
    request.session.pop(KEY, None)
    messages.success(request, _("You see the portal as yourself again."))
    return redirect("communities")
