"""Reading who adopted a resource."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from communities.models import Membership
from communities.traces import Trace
from cop_portal.foundation.accounts.queries import office_on
from knowledge_base.enums import Sharing
from knowledge_base.models import ResourcePage, Reuse, ReuseQuestion
from knowledge_base.queries.levels import as_of, heard
from knowledge_base.queries.resources import library

# So many stand on the page of the resource; a page of their own lists all.
SHOWN = 8


def of_resource(user: Any, resource: ResourcePage) -> QuerySet[Reuse]:
    """Who adopted it, the newest first, as far as this reader of the resource may know."""
    rows = Reuse.objects.filter(as_of(user, resource), resource_id=resource.pk)
    return rows.select_related("user", "office").order_by("-at", "-pk")


def get_for(user: Any, resource: ResourcePage, pk: int) -> Reuse:
    """One of them. Raises Http404 for what this reader may not know of."""
    found = of_resource(user, resource).filter(pk=pk).first()
    if found is None:
        raise Http404
    found.resource = resource
    return found


def visible(user: Any, pks: list[int]) -> list[Reuse]:
    """Some of them, of any resources, in the order asked for; what one may not read is left out."""
    rows = Reuse.objects.filter(pk__in=pks, resource__in=library(user).values("pk"))
    rows = rows.select_related("user", "office", "resource__community").defer("resource__body")
    found = {row.pk: row for row in rows}
    pages: dict[int, set[int]] = {}
    for row in found.values():
        if row.resource_id not in pages:
            pages[row.resource_id] = set(
                Reuse.objects.filter(as_of(user, row.resource), pk__in=pks).values_list("pk", flat=True)
            )
    return [found[pk] for pk in pks if pk in found and pk in pages[found[pk].resource_id]]


def own_place(user: Any) -> dict[str, str]:
    """What stands in the form before anybody writes: the person's own office and country."""
    office = office_on(user)
    return {"where": office.city, "country": office.country} if office else {"where": "", "country": ""}


def is_asked(user: Any, resource: ResourcePage) -> bool:
    return ReuseQuestion.objects.filter(resource_id=resource.pk, user=user, answer="").exists()


def told_by(viewer: Any, person: Any, limit: int) -> list[Trace]:
    """What the person adopted, as far as the viewer may read the resource: for their profile."""
    inside = Membership.objects.active().filter(community=OuterRef("resource__community"), user=viewer.pk)
    as_now = Q(sharing=Sharing.PUBLIC) | Q(sharing=F("resource__sharing"))
    here = as_now | (~Q(sharing=Sharing.CORE) & Exists(inside))
    rows = (
        Reuse.objects.filter(user=person, resource__in=library(viewer).values("pk"))
        .filter(Q(user=viewer.pk) | (here & heard(viewer, F("resource__community"))))
        .select_related("resource__community")
        .defer("resource__body")
        .order_by("-at", "-pk")[:limit]
    )
    return [
        Trace(
            row.at,
            row.resource.title,
            row.get_absolute_url(),
            _("Adopted"),
            row.resource.community.name,
            (_("Told what came of it"),) if row.result else (),
        )
        for row in rows
    ]
