"""What people are told of resources that were passed on to their community."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from communities.notifications.passings import PassedKind
from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.notifications.kinds import register
from knowledge_base.activity import RESOURCE_PASSED
from knowledge_base.models import ResourcePassing
from knowledge_base.permissions import WHO_PASS_RESOURCES
from knowledge_base.queries.resources import readers_q


@register
class ResourcePassed(PassedKind):
    name = "knowledge_base.passed"
    label = _("A resource is passed on to my communities")
    verbs = (RESOURCE_PASSED,)
    looking_after = WHO_PASS_RESOURCES

    def passing(self, entry: ActivityEntry) -> ResourcePassing | None:
        rows = ResourcePassing.objects.standing().filter(pk=entry.target_id or 0, resource__live=True)
        rows = rows.select_related("resource__community", "to_community")
        return rows.defer("resource__body").first()

    def about(self, passing: Any) -> Any:
        return passing.resource

    def address(self, thing: Any) -> str:
        return str(thing.url)

    def in_short(self, thing: Any) -> Any:
        return thing.summary

    def readers(self, thing: Any) -> Q:
        return readers_q(thing)
