"""Partner organisations and who belongs to them, for administrators."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from cop_portal.foundation.accounts.admin import AdministratorsOnly
from cop_portal.foundation.text import fold
from knowledge_base.models import PartnerGuest, PartnerOrganisation


class PartnerForm(forms.ModelForm):
    class Meta:
        model = PartnerOrganisation
        fields = ("name",)

    def clean_name(self) -> str:
        name = self.cleaned_data["name"]
        same = PartnerOrganisation.objects.filter(folded_name=fold(name)[:120]).exclude(pk=self.instance.pk)
        if same.exists():
            raise ValidationError(_("There is a partner organisation of this name already."))
        return name


class GuestForm(forms.ModelForm):
    def clean_user(self) -> Any:
        user = self.cleaned_data["user"]
        if not user.is_guest:
            raise ValidationError(
                _("%(name)s belongs to the organisation itself. Only guests come from partners.")
                % {"name": user.name}
            )
        return user


class GuestInline(admin.TabularInline):
    model = PartnerGuest
    form = GuestForm
    autocomplete_fields = ("user",)
    extra = 1

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(getattr(request.user, "is_superuser", False))

    has_change_permission = has_delete_permission = has_view_permission

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_view_permission(request)


@admin.register(PartnerOrganisation)
class PartnerAdmin(AdministratorsOnly):
    """What is shared with a partner is read by the guests who are listed here."""

    form = PartnerForm
    list_display = ("name",)
    search_fields = ("name", "folded_name")
    inlines = (GuestInline,)
