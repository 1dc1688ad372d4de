"""Who is suspended, where, why and until when; with the record of it."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from communities.actions import suspensions as actions
from communities.admin.memberships import OfPeopleAdmin
from communities.admin.scoped import ChoiceFilter, CommunityFilter, ReadOnlyScopedAdmin
from communities.forms.suspensions import LiftForm
from communities.models import Community, Suspension
from cop_portal.foundation.activity import queries as activity


class RunningFilter(ChoiceFilter):
    title = gettext_lazy("state")
    parameter_name = "running"
    options = (("yes", gettext_lazy("suspended today")), ("no", gettext_lazy("lifted")))

    def condition(self, value: str) -> dict[str, Any]:
        return {"lifted_at__isnull": value == "yes"}


@admin.register(Suspension)
class SuspensionAdmin(ReadOnlyScopedAdmin, OfPeopleAdmin):
    """A person is suspended from their page, or from the list of members; here it is seen and lifted."""

    list_display = ("user", "community", "reason", "at", "until", "by", "lifted_at", "lifted_by")
    list_filter = (CommunityFilter, RunningFilter)
    list_select_related = ("user", "community", "by", "lifted_by")
    fields = ("user", "community", "reason", "at", "until", "by", "lifted_at", "lifted_by", "lifted_why")
    actions = ("lift",)

    def _community_of(self, row: Any) -> Community:
        return row if isinstance(row, Community) else row.community

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Those of the whole portal are for administrators."""
        if obj is not None and obj.community is None:
            return bool(getattr(request.user, "is_superuser", False))
        return super().has_view_permission(request, obj)

    def history_of(self, row: Suspension) -> Any:
        return activity.of_target(row)

    @admin.action(description=gettext_lazy("Lift the suspension"), permissions=["view"])
    def lift(self, request: HttpRequest, rows: QuerySet[Suspension]) -> HttpResponse | None:
        return self.ask_first(
            request,
            rows.filter(lifted_at=None),
            LiftForm(request.POST if "apply" in request.POST else None),
            title=_("Lift these suspensions"),
            button=_("Lift them"),
            verb=lambda row, data: actions.lift(suspension=row, by=request.user, why=data["why"]),
            done=_("%(count)s lifted."),
        )
