"""The Django administration: for administrators, and for those who manage members of a community."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from communities.enums import Capability
from communities.queries import administration
from communities.queries.memberships import communities_where


class PortalAdminSite(AdminSite):
    """One sign-in for all (see urls.py). What a facilitator sees is limited by each ModelAdmin."""

    site_header = settings.PORTAL_NAME
    site_title = settings.PORTAL_NAME
    index_title = _("Administration")
    enable_nav_sidebar = True

    def has_permission(self, request: HttpRequest) -> bool:
        user: Any = request.user
        if not user.is_active or not user.is_authenticated:
            return False
        return user.is_staff or communities_where(user, Capability.MANAGE_MEMBERS).exists()

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The lists, and what this person did last: from the activity record, which every verb writes."""
        return super().index(request, {"done": administration.done_by(request.user), **(extra_context or {})})
