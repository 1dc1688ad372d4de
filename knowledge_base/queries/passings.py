"""Resources that were passed on between levels."""

from __future__ import annotations

import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, CharField, F, OuterRef, QuerySet, Value, When
from django.utils.translation import gettext as _

from communities.enums import Module
from communities.models import Community
from communities.queries.passings import MOST, Passed, may_pass, reached, targets
from cop_portal.foundation.ui.commas import listed
from knowledge_base.enums import CreditRole
from knowledge_base.models import Credit, ResourcePage, ResourcePassing
from knowledge_base.permissions import WHO_PASS_RESOURCES
from knowledge_base.queries.resources import readers_q


def resource_targets(user: Any, resource: ResourcePage) -> list[Any]:
    return targets(
        user,
        resource.community,
        ResourcePassing.objects.filter(resource=resource.pk),
        readers_q(resource),
        *WHO_PASS_RESOURCES,
    )


def may_pass_resource(user: Any, resource: ResourcePage) -> bool:
    """For the button; whether the person reads it was asked already."""
    in_library = resource.live and not resource.is_retired
    return in_library and may_pass(user, resource.community, *WHO_PASS_RESOURCES)


def _authors() -> ArraySubquery:
    """Names of those who wrote it, as they may be shown to anybody; empty for who asked not to be named."""
    shown = Case(When(unnamed=True, then=Value("")), default=F("name"), output_field=CharField())
    rows = Credit.objects.filter(resource=OuterRef("resource"), role=CreditRole.AUTHOR).order_by("pk")
    return ArraySubquery(rows.annotate(shown=shown).values("shown")[:5])


def _resources(user: Any) -> QuerySet[ResourcePassing]:
    rows = ResourcePassing.objects.visible_to(user).standing().annotate(authors=_authors())
    return rows.select_related("resource__community").defer("resource__body").order_by("-at", "-pk")


def list_of(user: Any, community: Community) -> list[Passed]:
    """What was passed on to a community's library, newest first. No question where nothing ever was."""
    here = reached([community], Module.LIBRARY)
    return [_shown(row) for row in _resources(user).filter(to_community__in=here)[:MOST]] if here else []


def newest(
    user: Any, communities: list[Community], *, since: datetime.datetime, limit: int = 15
) -> list[Passed]:
    """News from other levels for some communities; what stands in one of them anyway is left out."""
    here = reached(communities, Module.LIBRARY)
    rows = _resources(user).filter(to_community__in=here, at__gt=since)
    rows = rows.exclude(resource__community__in=[one.pk for one in communities])
    return [_shown(row) for row in rows[:limit]] if here else []


def _shown(row: Any) -> Passed:
    page, here = row.resource, row.resource.community
    return Passed(
        pk=page.pk,
        to_id=row.to_community_id,
        at=row.at,
        url=page.url,
        title=page.title,
        community=here.name,
        level=here.get_level_display(),
        author=listed(name or _("a member") for name in row.authors),
        words=row.words,
        what=page.type_label,
    )


def get_passing(user: Any, community: Community, pk: int) -> ResourcePassing | None:
    """That a resource stands in the library of a community, for who may read it; pk is the resource's."""
    rows = ResourcePassing.objects.visible_to(user).filter(to_community=community, resource=pk)
    return rows.select_related("resource__community", "to_community").first()
