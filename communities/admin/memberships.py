"""Memberships and requests: welcome, decline with a message, remove, give and end roles."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from communities.actions import memberships as actions
from communities.admin.scoped import ChoiceFilter, CommunityFilter, ScopedAdmin, rehearse
from communities.enums import Capability, MembershipState, Role
from communities.forms.administration import CommunityField, NothingForm, RoleForm
from communities.forms.invitations import DeclineForm
from communities.models import JoinRequest, Membership
from communities.queries import memberships as queries
from communities.queries.directory import visible_people
from cop_portal.foundation.accounts.models import User
from cop_portal.foundation.accounts.queries import matching_name
from cop_portal.foundation.ui.commas import listed

# A search by name finds the best so many; whoever looks for more filters first.
MOST_FOUND = 200


class StateFilter(ChoiceFilter):
    title = gettext_lazy("state")
    parameter_name = "state"
    options = MembershipState.choices


class RoleFilter(ChoiceFilter):
    title = gettext_lazy("role")
    parameter_name = "role"
    options = Role.choices

    def condition(self, value: str) -> dict[str, Any]:
        return {"roles__contains": [value]}


class MemberFrom(ChoiceFilter):
    title = gettext_lazy("colleague or guest")
    parameter_name = "guest"
    options = (("no", gettext_lazy("colleagues")), ("yes", gettext_lazy("guests")))

    def condition(self, value: str) -> dict[str, Any]:
        return {"user__is_guest": value == "yes"}


class InvitationForm(forms.ModelForm):
    """Invite a colleague: they become a member when they accept. Inviting again is no error."""

    request: HttpRequest

    class Meta:
        model = Membership
        fields = ("community", "user")

    def validate_unique(self) -> None:
        """The verb deals with people who are members or invited already."""

    def _post_clean(self) -> None:
        self.instance.validate_constraints = lambda **_: None  # for the same reason
        super()._post_clean()
        if not self.errors:
            found = self.cleaned_data
            for sentence in rehearse(
                lambda: actions.invite(community=found["community"], user=found["user"], by=self.request.user)
            ):
                self.add_error(None, sentence)


class OfPeopleAdmin(ScopedAdmin):
    """Rows about one person in one community."""

    list_select_related = ("user", "community")
    search_fields = ("user__name",)  # get_search_results looks for it by the portal's own rule
    search_help_text = gettext_lazy("Part of a name, with or without accents, or a whole address.")
    ordering = ("-pk",)

    def name_of(self, row: Any) -> str:
        return str(row.user)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        words = search_term.strip()
        if not words:
            return queryset, False
        here = User.objects.filter(pk__in=queryset.values("user"))
        named = list(matching_name(here, words).values_list("pk", flat=True)[:MOST_FOUND])
        return queryset.filter(Q(user__in=named) | Q(user__email=words.lower())), False


class MembershipsAdmin(OfPeopleAdmin):
    """What the lists of memberships and of requests share."""

    actions = ("welcome", "decline", "change_roles", "remove")
    readonly_after = (
        "community", "user", "state", "role_names", "brings", "seeks", "requested_at", "joined_at",
        "left_at", "invited_by", "access_until", "answer",
    )  # fmt: skip
    exported = (
        (gettext_lazy("Community"), lambda row: row.community.name),
        (gettext_lazy("Name"), lambda row: row.user.name),
        (gettext_lazy("E-mail address"), lambda row: row.user.email),
        (gettext_lazy("Organisation"), lambda row: row.user.organisation),
        (gettext_lazy("State"), lambda row: str(row.get_state_display())),
        (gettext_lazy("Roles"), lambda row: ", ".join(row.role_labels)),
        (gettext_lazy("Asked"), lambda row: row.requested_at and row.requested_at.date()),
        (gettext_lazy("Joined"), lambda row: row.joined_at and row.joined_at.date()),
        (gettext_lazy("Left"), lambda row: row.left_at and row.left_at.date()),
        (gettext_lazy("Brings"), lambda row: row.brings),
        (gettext_lazy("Seeks"), lambda row: row.seeks),
        (gettext_lazy("Access until"), lambda row: row.access_until),
    )

    @admin.display(description=gettext_lazy("roles"))
    def role_names(self, row: Membership) -> str:
        return listed(row.role_labels)

    def has_roles_permission(self, request: HttpRequest) -> bool:
        """Whether the person may give and end roles in one of their communities."""
        return self._may(request, None, Capability.GIVE_ROLES)

    def roles_to_give(self, request: HttpRequest) -> list[Role]:
        """What is offered; the verb asks again for each row, which may be of different communities."""
        leads = self._may(request, None, Capability.APPOINT_COORDINATORS)
        return [role for role in Role if leads or role != Role.COORDINATOR]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Verbs change rows; a row alone is looked at, and there is nothing to save."""
        return obj is None and self._may(request, None)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return self.readonly_after

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return self.readonly_after

    def history_of(self, row: Membership) -> Any:
        return queries.record_of(row)

    @admin.action(description=gettext_lazy("Welcome those who asked to join"), permissions=["change"])
    def welcome(self, request: HttpRequest, rows: QuerySet[Membership]) -> HttpResponse | None:
        return self.ask_first(
            request,
            rows,
            NothingForm(request.POST),
            title=_("Welcome these people"),
            button=_("Welcome them"),
            verb=lambda row, _data: actions.welcome(membership=row, by=request.user),
            done=ngettext_lazy("%(count)s person is welcomed.", "%(count)s people are welcomed.", "count"),
        )

    @admin.action(description=gettext_lazy("Decline, with a message"), permissions=["change"])
    def decline(self, request: HttpRequest, rows: QuerySet[Membership]) -> HttpResponse | None:
        return self.ask_first(
            request,
            rows,
            DeclineForm(request.POST if "apply" in request.POST else None),
            title=_("Decline these requests"),
            button=_("Decline them"),
            verb=lambda row, data: actions.decline(membership=row, by=request.user, answer=data["answer"]),
            done=ngettext_lazy("%(count)s request is declined.", "%(count)s requests are declined.", "count"),
        )

    @admin.action(description=gettext_lazy("Give or end a role"), permissions=["roles"])
    def change_roles(self, request: HttpRequest, rows: QuerySet[Membership]) -> HttpResponse | None:
        def change(row: Membership, data: dict[str, Any]) -> None:
            which = {"community": row.community, "user": row.user, "role": data["role"], "by": request.user}
            if data["change"] == "give":
                actions.give_role(**which, until_date=data["until_date"])
            else:
                actions.end_role(**which, handover_note=data["handover_note"])

        return self.ask_first(
            request,
            rows,
            RoleForm(request.POST if "apply" in request.POST else None, roles=self.roles_to_give(request)),
            title=_("Give or end a role"),
            button=_("Change the role"),
            verb=change,
            done=ngettext_lazy(
                "%(count)s membership is changed.", "%(count)s memberships are changed.", "count"
            ),
        )

    @admin.action(description=gettext_lazy("Remove from the community"), permissions=["change"])
    def remove(self, request: HttpRequest, rows: QuerySet[Membership]) -> HttpResponse | None:
        return self.ask_first(
            request,
            rows,
            NothingForm(request.POST),
            title=_("Remove these people from the community"),
            button=_("Remove them"),
            verb=lambda row, _data: actions.remove(membership=row, by=request.user),
            done=ngettext_lazy("%(count)s person is removed.", "%(count)s people are removed.", "count"),
        )


@admin.register(Membership)
class MembershipAdmin(MembershipsAdmin):
    """Who belongs to one's communities."""

    list_display = ("user", "community", "state", "role_names", "requested_at", "joined_at")
    list_filter = (CommunityFilter, StateFilter, RoleFilter, MemberFrom)
    autocomplete_fields = ("user",)
    form = InvitationForm

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        form.request = request
        return form

    def get_fields(self, request: HttpRequest, obj: Membership | None = None) -> tuple[str, ...]:
        return ("community", "user") if obj is None else self.readonly_after

    def get_readonly_fields(self, request: HttpRequest, obj: Membership | None = None) -> tuple[str, ...]:
        return () if obj is None else self.readonly_after

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self._may(request, None)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "community":
            return CommunityField(self.own(request))
        if db_field.name == "user":  # a number typed by hand names nobody either
            kwargs["queryset"] = visible_people(request.user)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: Membership, form: forms.ModelForm, change: bool) -> None:
        if not change:
            made = actions.invite(community=obj.community, user=obj.user, by=request.user)
            obj.pk = made.pk


@admin.register(JoinRequest)
class JoinRequestAdmin(MembershipsAdmin):
    """Who waits for an answer, the oldest first."""

    list_display = ("user", "community", "requested_at", "brings", "seeks", "escalations")
    list_filter = (CommunityFilter,)
    ordering = ("requested_at", "pk")
    actions = ("welcome", "decline")
    readonly_after = ("community", "user", "brings", "seeks", "requested_at", "escalations")
    exported = (
        (gettext_lazy("Community"), lambda row: row.community.name),
        (gettext_lazy("Name"), lambda row: row.user.name),
        (gettext_lazy("E-mail address"), lambda row: row.user.email),
        (gettext_lazy("Asked"), lambda row: row.requested_at and row.requested_at.date()),
        (gettext_lazy("Brings"), lambda row: row.brings),
        (gettext_lazy("Seeks"), lambda row: row.seeks),
    )
