"""Discussions in the administration: to find and to close, limited to one's own communities."""

from __future__ import annotations

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from communities.admin import ReadOnlyScopedAdmin
from communities.enums import Capability
from cop_portal.foundation.permissions import Denied
from discussions.actions import discussions as actions
from discussions.models import Discussion


@admin.register(Discussion)
class DiscussionAdmin(ReadOnlyScopedAdmin):
    capability = Capability.MODERATE
    list_display = ("title", "community", "kind", "phase", "contribution_count", "active_at", "closed_at")
    list_filter = ("kind", "phase", ("community", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("community",)
    search_fields = ("title",)
    exclude = ("search", "people", "body_html")
    ordering = ("-active_at",)
    show_full_result_count = False
    actions = ("close",)

    @admin.action(description=_("Close conversations and questions"), permissions=["view"])
    def close(self, request: HttpRequest, rows: QuerySet[Discussion]) -> None:
        for row in rows.select_related("community"):
            try:
                actions.close(discussion=row, by=request.user)
            except (Denied, ValidationError) as refusal:
                words = refusal.messages[0] if isinstance(refusal, ValidationError) else refusal.sentence
                self.message_user(request, f"{row}: {words}", messages.ERROR)
            else:
                self.message_user(
                    request, gettext("Closed: %(title)s") % {"title": row.title}, messages.SUCCESS
                )
