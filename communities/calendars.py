"""Events as calendars read them (RFC 5545, and 7986 for colour and picture), in the community's colours."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from icalendar import Calendar, vBinary, vUri
from icalendar import Event as Entry

from communities.enums import Accent
from communities.models import Community, Event
from communities.queries import emblems, identity
from communities.queries.events import may_see_link
from cop_portal.foundation.pdf import emblem_svg
from cop_portal.foundation.text import one_line, plain

# Calendars know colours by the names of CSS alone: for each of ours the nearest.
NAMED = {
    Accent.MADDER: "brown", Accent.CLAY: "sienna", Accent.OCHRE: "darkgoldenrod", Accent.MOSS: "olivedrab",
    Accent.LEAF: "seagreen", Accent.LAGOON: "teal", Accent.SEA: "steelblue", Accent.INDIGO: "slateblue",
    Accent.VIOLET: "rebeccapurple", Accent.PLUM: "mediumvioletred",
}  # fmt: skip


def calendar(user: Any, events: Iterable[Event], *, name: str, community: Community | None = None) -> bytes:
    """The events as this reader may see them, as one calendar with the rules of its time zones."""
    made = Calendar()
    made.add("prodid", f"-//{one_line(settings.PORTAL_NAME)}//{settings.MAIL_REPLY_DOMAIN}//")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("name", name)
    made.add("x-wr-calname", name)
    made.add("refresh-interval", datetime.timedelta(hours=1), parameters={"VALUE": "DURATION"})
    made.add("x-published-ttl", "PT1H")
    if community is not None:
        made.add("description", community.tagline)
        made.add("x-wr-caldesc", community.tagline)
        made.add("x-apple-calendar-color", identity.in_mails(community.accent))
        _identity(made, community)
    for event in events:
        made.add_component(_entry(user, event))
    made.add_missing_timezones()
    return made.to_ical()


def _identity(component: Any, community: Community) -> None:
    """Colour and emblem, where a calendar shows them."""
    component.add("color", NAMED[Accent(community.accent)])
    address = emblems.in_letters(community)
    if address:
        shown: Any = vUri(address)
        shown.params.update({"VALUE": "URI", "DISPLAY": "BADGE", "FMTTYPE": "image/png"})
    else:
        svg = emblem_svg(community.weave, identity.in_mails(community.accent))
        shown = vBinary(svg.decode())
        shown.params.update(
            {"VALUE": "BINARY", "ENCODING": "BASE64", "DISPLAY": "BADGE", "FMTTYPE": "image/svg+xml"}
        )
    component.add("image", shown, encode=False)


def _entry(user: Any, event: Event) -> Entry:
    community = event.community
    made = Entry()
    made.add("uid", f"event-{event.pk}@{settings.MAIL_REPLY_DOMAIN}")
    made.add("dtstamp", event.changed_at)
    made.add("last-modified", event.changed_at)
    made.add("sequence", event.revision - 1)
    begins, ends = event.local_times()
    made.add("dtstart", begins)
    made.add("dtend", ends)
    made.add("summary", event.title)
    url = settings.PORTAL_URL + event.get_absolute_url()
    link = event.online_url if event.online_url and may_see_link(user, event) else ""
    made.add("description", "\n\n".join(_lines(event, url, link)))
    where = event.place or link
    if where:
        made.add("location", where)
    made.add("url", url)
    made.add("status", "CANCELLED" if event.is_cancelled else "CONFIRMED")
    made.add("categories", [community.name])
    _identity(made, community)
    return made


def _lines(event: Event, url: str, link: str) -> Iterable[str]:
    if event.is_cancelled:
        yield _("Cancelled: %(reason)s") % {"reason": event.why_cancelled}
    yield plain(event.about_html)
    if event.agenda:
        yield _("Agenda") + "\n" + plain(event.agenda_html)
    if link:
        yield _("Online: %(url)s") % {"url": link}
    yield f"{event.community.name}: {event.community.tagline}"
    yield _("Answer, or see who comes: %(url)s") % {"url": url}


def calendar_response(made: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(made, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.ics"'
    answer["Content-Language"] = get_language() or settings.LANGUAGE_CODE
    answer["Cache-Control"] = "private, no-cache"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
