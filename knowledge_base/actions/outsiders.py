"""Who may not read a resource any more: what it told them and they have not been sent is taken back."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from communities.models import Community
from cop_portal.foundation.accounts.models import User
from cop_portal.foundation.notifications import kinds, taking_back
from cop_portal.foundation.notifications.models import Notice
from knowledge_base.models import ResourcePage
from knowledge_base.queries.resources import readers_q


def take_back_of(page: ResourcePage) -> int:
    """From all who may not read it, but for what is about themselves. Returns how many."""
    readers = User.objects.filter(readers_q(page)).values("pk")
    return taking_back.take_back(_told().filter(entry__target_id=page.pk).exclude(user__in=readers))


def take_back_from(user: Any, community: Community) -> int:
    """From one person, of all resources of a community that they may not read. Returns how many."""
    read = ResourcePage.objects.visible_to(user, retired=True).filter(community=community).values("pk")
    told = _told().filter(user=user, community=community)
    return taking_back.take_back(told.exclude(entry__target_id__in=read))


def _told() -> QuerySet[Notice]:
    label = ResourcePage._meta.label_lower
    return Notice.objects.filter(entry__target_type=label).exclude(kind__in=kinds.about_themselves())
