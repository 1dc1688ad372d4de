"""Passing something up or down one level: the page all kinds share, and events."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from communities.actions import passings as actions
from communities.enums import Capability
from communities.forms.passings import PassForm
from communities.models import Community
from communities.permissions.passings import check_looks_after
from communities.queries import communities, events, passings
from communities.views.shared import back_to, community_context
from cop_portal.foundation.policies import signed_in


def pass_page(
    request: HttpRequest,
    here: Community,
    *,
    tab: str,
    title: str,
    url: str,
    targets: list[Any],
    capabilities: tuple[Capability, ...],
    pass_on: Callable[[Community, str], Any],
    find: Callable[[Community], Any],
    take_back: Callable[..., Any],
) -> HttpResponse:
    """Choose the community above or below that should see it, or take it back from there."""
    if not targets:
        check_looks_after(request.user, here, *capabilities)
    free, passed = [one for one in targets if not one.passed], [one for one in targets if one.passed]
    asked = request.POST.get("take_back", "")
    back = next((one for one in passed if str(one.pk) == asked), None)
    if back is not None:
        if (passing := find(back)) is not None:
            take_back(passing=passing, by=request.user)
        say_taken_back(request, back)
        return redirect(url)
    form = PassForm(None if asked else request.POST or None, targets=targets)
    if request.method == "POST" and form.is_valid():
        to = next(one for one in free if one.pk == form.cleaned_data["to"])
        try:
            pass_on(to, form.cleaned_data["words"])
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _done(to))
            return redirect(url)
    return render(
        request,
        "communities/pass_form.html",
        {
            **community_context(request, here, tab=tab),
            "title": title,
            "url": url,
            "form": form,
            "free": free,
            "passed": passed,
        },
    )


def _done(to: Any) -> str:
    """Whoever passes something their readers cannot open is told so."""
    if to.readers == to.members:
        return _("Passed on. The members of %(name)s see it.") % {"name": to.name}
    return _(
        "Passed on. %(readers)s of %(members)s members of %(name)s can open it; the others do not see it."
    ) % {"readers": to.readers, "members": to.members, "name": to.name}


def say_taken_back(request: HttpRequest, community: Community) -> None:
    messages.success(
        request,
        _("It stands in the list of %(name)s no more, and stays where it is.") % {"name": community.name},
    )


def taken_back(
    request: HttpRequest, community: Community, passing: Any, take_back: Callable[..., Any], name: str
) -> HttpResponse:
    """Out of the list of this community. To who may not read the thing it never stood there."""
    if passing is None:
        raise Http404
    take_back(passing=passing, by=request.user)
    say_taken_back(request, community)
    return redirect(back_to(request, reverse(name, args=[community.slug])))


@signed_in
def pass_event(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Show an event one level up or down."""
    here = communities.get_for(request.user, slug, content=True, module="events")
    event = events.get_for(request.user, here, pk)
    return pass_page(
        request,
        here,
        tab="events",
        title=event.title,
        url=event.get_absolute_url(),
        targets=passings.event_targets(request.user, event),
        capabilities=(Capability.HOLD_EVENTS,),
        pass_on=lambda to, words: actions.pass_on(event=event, to=to, by=request.user, words=words),
        find=lambda to: passings.get_event_passing(request.user, to, event.pk),
        take_back=actions.take_back,
    )


@signed_in
@require_POST
def take_event_back(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Take an event of another level out of this community's list; pk is the event's."""
    community = communities.get_for(request.user, slug, content=True, module="events")
    passing = passings.get_event_passing(request.user, community, pk)
    return taken_back(request, community, passing, actions.take_back, "events")
