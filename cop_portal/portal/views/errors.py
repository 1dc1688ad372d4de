"""Pages for what is not there, not allowed, or went wrong. Unknown and forbidden-to-know look alike."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from cop_portal.foundation.permissions import Denied


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "portal/404.html", status=404)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    sentence = exception.sentence if isinstance(exception, Denied) else _("This page is not for you.")
    return render(request, "portal/403.html", {"sentence": sentence}, status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was open too long, or came from elsewhere. What was typed is shown to be kept."""
    typed = [value for name, value in request.POST.items() if name in ("body", "title", "in_short") and value]
    return render(request, "portal/403_csrf.html", {"typed": typed}, status=403)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "portal/400.html", status=400)


def server_error(request: HttpRequest) -> HttpResponse:
    """Something broke. This page asks nothing of the database."""
    return HttpResponse(render_to_string("portal/500.html"), status=500)
