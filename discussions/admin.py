"""Discussions in the administration: to find and to close, limited to one's own communities."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from communities.admin.scoped import CommunityFilter, ReadOnlyScopedAdmin
from communities.enums import Capability
from discussions.actions import discussions as actions
from discussions.models import Discussion, Matter


@admin.register(Discussion)
class DiscussionAdmin(ReadOnlyScopedAdmin):
    capability = Capability.MODERATE
    list_display = ("title", "community", "kind", "phase", "contribution_count", "active_at", "closed_at")
    list_filter = ("kind", "phase", CommunityFilter)
    list_select_related = ("community",)
    search_fields = ("title",)
    exclude = ("search", "people", "body_html")
    ordering = ("-active_at",)
    actions = ("close",)

    @admin.action(description=_("Close conversations and questions"), permissions=["view"])
    def close(self, request: HttpRequest, rows: QuerySet[Discussion]) -> None:
        self.each(
            request,
            rows,
            lambda row: actions.close(discussion=row, by=request.user),
            ngettext_lazy("%(count)s discussion is closed.", "%(count)s discussions are closed.", "count"),
        )


@admin.register(Matter)
class MatterAdmin(ReadOnlyScopedAdmin):
    """What was flagged or held, and what was decided about it; the record says who did what."""

    capability = Capability.MODERATE
    list_display = ("discussion", "community", "flag_count", "since", "outcome", "decided_by", "decided_at")
    list_filter = ("outcome", CommunityFilter)
    list_select_related = ("community", "discussion", "decided_by", "held")
    fields = (
        "community", "discussion", "contribution", "held", "flag_count", "since", "outcome", "words",
        "decided_by", "decided_at",
    )  # fmt: skip
    ordering = ("-pk",)
