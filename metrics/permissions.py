"""Who may see how a community is doing: whoever is signed in and may read it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from communities.models import Community
from communities.permissions import can_read, check_read
from cop_portal.foundation.permissions import Denied


def check_see_figures(user: Any, community: Community) -> None:
    if not user.is_authenticated:
        raise Denied(_("Sign in to see how a community is doing."))
    check_read(user, community)


def may_see_figures(user: Any, community: Community) -> bool:
    return bool(user.is_authenticated) and can_read(user, community)
