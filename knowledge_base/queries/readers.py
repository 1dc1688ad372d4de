"""Who of some people may read a resource: visible_to, turned round."""

from __future__ import annotations

from collections.abc import Iterable

from cop_portal.foundation.accounts.models import User
from knowledge_base.models import ResourcePage
from knowledge_base.queries.resources import member_readers


def readers_among(resource: ResourcePage, user_ids: Iterable[int | None]) -> list[int]:
    """Those of the people who may read it now. Its members in one statement; each other one is asked for."""
    wanted = {pk for pk in user_ids if pk}
    if not wanted or not ResourcePage.objects.filter(pk=resource.pk, live=True).exists():
        return []
    inside = wanted.intersection(member_readers(resource))
    outside = User.objects.active().filter(pk__in=wanted - inside)
    this = ResourcePage.objects.filter(pk=resource.pk)
    return sorted(inside | {user.pk for user in outside if this.visible_to(user).exists()})
