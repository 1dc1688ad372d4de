"""Who holds and held which role, and through which stages a community went."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from communities.actions import roles as actions
from communities.admin.memberships import OfPeopleAdmin
from communities.admin.scoped import ChoiceFilter, CommunityFilter, ReadOnlyScopedAdmin
from communities.enums import Capability, Role
from communities.forms.administration import HandoverForm
from communities.models import RoleTerm, StageChange
from communities.queries import memberships as queries


class HeldFilter(ChoiceFilter):
    title = gettext_lazy("time")
    parameter_name = "held"
    options = (("now", gettext_lazy("held today")), ("past", gettext_lazy("ended")))

    def condition(self, value: str) -> dict[str, Any]:
        return {"ended_at__isnull": value == "now"}


class WhichFilter(ChoiceFilter):
    title = gettext_lazy("role")
    parameter_name = "role"
    options = (*Role.choices, ("own", gettext_lazy("of the community’s own")))

    def condition(self, value: str) -> dict[str, Any]:
        return {"own_role__isnull": False} if value == "own" else {"role": value}


@admin.register(RoleTerm)
class RoleTermAdmin(ReadOnlyScopedAdmin, OfPeopleAdmin):
    """Terms in roles. A role is given where its person stands: in the list of memberships."""

    list_display = ("user", "role_label", "community", "from_date", "until_date", "ended_at")
    list_filter = (CommunityFilter, WhichFilter, HeldFilter)
    list_select_related = ("user", "community", "own_role")
    actions = ("end",)
    fields = ("user", "role_label", "community", "from_date", "until_date", "ended_at", "handover_note")
    exported = (
        (gettext_lazy("Community"), lambda row: row.community.name),
        (gettext_lazy("Name"), lambda row: row.user.name),
        (gettext_lazy("Role"), lambda row: row.role_label),
        (gettext_lazy("From"), lambda row: row.from_date),
        (gettext_lazy("Planned until"), lambda row: row.until_date),
        (gettext_lazy("Ended"), lambda row: row.ended_at and row.ended_at.date()),
        (gettext_lazy("Hand-over note"), lambda row: row.handover_note),
    )

    @admin.display(description=gettext_lazy("role"))
    def role_label(self, row: RoleTerm) -> str:
        return row.role_label

    def name_of(self, row: RoleTerm) -> str:
        return f"{row.user}: {row.role_label}"

    def history_of(self, row: RoleTerm) -> Any:
        return queries.record_of(row)

    def has_roles_permission(self, request: HttpRequest) -> bool:
        return self._may(request, None, Capability.GIVE_ROLES)

    @admin.action(description=gettext_lazy("End the role"), permissions=["roles"])
    def end(self, request: HttpRequest, rows: QuerySet[RoleTerm]) -> HttpResponse | None:
        def verb(row: RoleTerm, data: dict[str, Any]) -> None:
            actions.end_term(term=row, by=request.user, handover_note=data["handover_note"])

        return self.ask_first(
            request,
            rows.filter(ended_at=None),
            HandoverForm(request.POST if "apply" in request.POST else None),
            title=_("End these roles"),
            button=_("End them"),
            verb=verb,
            done=ngettext_lazy("%(count)s role is ended.", "%(count)s roles are ended.", "count"),
        )


@admin.register(StageChange)
class StageChangeAdmin(ReadOnlyScopedAdmin):
    list_display = ("community", "from_stage", "to_stage", "at", "by")
    list_filter = (CommunityFilter,)
    list_select_related = ("community", "by")
    ordering = ("-pk",)
