"""The doors of the two administrations: one sign-in form, and a word to whom they are not open."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.generic import RedirectView

from cop_portal.foundation.permissions import Denied
from cop_portal.foundation.policies import public


@public
def administration(request: HttpRequest) -> HttpResponse:
    return _door(request, admin.site.has_permission(request), "admin:index")


@public
def editing(request: HttpRequest) -> HttpResponse:
    return _door(request, request.user.has_perm("wagtailadmin.access_admin"), "wagtailadmin_home")


@public
def people(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Wagtail's pages of people would change addresses and shut accounts past every verb: ours stand in their place."""
    may_enter = request.user.is_authenticated and getattr(request.user, "is_superuser", False)
    return _door(request, may_enter, "admin:accounts_user_changelist")


def _door(request: HttpRequest, may_enter: Any, inside: str) -> HttpResponse:
    """Who is signed in would be sent back and forth: they go in, or hear that this is not for them."""
    if not request.user.is_authenticated:
        return RedirectView.as_view(pattern_name="account_login", query_string=True)(request)
    if not may_enter:
        raise Denied(_("This page is not for you."))
    return redirect(inside)
