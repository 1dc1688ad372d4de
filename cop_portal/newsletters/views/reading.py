"""The newsletter for its readers: the archive and one issue."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from communities.queries import communities, memberships
from communities.views.shared import community_context
from cop_portal.foundation.permissions import can
from cop_portal.foundation.policies import public
from cop_portal.newsletters import queries
from cop_portal.newsletters.models import week_of
from cop_portal.newsletters.permissions import check_compose, check_see_counts


@public
def archive(request: HttpRequest, slug: str) -> HttpResponse:
    """Sent issues, newest first; for members their choice, for editors the draft."""
    community = communities.get_for(request.user, slug, content=True, module="newsletter")
    own = memberships.own(request.user, community)
    may_edit = can(check_compose, request.user, community)
    page = queries.archive_page(request.user, community, request.GET)
    draft = queries.open_draft(community) if may_edit else None
    if draft is not None:
        draft.community = community
    this_week = week_of(timezone.localdate())
    return render(
        request,
        "newsletters/archive.html",
        {
            **community_context(request, community, tab="newsletter"),
            "page": page,
            "membership": own if own is not None and own.is_active else None,
            "may_edit": may_edit,
            "draft": draft,
            "sent_this_week": any(issue.week >= this_week for issue in page.rows),
        },
    )


@public
def issue(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One issue as it was sent, without what its reader may not read; editors see what became of it."""
    community = communities.get_for(request.user, slug, content=True)
    found = queries.get_for(request.user, community, number)
    if found.is_draft:
        return redirect(found.get_edit_url())
    return render(
        request,
        "newsletters/issue_detail.html",
        {
            **community_context(request, community, tab="newsletter"),
            "issue": found,
            "sections": queries.by_section(queries.items_for(request.user, found)),
            "counts": queries.counts(found) if can(check_see_counts, request.user, found) else None,
        },
    )
