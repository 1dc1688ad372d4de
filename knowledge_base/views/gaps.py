"""What a library lacks: the list, one gap, and what can be done about it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from communities.queries import communities
from communities.views.shared import back_to, community_context
from cop_portal.foundation.paging import key_set_page
from cop_portal.foundation.permissions import can
from cop_portal.foundation.policies import public, signed_in
from cop_portal.foundation.ui import times
from knowledge_base.actions import gaps as actions
from knowledge_base.forms.gaps import DayForm, FillForm, SetAsideForm, ShowForm
from knowledge_base.models import Gap
from knowledge_base.permissions import check_curate, check_fill_gap, check_see_inventory, check_take_gap
from knowledge_base.queries import gaps as queries


@public
def gaps(request: HttpRequest, slug: str) -> HttpResponse:
    """What is asked for most stands first; with ?settled, what became of others."""
    community = communities.get_for(request.user, slug, content=True, module="library")
    check_see_inventory(request.user, community)
    settled = "settled" in request.GET
    rows = queries.list_of(request.user, community, settled=settled)
    order = ("-changed_at", "-pk") if settled else ("-asked", "-pk")
    return render(
        request,
        "knowledge_base/gap_list.html",
        {
            **community_context(request, community, tab="library", inner="gaps"),
            "page": key_set_page(rows, request.GET, order=order),
            "settled": settled,
            "may_take": not community.is_archived,
        },
    )


@signed_in
def gap(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One gap. Each button sends its own form as `step`."""
    community = communities.get_for(request.user, slug, content=True, module="library")
    check_see_inventory(request.user, community)
    found = queries.get_for(request.user, community, pk)
    forms = _forms(request, found)
    if request.method == "POST":
        answer = _step(request, found, forms)
        if answer is not None:
            return answer
    return render(
        request,
        "knowledge_base/gap.html",
        {
            **community_context(request, community, tab="library", inner="gaps"),
            "gap": found,
            "forms": forms,
            "may_take": can(check_take_gap, request.user, found),
            "may_fill": can(check_fill_gap, request.user, found),
            "may_curate": can(check_curate, request.user, community),
        },
    )


def _forms(request: HttpRequest, gap: Gap) -> dict[str, Any]:
    """Only the form that was sent is bound, so that the others show no errors."""
    step = request.POST.get("step", "")

    def data(key: str) -> Any:
        return request.POST if step == key else None

    return {
        "fill": FillForm(data("fill"), gap=gap, viewer=request.user),
        "day": DayForm(data("day"), initial={"due_on": gap.due_on}),
        "aside": SetAsideForm(data("aside")),
        "show": ShowForm(data("show"), initial={"text": gap.text}),
    }


def _step(request: HttpRequest, gap: Gap, forms: dict[str, Any]) -> HttpResponse | None:
    """Do what was asked. None where the form comes back with what is wrong."""
    step = request.POST.get("step", "")
    if step not in (*forms, "take", "back"):
        raise Http404
    form = forms.get(step)
    if form is not None and not form.is_valid():
        return None
    try:
        said = _do(request, gap, step, form)
    except ValidationError as refusal:
        if form is None:
            messages.error(request, refusal.messages[0])
            return redirect(gap)
        form.add_error(None, refusal)
        return None
    messages.success(request, said)
    after = reverse("gaps", args=[gap.community.slug]) if step == "aside" else gap.get_absolute_url()
    return redirect(back_to(request, after))


def _do(request: HttpRequest, gap: Gap, step: str, form: Any) -> str:
    user = request.user
    if step == "take":
        day = actions.take(gap=gap, by=user).due_on
        return _("Yours, until %(day)s. You can give it back.") % {"day": times.day_text(day)}
    if step == "back":
        actions.give_back(gap=gap, by=user)
        return _("Open again: somebody else can take it.")
    if step == "day":
        actions.move_day(gap=gap, by=user, due_on=form.cleaned_data["due_on"])
        return _("Noted. You have until then.")
    if step == "fill":
        actions.fill(gap=gap, by=user, resource=form.cleaned_data["found"])
        return _("Filled. Those who asked for it are told.")
    if step == "aside":
        actions.set_aside(gap=gap, by=user, reason=form.cleaned_data["reason"])
        return _("Set aside. Members see why.")
    actions.show(gap=gap, by=user, text=form.cleaned_data["text"])
    return _("All members see it now.")
