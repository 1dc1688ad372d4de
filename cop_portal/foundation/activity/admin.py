"""The record, to look at."""

from django.contrib import admin

from cop_portal.foundation.accounts.admin import AdministratorsOnly
from cop_portal.foundation.activity.models import ActivityEntry


@admin.register(ActivityEntry)
class ActivityEntryAdmin(AdministratorsOnly):
    list_display = ("at", "actor", "verb", "community", "channel", "dispatched_at", "attempts")
    list_filter = ("channel", "verb")
    list_select_related = ("actor", "community")
    ordering = ("-id",)
    show_full_result_count = False

    def has_add_permission(self, request) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False
