"""A person's desk: what waits for them in all their roles, or in one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from communities.actions import desk as actions
from communities.enums import Capability, Role, roles_with
from communities.models import Membership
from communities.permissions.cases import check_see_sponsored
from communities.queries import desk, memberships
from cop_portal.foundation.permissions import can
from cop_portal.foundation.policies import signed_in
from cop_portal.portal import calendar
from cop_portal.portal.waiting import request_key, talks_of
from discussions.queries import phases
from discussions.queries.discussions import quiet_members
from discussions.views.page import phase_steps


@signed_in
def desk_page(request: HttpRequest) -> HttpResponse:
    """One page with what waits, oldest first, and one next best action with its reason."""
    user: Any = request.user
    mine = desk.with_roles(user)
    held = desk.roles_held(mine)
    role = request.GET.get("role", "")
    role = role if role in {item.value for item in held} else ""
    piles = desk.piles(user, role=role)
    leads = role in ("", Role.COORDINATOR, Role.FACILITATOR)
    talks = talks_of(user).facilitated if leads and held else []
    return render(
        request,
        "portal/desk.html",
        {
            "mine": [row for row in mine if not role or role in row.roles],
            "held": held,
            "role": role,
            "piles": sorted(
                (pile for pile in piles if pile.key != "requests"), key=lambda pile: pile.waiting[0].since
            ),
            "requests": _requests(user, piles) if leads else [],
            "next": piles[0].waiting[0] if piles else None,
            "rows": [(talk, phase_steps(talk), phases.is_late(talk)) for talk in talks],
            "quiet": quiet_members(user) if leads and held else [],
            "calendar": calendar.entries(user, mine) if leads and held else [],
            "aside": desk.set_aside_by(user),
            "manages": not roles_with(Capability.MANAGE_MEMBERS).isdisjoint(held),
            "sees_sponsored": can(check_see_sponsored, user),
            "place": "desk",
            "empty": not piles,
        },
    )


def _requests(user: Any, piles: list[desk.Pile]) -> list[Membership]:
    """People who ask to join, with what they bring; without those that were set aside."""
    waiting = {item.key for pile in piles if pile.key == "requests" for item in pile.waiting}
    return [row for row in memberships.waiting_for(user)[:30] if request_key(row) in waiting]


@signed_in
@require_POST
def set_aside(request: HttpRequest) -> HttpResponse:
    """Do not show a thing again as it stands, with a reason; or take that back."""
    key = request.POST.get("key", "")
    try:
        if "back" in request.POST:
            actions.take_back(by=request.user, key=key)
        else:
            actions.set_aside(by=request.user, key=key, reason=request.POST.get("reason", ""))
            messages.success(request, _("Set aside. It comes back when something about it changes."))
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    return redirect("desk")
