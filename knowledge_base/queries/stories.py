"""What stands beside a story: how many agreed to be in it, and who confirms its result."""

from __future__ import annotations

from typing import Any, NamedTuple

from cop_portal.foundation.permissions import can
from knowledge_base.models import ResultConfirmation, StoryPage, StoryPerson
from knowledge_base.permissions import check_confirm_result


class Proof(NamedTuple):
    """For the page of a story."""

    people: int
    confirmed: list[ResultConfirmation]
    own: ResultConfirmation | None
    may_confirm: bool


def proof_of(user: Any, page: Any) -> Proof | None:
    """Nothing for what is no story. The list of people itself is for the editors only."""
    if not isinstance(page, StoryPage):
        return None
    confirmed = list(ResultConfirmation.objects.filter(story=page).select_related("user"))
    own = next((row for row in confirmed if row.user_id and row.user_id == user.pk), None)
    return Proof(
        StoryPerson.objects.filter(story=page, agreed=True).count(),
        confirmed,
        own,
        page.live and user.is_authenticated and can(check_confirm_result, user, page),
    )
