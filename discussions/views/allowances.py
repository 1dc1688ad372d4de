"""What somebody may do in a community, and why: the whole table, with where they stand."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from communities.enums import CAPABILITIES, Capability, Role
from communities.permissions import check_member
from communities.queries import communities
from communities.views.shared import community_context
from cop_portal.foundation.policies import signed_in
from discussions.enums import ALLOWANCES, KNOWN_AFTER, TRUSTED_AFTER, Trust
from discussions.forms.moderation import slow_choices
from discussions.queries.allowances import record_of
from discussions.trust import is_held, trust_of


@signed_in
def rights(request: HttpRequest, slug: str) -> HttpResponse:
    """“What you may do here”, in words; what it follows from is on the page, and nothing else counts."""
    community = communities.get_for(request.user, slug, content=True)
    check_member(request.user, community)
    found = record_of(request.user, community)
    context = community_context(request, community, tab="discussions")
    who = context["standing"]
    return render(
        request,
        "discussions/rights.html",
        {
            **context,
            "given": found.given,
            "trust": trust_of(found.given),
            "table": [
                (trust, allowed, trust == trust_of(found.given)) for trust, allowed in ALLOWANCES.items()
            ],
            "levels": Trust,
            "known_after": KNOWN_AFTER,
            "trusted_after": TRUSTED_AFTER,
            "held": is_held(found.given, community),
            "slow": dict(slow_choices()).get(community.slow_minutes, "") if community.slow_minutes else "",
            "roles": [
                (Role(role).label, [cap.label for cap, holders in CAPABILITIES.items() if role in holders])
                for role in sorted(who.roles)
            ],
            "moderates": who.has(Capability.MODERATE),
        },
    )
