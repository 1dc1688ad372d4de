"""Who may not read a community any more: what it told them and they have not been sent is taken back."""

from __future__ import annotations

from typing import Any

from communities.models import Community
from communities.queries.memberships import readers_q
from cop_portal.foundation.accounts.models import User
from cop_portal.foundation.notifications import kinds, taking_back
from cop_portal.foundation.notifications.models import Notice


def take_back_from_outsiders(community: Community, *people: Any) -> int:
    """From these, or from everybody where none is named. What is about themselves stays. Returns how many."""
    readers = User.objects.filter(readers_q(community)).values("pk")
    told = Notice.objects.filter(community=community).exclude(kind__in=kinds.about_themselves())
    told = told.exclude(user__in=readers)
    if people:
        told = told.filter(user__in=people)
    return taking_back.take_back(told)
