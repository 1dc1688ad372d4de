"""What the page of a resource shows of its life."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from cop_portal.foundation.permissions import can
from knowledge_base.models import ResourcePage
from knowledge_base.permissions import check_propose_change
from knowledge_base.queries import changes, reuses


def life_context(request: HttpRequest, resource: ResourcePage) -> dict[str, Any]:
    """What the page of a resource shows of its life: who adopted it, how it changed, what is proposed.

    In three statements, however much there is to tell.
    """
    user = request.user
    adopted = list(reuses.of_resource(user, resource)[: reuses.SHOWN + 1])
    versions = changes.newest(user, resource)
    return {
        "reuses": adopted[: reuses.SHOWN],
        "more_reuses": len(adopted) > reuses.SHOWN,
        "own_reuse": next((one for one in adopted if user.is_authenticated and one.user_id == user.pk), None),
        "versions": [one for one in versions if not one.small or one.number == 1][: changes.SHOWN],
        "version": versions[0] if versions else None,
        "beside": changes.beside(user, resource),
        "may_propose": user.is_authenticated and can(check_propose_change, user, resource),
    }
