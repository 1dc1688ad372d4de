"""Passing a discussion up or down one level, and fetching one from there."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from communities.queries import communities
from communities.views.shared import back_to, community_context
from cop_portal.foundation.policies import signed_in
from discussions.actions import passings as actions
from discussions.forms.passings import PassForm
from discussions.models import Passing
from discussions.permissions import check_fetch_discussion, check_moderate
from discussions.queries import discussions, passings


@signed_in
def pass_on(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Choose the community above or below that should see it."""
    talk = discussions.get_for(request.user, slug, pk)
    check_moderate(request.user, talk)
    targets = passings.targets(request.user, talk)
    form = PassForm(request.POST or None, targets=targets)
    if request.method == "POST" and form.is_valid():
        to = next(one for one in targets if one.pk == form.cleaned_data["to"])
        try:
            actions.pass_on(discussion=talk, to=to, by=request.user, words=form.cleaned_data["words"])
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("Passed on. The members of %(name)s see it.") % {"name": to.name})
            return redirect(talk)
    return render(
        request,
        "discussions/pass_form.html",
        {
            **community_context(request, talk.community, tab="discussions"),
            "discussion": talk,
            "form": form,
            "free": [one for one in targets if not one.passed],
            "passed": [one for one in targets if one.passed],
        },
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
    passing = (
        Passing.objects.visible_to(request.user)
        .filter(to_community=community, discussion=pk)
        .select_related("discussion__community", "to_community")
        .first()
    )
    if passing is None:
        raise Http404
    actions.take_back(passing=passing, by=request.user)
    messages.success(request, _("It stands in this list no more. The discussion itself goes on."))
    return redirect(back_to(request, f"/communities/{slug}/discussions/"))
