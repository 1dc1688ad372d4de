"""Where a member chooses how a community's notices come, for the page of all choices."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from communities.models import Community
from cop_portal.foundation.notifications import choices
from cop_portal.foundation.notifications.models import EVERYTHING, Frequency
from cop_portal.foundation.notifications.scopes import Scope


def notice_scopes(user: Any) -> list[Scope]:
    """A person's communities by name, each with what is chosen there; two statements."""
    chosen = choices.of_person(user)
    rows = Community.objects.of_member(user).order_by("folded_name", "pk")
    return [
        Scope(
            label=community.name,
            url=reverse("community_notices", args=[community.slug]),
            summary=_summary(community.pk, chosen),
            accent=community.accent,
        )
        for community in rows.only("name", "slug", "accent")
    ]


def _summary(community_id: int, chosen: choices.Chosen) -> str:
    whole = chosen.get((EVERYTHING, community_id), "")
    own = sum(place == community_id and kind != EVERYTHING for kind, place in chosen)
    words = [str(Frequency(whole).label)] if whole else []
    if own:
        text = ngettext("%(count)s choice of your own", "%(count)s choices of your own", own)
        words.append(text % {"count": own})
    return "; ".join(words) or _("As everywhere")
