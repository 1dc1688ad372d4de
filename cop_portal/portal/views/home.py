"""The home page in three bands: for you, in your communities, from the network. It ends."""

from __future__ import annotations

import datetime
from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from communities.models import Community
from communities.queries import communities
from communities.queries import passings as passed_events
from cop_portal.foundation.notifications.queries import for_person
from cop_portal.foundation.policies import public
from discussions.queries import discussions, passings, unread
from knowledge_base.queries import passings as passed_resources
from knowledge_base.queries import resources

RECENT = datetime.timedelta(days=14)
MOST_FOR_YOU = 3


@public
def home(request: HttpRequest) -> HttpResponse:
    """Signed in: what waits and what is new. Not signed in: what this is, and what is public."""
    if not request.user.is_authenticated:
        return _for_visitors(request)
    user: Any = request.user
    mine = list(communities.of_member(user))
    for_you = list(for_person(user).filter(read_at=None)[:MOST_FOR_YOU])
    since = timezone.now() - RECENT
    changes = _changes(user, mine, since)
    shown = [item.pk for _one, rows in changes for kind, item in rows if kind == "discussion"]
    others = list(
        communities.directory(user).exclude(pk__in=[one.pk for one in mine]).order_by("-member_count")[:3]
    )
    return render(
        request,
        "portal/home.html",
        {
            "place": "home",
            "greeting": _greeting() % {"name": user.get_short_name()},
            "now": timezone.localtime(),
            "for_you": for_you,
            "communities": mine,
            "groups": changes,
            "unread": unread.of_list(user, shown),
            "unread_in": unread.by_community(user, [one.pk for one in mine]),
            "change_count": sum(len(rows) for _community, rows in changes),
            "quiet": [one for one in mine if one.pk not in {found.pk for found, _rows in changes}],
            "network": resources.newest(user, limit=1),
            "others": others,
        },
    )


def _for_visitors(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "portal/welcome.html",
        {
            "place": "home",
            "communities": list(communities.directory(request.user).order_by("-member_count")[:6]),
            "resources": resources.newest(request.user, limit=5),
        },
    )


def _greeting() -> str:
    hour = timezone.localtime().hour
    if hour < 12:
        return _("Good morning, %(name)s")
    return _("Good afternoon, %(name)s") if hour < 18 else _("Good evening, %(name)s")


def _changes(user: Any, mine: list[Community], since: datetime.datetime) -> list[tuple[Community, list]]:
    """One line for each change, newest first, by community."""
    ids = [community.pk for community in mine]
    rows: list[tuple[int, datetime.datetime, str, Any]] = [
        (talk.community_id, talk.active_at, "discussion", talk)
        for talk in discussions.newest(user, ids, since=since, limit=30)
    ]
    rows += [
        (item.community_id, item.first_published_at, "resource", item)
        for item in resources.newest(user, communities=ids, since=since, limit=15)
    ]
    rows += [
        (item.to_id, item.at, "passed", item)
        for newest in (passings.newest, passed_events.newest, passed_resources.newest)
        for item in newest(user, mine, since=since)
    ]
    rows.sort(key=lambda row: (row[0], -row[1].timestamp()))
    by_id = {community.pk: community for community in mine}
    groups = [
        (by_id[pk], [(kind, item) for _pk, _at, kind, item in items][:6])
        for pk, items in groupby(rows, key=lambda row: row[0])
    ]
    return sorted(groups, key=lambda group: group[0].name)
