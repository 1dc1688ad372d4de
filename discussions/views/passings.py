"""Passing a discussion up or down one level, and fetching one from there."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from communities.enums import Capability
from communities.queries import communities
from communities.views.passings import pass_page, taken_back
from communities.views.shared import community_context
from cop_portal.foundation.policies import signed_in
from discussions.actions import passings as actions
from discussions.permissions import check_fetch_discussion, check_moderate
from discussions.queries import discussions, passings


@signed_in
def pass_on(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Choose the community above or below that should see it."""
    talk = discussions.get_for(request.user, slug, pk)
    check_moderate(request.user, talk)
    return pass_page(
        request,
        talk.community,
        tab="discussions",
        title=talk.title,
        url=talk.get_absolute_url(),
        targets=passings.discussion_targets(request.user, talk),
        capabilities=(Capability.MODERATE,),
        pass_on=lambda to, words: actions.pass_on(discussion=talk, to=to, by=request.user, words=words),
        find=lambda to: passings.get_passing(request.user, to, talk.pk),
        take_back=actions.take_back,
    )


@signed_in
def fetch(request: HttpRequest, slug: str) -> HttpResponse:
    """Bring a discussion of the community above or below to one's own members."""
    community = communities.get_for(request.user, slug, content=True)
    check_fetch_discussion(request.user, community)
    talks = passings.to_fetch(request.user, community)
    if request.method == "POST":
        chosen = request.POST.get("discussion", "")
        talk = next((one for one in talks if str(one.pk) == chosen), None)
        if talk is not None:
            actions.pass_on(discussion=talk, to=community, by=request.user)
            messages.success(request, _("The members of %(name)s see it now.") % {"name": community.name})
            return redirect("discussions", slug=slug)
        messages.error(request, _("This discussion is in your list already, or is not to be read any more."))
    return render(
        request,
        "discussions/fetch_form.html",
        {**community_context(request, community, tab="discussions"), "talks": talks},
    )


@signed_in
@require_POST
def take_back(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Take a passed discussion out of this community's list; pk is the discussion's."""
    community = communities.get_for(request.user, slug, content=True)
    passing = passings.get_passing(request.user, community, pk)
    return taken_back(request, community, passing, actions.take_back, "discussions")
