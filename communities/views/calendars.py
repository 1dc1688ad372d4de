"""Calendars: the file of one event, feeds by a secret address, one's own calendar."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from communities import calendars
from communities.actions import calendar_feeds as actions
from communities.queries import calendar_feeds, communities, events
from communities.views.shared import back_to
from cop_portal.foundation.policies import public, signed_in, token


@public
def event_calendar(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One event for a calendar, for whoever may read its page."""
    community = communities.get_for(request.user, slug, content=True, module="events")
    found = events.get_for(request.user, community, pk)
    made = calendars.calendar(request.user, [found], name=community.name, community=community)
    return calendars.calendar_response(made, f"{slug}-{pk}")


@token
def calendar_feed(request: HttpRequest, secret: str) -> HttpResponse:
    """What calendars fetch by a secret address: what its owner may read today, in their language."""
    feed = calendar_feeds.by_token(secret)
    with translation.override(feed.user.language or settings.LANGUAGE_CODE):
        name = feed.community.name if feed.community else f"{_(settings.PORTAL_NAME)}: {feed.user.name}"
        rows = calendar_feeds.events_of(feed)
        made = calendars.calendar(feed.user, rows, name=name, community=feed.community)
        answer = calendars.calendar_response(made, "calendar")
    answer["Referrer-Policy"] = "no-referrer"
    answer["X-Robots-Tag"] = "noindex"
    return answer


@signed_in
def my_calendar(request: HttpRequest) -> HttpResponse:
    """What comes in all of one's communities, and the addresses by which calendars read along."""
    feeds = calendar_feeds.all_of(request.user)
    return render(
        request,
        "communities/my_calendar.html",
        {
            "items": events.next_of(request.user),
            "feeds": [(feed, actions.address_of(feed)) for feed in feeds],
            "has_own": any(feed.community_id is None for feed in feeds),
        },
    )


@signed_in
@require_POST
def renew_feed(request: HttpRequest) -> HttpResponse:
    """Make an address, make a new one, or take it back; of one community if the form names it."""
    slug = request.POST.get("community", "")
    community = communities.get_for(request.user, slug, content=True) if slug else None
    if "withdraw" in request.POST:
        actions.withdraw(by=request.user, community=community)
        messages.success(request, _("Taken back. Whoever has the address reads nothing any more."))
    else:
        actions.renew(by=request.user, community=community)
        messages.success(request, _("Here is the address. Give it to your calendar and to nobody else."))
    return redirect(back_to(request, "/my/calendar/"))
