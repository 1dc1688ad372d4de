"""Pages of “How are we doing?”."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from communities.actions import reflections as actions
from communities.enums import Module, ReflectionHeading
from communities.forms.reflections import ChangeForm, OpenRoundForm
from communities.models import Community, Reflection
from communities.permissions import check_member, check_reflect, check_see_reflections
from communities.queries import communities, pulses
from communities.queries import reflections as queries
from communities.views.shared import community_context
from cop_portal.foundation.permissions import can
from cop_portal.foundation.policies import signed_in


def _community(request: HttpRequest, slug: str) -> Community:
    community = communities.get_for(request.user, slug, content=True, module=Module.REFLECTIONS)
    check_see_reflections(request.user, community)
    return community


@signed_in
def reflections(request: HttpRequest, slug: str) -> HttpResponse:
    """The standing page: the open round, and the earlier ones."""
    community = _community(request, slug)
    return _page(request, community, queries.open_round(request.user, community))


@signed_in
def reflection(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One round, open or past."""
    community = _community(request, slug)
    return _page(request, community, queries.get_for(request.user, community, pk))


def _page(
    request: HttpRequest,
    community: Community,
    shown: Reflection | None,
    *,
    change_form: ChangeForm | None = None,
    typed: dict[str, str] | None = None,
) -> HttpResponse:
    """typed: what was written under a heading and could not be kept."""
    user: Any = request.user
    others = [row for row in queries.rounds(user, community)[:40] if shown is None or row.pk != shown.pk]
    return render(
        request,
        "communities/reflection_detail.html",
        {
            **community_context(request, community, tab="about", inner="reflections"),
            "round": shown,
            "parts": queries.parts(user, shown) if shown else [],
            "changes": list(shown.changes.select_related("by")) if shown else [],
            "others": others,
            **_pulse(user, shown),
            "typed": typed or {},
            "may_write": bool(typed)
            or (shown is not None and shown.is_open and can(check_member, user, community)),
            "may_reflect": can(check_reflect, user, community),
            "has_open": any(row.is_open for row in ([shown] if shown else []) + others),
            "change_form": change_form or ChangeForm(),
        },
    )


def _pulse(user: Any, shown: Reflection | None) -> dict[str, Any]:
    """The three questions: one's own answer while the round is open, what all said together afterwards."""
    if shown is None:
        return {}
    if shown.is_open:
        return {"own_pulse": pulses.own_answer(user, shown)}
    return {"shifts": pulses.shifts(shown.pulse, pulses.earlier(shown))}


@signed_in
def open_round(request: HttpRequest, slug: str) -> HttpResponse:
    """Open a round; the figures of the day are kept with it."""
    community = _community(request, slug)
    check_reflect(request.user, community)
    form = OpenRoundForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.open_round(community=community, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("The round is open. The members are told."))
            return redirect("reflections", slug=slug)
    return render(
        request,
        "communities/reflection_form.html",
        {
            **community_context(request, community, tab="about", inner="reflections"),
            "form": form,
            "open": queries.open_round(request.user, community),
        },
    )


@signed_in
@require_POST
def note(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Write under one heading."""
    community = _community(request, slug)
    reflection = queries.get_for(request.user, community, pk)
    heading, text = request.POST.get("heading", ""), request.POST.get("text", "")
    if heading not in ReflectionHeading.values:
        raise Http404
    try:
        if len(text) > 2000:
            raise ValidationError(_("This is longer than 2000 characters. Shorten it; your text is kept."))
        written = actions.note(reflection=reflection, by=request.user, heading=heading, text=text)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
        return _page(request, community, reflection, typed={heading: text})
    messages.success(request, _("Kept. Members read it with your name.") if written else _("Taken back."))
    return redirect(f"{reverse('reflection', args=[slug, pk])}#{heading}")


@signed_in
@require_POST
def note_change(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Note what was changed as a result."""
    community = _community(request, slug)
    reflection = queries.get_for(request.user, community, pk)
    check_reflect(request.user, community)
    form = ChangeForm(request.POST)
    if form.is_valid():
        try:
            actions.note_change(reflection=reflection, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error("text", refusal)
        else:
            messages.success(request, _("Noted. Those who wrote are told."))
            return redirect("reflection", slug=slug, pk=pk)
    return _page(request, community, reflection, change_form=form)


@signed_in
@require_POST
def close_round(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """End the round before its day."""
    community = _community(request, slug)
    reflection = queries.get_for(request.user, community, pk)
    actions.close_round(reflection=reflection, by=request.user)
    messages.success(request, _("The round is closed. Note here what you change as a result."))
    return redirect("reflection", slug=slug, pk=pk)
