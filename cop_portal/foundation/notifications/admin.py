"""Choices and letters, for administrators who are asked why a mail came or did not."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from cop_portal.foundation.accounts.admin import AdministratorsOnly
from cop_portal.foundation.notifications.models import Digest, Notice, Preference, Timing


class ReadOnly(AdministratorsOnly):
    """What people chose is theirs to change; what was sent was sent."""

    search_fields = ("user__email", "user__folded_name")
    list_select_related = ("user",)
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Preference)
class PreferenceAdmin(ReadOnly):
    list_display = ("user", "kind", "community", "frequency")
    list_filter = ("frequency",)
    list_select_related = ("user", "community")


@admin.register(Timing)
class TimingAdmin(ReadOnly):
    list_display = ("user", "quiet_from", "quiet_until", "weekday")


@admin.register(Notice)
class NoticeAdmin(ReadOnly):
    list_display = ("title", "user", "kind", "community", "frequency", "created_at", "mailed_at", "read_at")
    list_filter = ("frequency",)
    list_select_related = ("user", "community")


@admin.register(Digest)
class DigestAdmin(ReadOnly):
    list_display = ("user", "period", "start", "created_at")
    list_filter = ("period",)
