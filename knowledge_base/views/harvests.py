"""Offers to keep what was talked about: the list of a community, and one with its draft."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from communities.queries import communities
from communities.views.shared import community_context
from cop_portal.foundation.notifications.actions import mark_read
from cop_portal.foundation.paging import key_set_page
from cop_portal.foundation.policies import signed_in
from knowledge_base.actions import harvests as actions
from knowledge_base.forms.harvests import HandOnForm, HarvestForm
from knowledge_base.models import Harvest
from knowledge_base.queries import harvests


@signed_in
def harvest_list(request: HttpRequest, slug: str) -> HttpResponse:
    """What is offered, by its day, and what became of earlier offers."""
    community = communities.get_for(request.user, slug, content=True, module="library")
    rows = harvests.of_community(request.user, community)
    offered = list(rows.open()[:100])
    return render(
        request,
        "knowledge_base/harvest_list.html",
        {
            **community_context(request, community, tab="library", inner="harvests"),
            "open": list(zip(offered, harvests.hands_of(request.user, offered), strict=True)),
            "page": key_set_page(
                rows.exclude(state="offered"), request.GET, order=("-decided_at", "-pk"), size=20
            ),
        },
    )


@signed_in
def harvest(request: HttpRequest, pk: int) -> HttpResponse:
    """One offer: what it came from, the draft's head, and the other ways."""
    found = harvests.get_for(request.user, pk)
    mark_read(by=request.user, url=found.get_absolute_url())
    return _page(request, found)


def _page(request: HttpRequest, found: Harvest, form: HarvestForm | None = None) -> HttpResponse:
    crop = harvests.crop_of(found) if found.is_open else None
    if crop is not None and form is None:
        first = {"kind": crop.kinds[0], "title": crop.title[:200], "summary": crop.summary}
        form = HarvestForm(kinds=crop.kinds, initial=first)
    return render(
        request,
        "knowledge_base/harvest_detail.html",
        {
            **community_context(request, found.community, tab="library", inner="harvests"),
            "harvest": found,
            "hands": harvests.hands_of(request.user, [found])[0],
            "crop": crop,
            "form": form,
            "hand_on": HandOnForm(people=harvests.others(found)),
        },
    )


@signed_in
@require_POST
def act(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it up, hand it on, decline it: the field `step` says which."""
    found = harvests.get_for(request.user, pk)
    step = request.POST.get("step", "")
    try:
        if step == "accept":
            return _accept(request, found)
        if step == "hand_on":
            form = HandOnForm(request.POST, people=harvests.others(found))
            if not form.is_valid():
                raise ValidationError(_("Choose a member."))
            actions.hand_on(harvest=found, by=request.user, **form.cleaned_data)
            messages.success(request, _("Handed on."))
        elif step == "decline":
            actions.decline(harvest=found, by=request.user, reason=request.POST.get("reason", ""))
            messages.success(request, _("Declined. It is not offered again."))
        else:
            raise Http404
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
        return redirect(found)
    return redirect("harvests" if found.gardener_id != request.user.pk else "desk", *_where(request, found))


def _where(request: HttpRequest, found: Harvest) -> list[str]:
    return [found.community.slug] if found.gardener_id != request.user.pk else []


def _accept(request: HttpRequest, found: Harvest) -> HttpResponse:
    crop = harvests.crop_of(found)
    form = HarvestForm(request.POST, kinds=crop.kinds if crop else ())
    if crop is not None and not form.is_valid():
        return _page(request, found, form)
    values = form.cleaned_data if crop else {"kind": "", "title": "", "summary": ""}
    page = actions.accept(harvest=found, by=request.user, **values)
    if actions.can_edit(request.user, page):
        return redirect(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    messages.success(
        request, _("Handed in. The knowledge manager looks at it; you get a letter with the answer.")
    )
    return redirect("community_library", found.community.slug)
