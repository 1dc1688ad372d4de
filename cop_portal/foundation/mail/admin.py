"""The operator's view of mail: queue, failures, and sending again."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from cop_portal.foundation.accounts.admin import AdministratorsOnly
from cop_portal.foundation.mail import actions
from cop_portal.foundation.mail.models import Bounce, InboundMail, OutgoingMail, Suppression


class LookedAt(AdministratorsOnly):
    """Rows that nobody writes by hand."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(OutgoingMail)
class OutgoingMailAdmin(LookedAt):
    list_display = ("to_address", "kind", "state", "attempts", "due_at", "sent_at", "error")
    list_filter = ("state", "kind")
    search_fields = ("to_address", "key")
    ordering = ("-id",)
    actions = ("send_again",)
    show_full_result_count = False

    @admin.action(description=_("Try again those that failed"), permissions=["view"])
    def send_again(self, request: HttpRequest, rows: QuerySet[OutgoingMail]) -> None:
        """Only what failed: what is uncertain may have arrived, and is not doubled by a click."""
        count = actions.try_again(by=request.user, ids=rows.values_list("pk", flat=True))
        self.message_user(
            request,
            ngettext("%(count)s mail waits again.", "%(count)s mails wait again.", count) % {"count": count},
            messages.SUCCESS,
        )


@admin.register(InboundMail)
class InboundMailAdmin(LookedAt):
    list_display = ("received_at", "user", "kind", "state", "reason")
    list_filter = ("state", "kind")
    ordering = ("-id",)
    exclude = ("raw",)
    show_full_result_count = False


@admin.register(Bounce)
class BounceAdmin(LookedAt):
    list_display = ("address", "day", "kind", "reason", "cleared_at")
    list_filter = ("kind",)
    search_fields = ("address",)
    ordering = ("-day", "-id")
    show_full_result_count = False


@admin.register(Suppression)
class SuppressionAdmin(AdministratorsOnly):
    list_display = ("address", "reason", "created_at")
    search_fields = ("address",)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_module_permission(request)
