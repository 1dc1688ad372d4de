"""A community's own page: what it is for, what is open now, who holds it, what is new."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from communities.enums import STAGE_PROVERBS, Module, Stage
from communities.models import Community
from communities.permissions import (
    can_open_profiles,
    can_read,
    can_see_members,
    check_announce,
    check_write_to_holders,
)
from communities.queries import announcements, charters, communities, events, newcomers
from communities.queries import passings as passed_events
from communities.queries.passings import Passed
from communities.views.shared import community_context
from cop_portal.foundation.permissions import can
from cop_portal.foundation.policies import public
from cop_portal.foundation.subjects import note_subject
from cop_portal.foundation.text import excerpt, plain
from discussions.queries import discussions, passings
from discussions.views.page import phase_steps
from knowledge_base.queries import passings as passed_resources
from knowledge_base.queries import resources


@public
def community_home(request: HttpRequest, slug: str) -> HttpResponse:
    """The first page of a community, for members and for those who may know of it."""
    community = communities.get_for(request.user, slug)
    readable = can_read(request.user, community)
    meets = readable and Module.EVENTS not in community.modules_off
    note_subject(request, "community", community_id=community.pk, object_id=community.pk)
    talk = discussions.open_now(request.user, community) if readable else None
    news = announcements.current(request.user, community) if readable else None
    proverb, origin = STAGE_PROVERBS[Stage(community.stage)]
    charter, agreed, first = None, None, None
    context = community_context(request, community, tab="overview")
    if context["standing"].is_member:
        charter, agreed = charters.current(community), charters.agreement(request.user, community)
        first = newcomers.first_steps(request.user, community)
    return render(
        request,
        "portal/community_home.html",
        {
            **context,
            "first": first,
            "readable": readable,
            "sees_members": can_see_members(request.user, community),
            "opens_profiles": can_open_profiles(request.user, community),
            "news": news,
            "news_text": excerpt(plain(news.body_html), 300) if news else "",
            "may_announce": can(check_announce, request.user, community),
            "events": events.next_here(request.user, community) if meets else [],
            "talk": talk,
            "talk_steps": phase_steps(talk) if talk else [],
            "newest": discussions.newest(request.user, [community.pk], limit=5) if readable else [],
            "may_write": can(check_write_to_holders, request.user, community),
            "passed": _passed(request.user, community) if readable else [],
            "holders": communities.role_holders(community) if request.user.is_authenticated else [],
            "resources": resources.newest(request.user, communities=[community.pk], limit=3)
            if readable and Module.LIBRARY not in community.modules_off
            else [],
            "proverb": proverb,
            "proverb_origin": origin,
            "asks_agreement": charter if charter and not charters.holds(agreed, charter) else None,
        },
    )


def _passed(user: Any, community: Community) -> list[Passed]:
    """The newest of what other levels passed on, of whatever kind."""
    rows = [
        *passings.shown_of(user, community),
        *passed_events.list_of(user, community),
        *passed_resources.list_of(user, community),
    ]
    return sorted(rows, key=lambda row: row.at, reverse=True)[:3]
