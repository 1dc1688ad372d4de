"""Standing pages: help, privacy, sign-in and security, robots."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse

from communities.enums import CAPABILITIES
from cop_portal.foundation.policies import public, signed_in
from cop_portal.foundation.ui.commas import listed


@public
def help_page(request: HttpRequest) -> HttpResponse:
    """How things are done here, and what each role may do, from the one table."""
    table = [
        (capability.label, listed(sorted(str(role.label) for role in roles)))
        for capability, roles in CAPABILITIES.items()
    ]
    return render(request, "portal/help.html", {"capabilities": table})


@public
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/privacy.html")


@signed_in
def security(request: HttpRequest) -> HttpResponse:
    """Password, addresses and second factor: where to change each."""
    return render(request, "portal/security.html")


@public
def robots(request: HttpRequest) -> HttpResponse:
    kept_out = ("/my/", "/accounts/", "/search/", "/admin/", "/cms/", "/releases/", "/resources/")
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in kept_out)]
    lines.append(f"Sitemap: {settings.PORTAL_URL}{reverse('sitemap')}")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")


@public
def favicon(request: HttpRequest) -> HttpResponse:
    """For browsers that ask without having read the page: the sign is a drawing elsewhere."""
    return redirect(static("mark.svg"))
