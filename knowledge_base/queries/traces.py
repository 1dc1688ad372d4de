"""Resources that credit somebody, and how far they went."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from communities.traces import Trace
from knowledge_base.models import Credit
from knowledge_base.queries.resources import library


def resources_of(viewer: Any, person: Any, limit: int) -> list[Trace]:
    """Published resources that credit the person, as far as the viewer may read them.

    Where they asked not to be named, they alone see it.
    """
    credits = (
        Credit.objects.filter(user=person, resource__in=library(viewer).values("pk"))
        .filter(*([] if viewer == person else [Q(unnamed=False)]))
        .select_related("resource__community")
        .defer("resource__body")
        .order_by("-resource__first_published_at", "-pk")[:limit]
    )
    found: dict[int, Trace] = {}
    for credit in credits:
        page = credit.resource
        became = [_("In the library")]
        if page.reuse_count:
            became.append(
                ngettext("Reused once", "Reused %(count)s times", page.reuse_count)
                % {"count": page.reuse_count}
            )
        found.setdefault(
            page.pk,
            Trace(
                page.first_published_at,
                page.title,
                page.url,
                str(credit.get_role_display()),
                page.community.name,
                tuple(became),
            ),
        )
    return list(found.values())
