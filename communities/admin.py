"""The Django administration of communities, for those who manage members, limited to their own.

Everything that changes something calls the same verbs as the pages; rows are never deleted here.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from communities.actions import communities as community_actions
from communities.actions import memberships as membership_actions
from communities.enums import Capability, Role
from communities.models import Community, Membership, RoleTerm, StageChange
from communities.permissions import check_capability, check_create_community
from communities.queries.memberships import communities_where
from cop_portal.foundation.permissions import Denied, can


class ScopedAdmin(admin.ModelAdmin):
    """Rows of communities where the person has a capability; nobody else sees that there are any."""

    capability = Capability.MANAGE_MEMBERS
    community_path = "community"

    def own_communities(self, request: HttpRequest) -> QuerySet[Community]:
        return communities_where(request.user, self.capability)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request)
        return rows.filter(**{f"{self.community_path}__in": self.own_communities(request)})

    def _community_of(self, row: Any) -> Community:
        return row if isinstance(row, Community) else row.community

    def _may(self, request: HttpRequest, row: Any) -> bool:
        if not request.user.is_authenticated:
            return False
        if row is None:
            return request.user.is_superuser or self.own_communities(request).exists()
        return can(check_capability, request.user, self._community_of(row), self.capability)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self._may(request, None)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Community)
class CommunityAdmin(ScopedAdmin):
    """Identity for coordinators; the rest for administrators."""

    community_path = "pk"
    list_display = ("name", "stage", "visibility", "join_policy", "member_count", "discussion_count")
    list_filter = ("stage", "visibility", "level")
    search_fields = ("name",)
    prepopulated_fields = {"slug": ("name",)}
    identity = community_actions.IDENTITY_FIELDS
    settings_fields = ("slug", "level", "parent", "visibility", "join_policy", "time_zone", "language")

    def get_fields(self, request: HttpRequest, obj: Community | None = None) -> tuple[str, ...]:
        return (*self.identity, *self.settings_fields)

    def get_readonly_fields(self, request: HttpRequest, obj: Community | None = None) -> tuple[str, ...]:
        if request.user.is_superuser:
            return ()
        if obj is not None and can(check_capability, request.user, obj, Capability.EDIT_IDENTITY):
            return self.settings_fields
        return (*self.identity, *self.settings_fields)

    def get_prepopulated_fields(self, request: HttpRequest, obj: Community | None = None) -> dict[str, Any]:
        return {"slug": ("name",)} if obj is None and request.user.is_superuser else {}

    def has_add_permission(self, request: HttpRequest) -> bool:
        return can(check_create_community, request.user)

    def save_model(self, request: HttpRequest, obj: Community, form: forms.ModelForm, change: bool) -> None:
        data = form.cleaned_data
        if not change:
            made = community_actions.create_community(by=request.user, **data)
            obj.pk = made.pk
            return
        changed = {name: data[name] for name in form.changed_data if name in self.identity}
        if changed:
            community_actions.update_identity(community=obj, by=request.user, **changed)
        rest = {name: data[name] for name in form.changed_data if name in self.settings_fields}
        if rest and request.user.is_superuser:
            community_actions.update_settings(community=obj, by=request.user, **rest)


class InvitationForm(forms.ModelForm):
    """Invite somebody: they become a member when they accept. Inviting again is no error."""

    class Meta:
        model = Membership
        fields = ("community", "user")

    def validate_unique(self) -> None:
        """The verb deals with people who are members or invited already."""

    def _post_clean(self) -> None:
        self.instance.validate_constraints = lambda **_: None  # for the same reason
        super()._post_clean()


@admin.register(Membership)
class MembershipAdmin(ScopedAdmin):
    """Who belongs to one's communities: welcome, decline, invite, remove, give roles."""

    list_display = ("user", "community", "state", "role_names", "requested_at", "joined_at")
    list_filter = ("state", ("community", admin.RelatedOnlyFieldListFilter))
    search_fields = ("user__name", "user__folded_name")
    list_select_related = ("user", "community")
    autocomplete_fields = ("user",)
    form = InvitationForm
    readonly_after = (
        "community",
        "user",
        "state",
        "role_names",
        "brings",
        "seeks",
        "requested_at",
        "joined_at",
        "left_at",
    )
    actions = ("welcome", "decline", "remove", "make_expert", "make_knowledge_manager", "make_facilitator")

    @admin.display(description=_("roles"))
    def role_names(self, row: Membership) -> str:
        return ", ".join(row.role_labels)

    def get_fields(self, request: HttpRequest, obj: Membership | None = None) -> tuple[str, ...]:
        return ("community", "user") if obj is None else self.readonly_after

    def get_readonly_fields(self, request: HttpRequest, obj: Membership | None = None) -> tuple[str, ...]:
        return () if obj is None else self.readonly_after

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self._may(request, None)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "community":
            kwargs["queryset"] = self.own_communities(request).alive()
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: Membership, form: forms.ModelForm, change: bool) -> None:
        if not change:
            made = membership_actions.invite(community=obj.community, user=obj.user, by=request.user)
            obj.pk = made.pk

    def _each(
        self, request: HttpRequest, rows: QuerySet[Membership], verb: Any, done: str, **more: Any
    ) -> None:
        count = 0
        for row in rows.select_related("community", "user"):
            try:
                verb(row, request.user, **more)
                count += 1
            except (Denied, ValidationError) as refusal:
                words = refusal.messages[0] if isinstance(refusal, ValidationError) else refusal.sentence
                self.message_user(request, f"{row.user}: {words}", messages.ERROR)
        if count:
            self.message_user(request, done % {"count": count}, messages.SUCCESS)

    @admin.action(description=_("Welcome those who asked to join"))
    def welcome(self, request: HttpRequest, rows: QuerySet[Membership]) -> None:
        self._each(
            request,
            rows,
            lambda row, by: membership_actions.welcome(membership=row, by=by),
            gettext("%(count)s welcomed."),
        )

    @admin.action(description=_("Decline those who asked to join"))
    def decline(self, request: HttpRequest, rows: QuerySet[Membership]) -> None:
        self._each(
            request,
            rows,
            lambda row, by: membership_actions.decline(membership=row, by=by),
            gettext("%(count)s declined."),
        )

    @admin.action(description=_("Remove from the community"))
    def remove(self, request: HttpRequest, rows: QuerySet[Membership]) -> None:
        self._each(
            request,
            rows,
            lambda row, by: membership_actions.remove(membership=row, by=by),
            gettext("%(count)s removed."),
        )

    def _give(self, request: HttpRequest, rows: QuerySet[Membership], role: Role) -> None:
        def verb(row: Membership, by: Any) -> None:
            membership_actions.give_role(community=row.community, user=row.user, role=role, by=by)

        self._each(request, rows, verb, gettext("%(count)s got the role."))

    @admin.action(description=_("Give the role of expert"))
    def make_expert(self, request: HttpRequest, rows: QuerySet[Membership]) -> None:
        self._give(request, rows, Role.EXPERT)

    @admin.action(description=_("Give the role of knowledge manager"))
    def make_knowledge_manager(self, request: HttpRequest, rows: QuerySet[Membership]) -> None:
        self._give(request, rows, Role.KNOWLEDGE_MANAGER)

    @admin.action(description=_("Give the role of facilitator"))
    def make_facilitator(self, request: HttpRequest, rows: QuerySet[Membership]) -> None:
        self._give(request, rows, Role.FACILITATOR)


class ReadOnlyScopedAdmin(ScopedAdmin):
    """A history: looked at, never changed."""

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(RoleTerm)
class RoleTermAdmin(ReadOnlyScopedAdmin):
    list_display = ("user", "role", "community", "from_date", "until_date", "ended_at")
    list_filter = ("role", ("community", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("user", "community")


@admin.register(StageChange)
class StageChangeAdmin(ReadOnlyScopedAdmin):
    list_display = ("community", "from_stage", "to_stage", "at", "by")
    list_select_related = ("community", "by")
