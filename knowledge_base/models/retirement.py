"""A resource that is retired is kept: readable where it was, marked, out of every list."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.locks import BaseLock
from wagtail.url_routing import RouteResult

from cop_portal.foundation.ui import times


class RetiredLock(BaseLock):
    """What is retired is not edited; it is brought back first."""

    def for_user(self, user: Any) -> bool:
        return True

    def get_message(self, user: Any) -> str:
        return _("Retired on %(day)s: %(reason)s Bring it back to edit it.") % {
            "day": times.day_text(self.object.retired_at),
            "reason": self.object.retired_reason,
        }

    def get_locked_by(self, user: Any) -> str:
        return _("Retired")

    def get_description(self, user: Any) -> str:
        return _("It is kept as it was. Bring it back to edit it.")


class Retirable(models.Model):
    """How a resource left the library, and what stands in its place."""

    retired_at = models.DateTimeField(null=True, editable=False)
    retired_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    retired_reason = models.CharField(max_length=300, blank=True, default="", db_default="", editable=False)
    instead = models.ForeignKey(
        "knowledge_base.ResourcePage", models.SET_NULL, null=True, editable=False, related_name="stands_for"
    )
    merged_into = models.ForeignKey(
        "knowledge_base.ResourcePage", models.SET_NULL, null=True, editable=False, related_name="merged_from"
    )
    inventory_key = models.CharField(
        gettext_lazy("key"), max_length=60, blank=True, default="", db_default="", editable=False
    )

    # What happened to the one did not happen to its copy.
    exclude_fields_in_copy = [
        "retired_at", "retired_by", "retired_reason", "instead", "merged_into", "inventory_key",
        "confirmed_at", "confirmed_by", "next_review_on", "useful_count", "reuse_count",
    ]  # fmt: skip

    class Meta:
        abstract = True

    @property
    def is_retired(self) -> bool:
        return self.retired_at is not None

    def get_lock(self) -> BaseLock | None:
        return RetiredLock(self) if self.is_retired else super().get_lock()  # type: ignore[misc]

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """Its address stays; who may read it is asked at the gate, as for every resource."""
        if self.is_retired and not path_components:
            return RouteResult(self)
        return super().route(request, path_components)  # type: ignore[misc]

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        answer: HttpResponse = super().serve(request, *args, **kwargs)  # type: ignore[misc]
        if self.is_retired:
            answer["X-Robots-Tag"] = "noindex"
        return answer
