"""What was cut from a mail before it was posted, for those who may read the discussion."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from communities.views.shared import community_context
from cop_portal.foundation.policies import public
from discussions.models import Discussion
from discussions.queries import contributions, discussions


@public
def of_discussion(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """What the mail quoted that began the discussion."""
    talk = discussions.get_for(request.user, slug, pk)
    return _page(request, talk, talk.quoted, talk.get_absolute_url())


@public
def of_contribution(request: HttpRequest, slug: str, pk: int, number: int) -> HttpResponse:
    """What the mail of one contribution quoted."""
    talk = discussions.get_for(request.user, slug, pk)
    found = contributions.numbered(request.user, talk, number)
    return _page(request, talk, found.quoted, found.get_absolute_url())


def _page(request: HttpRequest, talk: Discussion, quoted: str, back: str) -> HttpResponse:
    if not quoted:
        raise Http404
    return render(
        request,
        "discussions/quoted.html",
        {
            **community_context(request, talk.community, tab="discussions"),
            "discussion": talk,
            "quoted": quoted,
            "back": back,
        },
    )
