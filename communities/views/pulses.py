"""Answering the three questions of a round."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from communities.actions import pulses as actions
from communities.enums import Module, PulseQuestion
from communities.forms.pulses import PulseForm
from communities.permissions import check_member
from communities.queries import communities, pulses, reflections
from communities.views.shared import community_context
from cop_portal.foundation.policies import signed_in


@signed_in
def pulse(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Three answers without a name, which one may change while the round is open."""
    community = communities.get_for(request.user, slug, content=True, module=Module.REFLECTIONS)
    reflection = reflections.get_for(request.user, community, pk)
    check_member(request.user, community)
    own = pulses.own_answer(request.user, reflection)
    initial = {name: getattr(own, name) for name in PulseQuestion.values} if own else None
    form = PulseForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.answer(reflection=reflection, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("Kept. Nobody reads what you answered; only what all said together."))
            return redirect(reverse("reflection", args=[slug, pk]) + "#pulse")
    return render(
        request,
        "communities/pulse_form.html",
        {
            **community_context(request, community, tab="about", inner="reflections"),
            "round": reflection,
            "form": form,
            "own": own,
            "least": actions.LEAST,
        },
    )
