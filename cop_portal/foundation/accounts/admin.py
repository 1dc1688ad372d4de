"""People, offices and posts, for administrators; those who manage members may look people up."""

from __future__ import annotations

import datetime
import itertools
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from cop_portal.foundation.accounts import actions, offices
from cop_portal.foundation.accounts.models import Office, OfficeParent, Post, User
from cop_portal.foundation.accounts.queries import seen_by


class AdministratorsOnly(admin.ModelAdmin):
    """Nobody else sees that it exists."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_active and getattr(request.user, "is_superuser", False))

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_module_permission(request)

    has_change_permission = has_view_permission

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.has_module_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class OneAtATime(forms.BaseInlineFormSet):
    """Dated rows of which one holds on each day, looked at together: one may end as the next begins."""

    def clean(self) -> None:
        super().clean()
        rows = [getattr(form, "cleaned_data", {}) for form in self.forms]
        held = sorted(
            (row["from_date"], row.get("until_date") or datetime.date.max)
            for row in rows
            if row.get("from_date") and not row.get("DELETE")
        )
        if any(until > following for (_from, until), (following, _until) in itertools.pairwise(held)):
            raise ValidationError(_("Two of these hold on the same day. End one before the next begins."))


class PostInline(admin.TabularInline):
    model = Post
    formset = OneAtATime
    extra = 0

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(getattr(request.user, "is_superuser", False))

    has_view_permission = has_change_permission = has_delete_permission = has_add_permission


class NewPersonForm(forms.ModelForm):
    """An account without a password: the person sets one by the usual letter."""

    class Meta:
        model = User
        fields = ("email", "name", "is_guest", "organisation", "is_sponsor", "time_zone", "language")

    def clean_email(self) -> str:
        return self.cleaned_data["email"].strip().lower()


@admin.register(User)
class UserAdmin(AdministratorsOnly):
    list_display = ("name", "email", "is_guest", "organisation", "is_sponsor", "is_active", "joined_at")
    list_filter = ("is_active", "is_guest", "is_sponsor", "is_staff", "mail_state")
    search_fields = ("name", "folded_name", "email")
    ordering = ("folded_name",)
    # An address is changed by its owner, who proves that it is theirs. Whether somebody may come in is
    # changed by suspending them and lifting it: that asks for a reason, ends sessions and is recorded.
    readonly_fields = ("email", "is_active", "joined_at", "last_login")
    inlines = (PostInline,)
    fields = (
        "name", "email", "is_guest", "organisation", "is_sponsor", "language", "languages", "time_zone",
        "about", "mail_state", "is_active", "is_staff", "is_superuser", "joined_at", "last_login",
    )  # fmt: skip

    def view_on_site(self, person: User) -> str:
        """Their page; who may not come in has none, and is let in again where people are suspended."""
        if person.is_active:
            return person.get_absolute_url()
        return reverse("suspend_person", args=[person.pk])

    def get_form(
        self, request: HttpRequest, obj: User | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        if obj is None:
            return NewPersonForm
        return super().get_form(request, obj, change=change, **kwargs)

    def get_fields(self, request: HttpRequest, obj: User | None = None) -> Any:
        return NewPersonForm.Meta.fields if obj is None else self.fields

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> Any:
        return () if obj is None else self.readonly_fields

    def save_model(self, request: HttpRequest, obj: User, form: forms.ModelForm, change: bool) -> None:
        if change:
            super().save_model(request, obj, form, change)
        else:
            obj.pk = actions.open_account(**form.cleaned_data).pk

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[User], search_term: str
    ) -> tuple[QuerySet[User], bool]:
        rows, more = super().get_search_results(request, queryset, search_term)
        if self._looks_up(request):
            seen = seen_by(request.user).exclude(mail_state=User.MailState.NONE)
            rows = rows.filter(pk__in=seen.values("pk"))
        return rows, more

    def _looks_up(self, request: HttpRequest) -> bool:
        return request.path == reverse("admin:autocomplete")

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever may open the administration may look up whom to invite, among those they may find."""
        if self._looks_up(request):
            return bool(request.user.is_authenticated)
        return super().has_view_permission(request, obj)


class AddressAdmin(AdministratorsOnly):
    """Which addresses belong to whom, to be read: an address is its owner's to add, prove and change."""

    list_display = ("email", "user", "primary", "verified")
    list_filter = ("primary", "verified")
    list_select_related = ("user",)
    search_fields = ("email", "user__name", "user__folded_name")
    ordering = ("email",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class SecondFactorAdmin(AddressAdmin):
    """Who has which second factor; its secret is nobody's to read. One that was lost is taken away."""

    list_display = ("user", "type", "created_at", "last_used_at")
    list_filter = ("type", "created_at")
    search_fields = ("user__name", "user__folded_name", "user__email")
    ordering = ("-created_at", "-pk")
    fields = list_display

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_module_permission(request)

    def delete_model(self, request: HttpRequest, obj: Authenticator) -> None:
        actions.take_second_factor(authenticator=obj, by=request.user)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Authenticator]) -> None:
        for row in queryset.select_related("user"):
            actions.take_second_factor(authenticator=row, by=request.user)


def in_place_of_allauth(site: admin.AdminSite) -> None:
    """allauth registers its own after ours: with them addresses are changed, and secrets read, over owners' heads."""
    for model, ours in ((EmailAddress, AddressAdmin), (Authenticator, SecondFactorAdmin)):
        site.unregister(model)
        site.register(model, ours)


class OfficeParentInline(admin.TabularInline):
    model = OfficeParent
    formset = OneAtATime
    fk_name = "office"
    extra = 0


class MergeForm(forms.Form):
    """Into which office, and from which day on."""

    into = forms.ModelChoiceField(
        label=_("Into which office?"), queryset=Office.objects.filter(merged_into=None).order_by("name")
    )
    on = forms.DateField(
        label=_("From which day on?"),
        initial=timezone.localdate,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Who works there works in the other office from that day on, with the same title."),
    )


@admin.register(Office)
class OfficeAdmin(AdministratorsOnly):
    list_display = ("name", "level", "city", "country", "opened_on", "closed_on", "merged_into")
    actions = ("merge",)
    list_select_related = ("merged_into",)
    list_filter = ("level",)
    search_fields = ("name", "city", "country")
    inlines = (OfficeParentInline,)

    @admin.action(description=_("Merge into another office"), permissions=["change"])
    def merge(self, request: HttpRequest, rows: QuerySet[Office]) -> HttpResponse | None:
        """Names the offices and asks into which and when; all of them or none."""
        form = MergeForm(request.POST if "apply" in request.POST else None)
        if form.is_valid():
            try:
                with transaction.atomic():
                    moved = sum(
                        offices.merge(office=row, by=request.user, **form.cleaned_data) for row in rows
                    )
                    for row in rows:
                        self.log_change(request, row, [{"changed": {"fields": ["merged_into", "closed_on"]}}])
            except ValidationError as refusal:
                form.add_error(None, refusal)
            else:
                words = ngettext("%(count)s post goes on there.", "%(count)s posts go on there.", moved)
                self.message_user(request, words % {"count": moved}, messages.SUCCESS)
                return None
        context = {
            **self.admin_site.each_context(request),
            "opts": self.model._meta,
            "title": _("Merge into another office"),
            "button": _("Merge"),
            "form": form,
            "rows": [(row.pk, row.name, {"name": row.city}) for row in rows],
            "action": "merge",
            "back": reverse("admin:accounts_office_changelist"),
        }
        return TemplateResponse(request, "admin/communities/ask.html", context)
