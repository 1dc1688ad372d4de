"""What stands around every page, and pages that are composed of pieces as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from cop_portal.foundation.ui import pieces

HEADER = "components/site_header.html"
FOOTER = "components/site_footer.html"
HEADER_HOLES = ("name", "initials", "waiting", "query", "person_url")
FRAME_HOLES = ("site_header", "site_footer", "flashes", "accent")
EMPTY = SafeString("")


def header(request: HttpRequest, place: str = "") -> SafeString:
    """The head of a page for this reader."""
    user: Any = getattr(request, "user", None)
    flags = [f"place={place}"]
    values: dict[str, Any] = dict.fromkeys(HEADER_HOLES, "")
    if user is not None and user.is_authenticated:
        waiting = getattr(user, "waiting", 0)
        flags.append("signed_in")
        if waiting:
            flags.append("some_waiting")
        if user.is_superuser or user.is_staff:
            flags.append("staff")
        if user.is_superuser:
            flags.append("administrator")
        values.update(
            name=user.name,
            initials=user.initials,
            waiting=str(waiting) if waiting < 100 else "99+",
            person_url=f"/people/{user.pk}/",
        )
    if request.path == "/search/":
        values["query"] = request.GET.get("q", "")
    return pieces.get(HEADER, HEADER_HOLES, flags).fill(values)


def footer(request: HttpRequest) -> SafeString:
    """The foot of a page. Visitors get links to the languages and no cookie; people a form."""
    user: Any = getattr(request, "user", None)
    flags = ["development"] if settings.DEMO_ALLOWED else []
    values = {"token": "", "next": quote(request.get_full_path(), safe="")}
    if user is not None and user.is_authenticated:
        flags.append("signed_in")
        values.update(token=token(request), next=request.get_full_path())
    return pieces.get(FOOTER, ("token", "next"), flags).fill(values)


def flashes(request: HttpRequest) -> SafeString:
    """What was just said to the reader, if anything was."""
    found = list(get_messages(request)) if "messages" in request.COOKIES or _said(request) else []
    said = render_to_string("components/messages.html", {"messages": found}) if found else ""
    if getattr(getattr(request, "user", None), "mail_state", "") == "bounces":
        said = render_to_string("components/no_letters.html") + said
    if getattr(request, "as_guest_of", None):
        said = render_to_string("components/as_guest.html", request=request) + said
    return SafeString(said)


def _said(request: HttpRequest) -> bool:
    """Whether something was said to the reader within this request."""
    storage: Any = getattr(request, "_messages", None)
    return bool(storage is not None and (storage._queued_messages or storage.added_new))


def page(
    request: HttpRequest,
    template: str,
    values: Mapping[str, Any],
    *,
    flags: Iterable[str] = (),
    place: str = "",
    accent: str = "",
) -> HttpResponse:
    """A whole page from a template that is rendered once per language and set of flags.

    values fill the template's holes; the frame's own are added. For pages that are asked for most.
    """
    accent = accent or settings.PORTAL_ACCENT
    filled = {
        **values,
        "site_header": header(request, place),
        "site_footer": footer(request),
        "flashes": flashes(request),
        "accent": accent,
    }
    framed = ["framed", *(["accented"] if accent else []), *flags]
    return HttpResponse(pieces.get(template, (*values, *FRAME_HOLES), framed).fill(filled))


def pages_html(page: Any) -> SafeString:
    """The links of a pager; nothing for a single page."""
    if not page.links:
        return EMPTY
    return SafeString(render_to_string("components/pages.html", {"pager": page}))


def token(request: HttpRequest) -> str:
    """The form token of this answer, made once for all forms on the page."""
    made: Any = getattr(request, "_form_token", None)
    if made is None:
        made = get_token(request)
        request._form_token = made  # type: ignore[attr-defined]
    return made
