"""The page of the periodic review: what it looks at, how it ends, how the earlier ones ended."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from communities.actions import reviews as actions
from communities.enums import Capability, ReviewOutcome
from communities.forms.reviews import ReviewDayForm, ReviewForm
from communities.models import Community, CommunityReview
from communities.permissions import check_capability
from communities.queries import communities, pulses, reviews
from communities.views.shared import community_context
from cop_portal.foundation.permissions import can
from cop_portal.foundation.policies import public, signed_in


@public
def review(request: HttpRequest, slug: str) -> HttpResponse:
    """The open review with its evidence, or the day of the next; and the decisions so far."""
    community = communities.get_for(request.user, slug, content=True)
    ahead = reviews.ahead(community)
    form = ReviewForm(request.POST or None)
    if request.method == "POST":
        check_capability(request.user, community, Capability.REFLECT)
        if ahead is None or str(ahead.pk) != request.POST.get("review"):
            messages.error(request, _("This review was ended in the meantime."))
            return redirect("community_review", slug=slug)
        if form.is_valid():
            try:
                actions.decide(review=ahead, by=request.user, **form.cleaned_data)
            except ValidationError as refusal:
                form.add_error(None, refusal)
            else:
                messages.success(request, _("The review is ended. Members can read its outcome here."))
                return redirect(_where_next(request.user, community, form.cleaned_data["outcome"]))
    return _page(request, community, ahead, form=form)


def _where_next(user: Any, community: Community, outcome: str) -> str:
    """Adjusting leads to what is adjusted, transforming to the choice of ways; as far as one may."""
    names = {
        ReviewOutcome.ADJUST: [
            (Capability.EDIT_TERMS, "terms_edit"),
            (Capability.EDIT_CHARTER, "charter_edit"),
        ],
        ReviewOutcome.TRANSFORM: [(Capability.TRANSFORM, "transform")],
    }.get(ReviewOutcome(outcome), [])
    for capability, name in names:
        if can(check_capability, user, community, capability):
            try:
                return reverse(name, args=[community.slug])
            except NoReverseMatch:  # a page of another part, where that is there
                continue
    return reverse("community_review", args=[community.slug])


def _page(
    request: HttpRequest,
    community: Community,
    ahead: CommunityReview | None,
    *,
    form: Any = None,
    day_form: Any = None,
) -> HttpResponse:
    day = reviews.next_day(community, ahead)
    shown = ahead.evidence if ahead and ahead.is_open else {}
    return render(
        request,
        "communities/review_detail.html",
        {
            **community_context(request, community, tab="about", inner="review"),
            "review": ahead,
            "day": day,
            "evidence": shown,
            "since": parse_date(shown.get("since", "")),
            "comparisons": reviews.comparisons(shown),
            "shifts": pulses.shifts(shown.get("pulse", {}), shown.get("pulse_before", {})),
            "past": reviews.past(request.user, community),
            "may_decide": can(check_capability, request.user, community, Capability.REFLECT),
            "form": form or ReviewForm(),
            "day_form": day_form or ReviewDayForm(initial={"due_on": day}),
        },
    )


@signed_in
@require_POST
def move_review(request: HttpRequest, slug: str) -> HttpResponse:
    """Plan the next review for another day."""
    community = communities.get_for(request.user, slug, content=True)
    check_capability(request.user, community, Capability.REFLECT)
    form = ReviewDayForm(request.POST)
    if form.is_valid():
        try:
            moved = actions.move_day(community=community, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(
                request, _("The review is open.") if moved.is_open else _("The day of the review is kept.")
            )
            return redirect("community_review", slug=slug)
    return _page(request, community, reviews.ahead(community), day_form=form)
