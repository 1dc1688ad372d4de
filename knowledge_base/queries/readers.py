"""Who of some people may read a resource: visible_to, turned round."""

from __future__ import annotations

from collections.abc import Iterable

from cop_portal.foundation.accounts.models import User
from cop_portal.foundation.permissions import SYSTEM
from knowledge_base.models import ResourcePage
from knowledge_base.queries.resources import member_readers


def readers_among(
    resource: ResourcePage, user_ids: Iterable[int | None], *, retired: bool = False
) -> list[int]:
    """Those of the people who may read it now. Its members in one statement; each other one is asked for.

    retired: also after it left the library.
    """
    wanted = {pk for pk in user_ids if pk}
    this = ResourcePage.objects.filter(pk=resource.pk)
    if not wanted or not this.visible_to(SYSTEM, retired=retired).exists():
        return []
    inside = wanted.intersection(member_readers(resource))
    outside = User.objects.active().filter(pk__in=wanted - inside)
    return sorted(inside | {user.pk for user in outside if this.visible_to(user, retired=retired).exists()})
