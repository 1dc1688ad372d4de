"""Communities in the administration: identity for coordinators, the rest for administrators."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from communities.actions import communities as community_actions
from communities.admin.scoped import ScopedAdmin
from communities.enums import Capability, JoinPolicy
from communities.models import Community
from communities.permissions import check_capability, check_create_community
from cop_portal.foundation.permissions import can


class CommunityForm(forms.ModelForm):
    """Asks, before anything is saved, whether level and parent fit, and who may read with how to join."""

    def _post_clean(self) -> None:
        super()._post_clean()
        if not self.errors:
            try:
                self.instance.check_level()
                if "join_policy" in self.fields:
                    self.instance.check_joining()
            except ValidationError as refusal:
                self.add_error(None, refusal)


@admin.register(Community)
class CommunityAdmin(ScopedAdmin):
    """Identity for coordinators; the rest for administrators."""

    community_path = "pk"
    form = CommunityForm
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
        if not request.user.is_superuser:
            return
        joining = data["join_policy"] if "join_policy" in form.changed_data else ""
        rest = {name: data[name] for name in form.changed_data if name in community_actions.SETTINGS_FIELDS}
        # What narrows goes first: a community is closed before it becomes secret, and seen before it opens.
        if joining and joining != JoinPolicy.OPEN:
            community_actions.choose_joining(community=obj, by=request.user, join_policy=joining)
        if rest:
            community_actions.update_settings(community=obj, by=request.user, **rest)
        if joining == JoinPolicy.OPEN:
            community_actions.choose_joining(community=obj, by=request.user, join_policy=joining)
