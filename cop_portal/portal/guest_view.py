"""Seeing the portal as a guest of a community would: reading only, and nothing of it stays.

Whoever looks after members switches it on. Each page is then made for a guest who exists only inside
the page's transaction, by the same rules as for any other guest.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from communities.actions import guests
from communities.models import Community
from cop_portal.foundation.permissions import Denied

KEY = "as_guest_of"
NOT_CHANGED = ("/static/", "/health/", "/accounts/", "/language/")


class GuestViewMiddleware:
    """Shows pages to a facilitator as a guest sees them, until they go back."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated or KEY not in request.session:
            return self.get_response(request)
        if request.path_info == reverse("as_guest_end") or request.path_info.startswith(NOT_CHANGED):
            return self.get_response(request)
        community = Community.objects.filter(pk=request.session[KEY]).first()
        if community is None:
            del request.session[KEY]
            return self.get_response(request)
        if request.method not in ("GET", "HEAD"):
            messages.warning(
                request, _("You see the portal as a guest: nothing was changed. Go back to yourself first.")
            )
            return redirect(community)
        return self._as_guest(request, community)

    def _as_guest(self, request: HttpRequest, community: Community) -> HttpResponse:
        person: Any = request.user
        with transaction.atomic():
            try:
                request.user = guests.pretend(community=community, by=person)
                request.as_guest_of = community  # type: ignore[attr-defined]
                response = self.get_response(request)
            except Denied:  # no longer one who looks after members here
                del request.session[KEY]
                return redirect("home")
            finally:
                request.user = person
                transaction.set_rollback(True)
        request.page_subject = None  # type: ignore[attr-defined]  # nobody read this page
        return response
