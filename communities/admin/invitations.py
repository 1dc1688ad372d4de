"""Invitations by address, by list and by link, in the administration."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy

from communities.actions import invitations as actions
from communities.actions import links
from communities.admin.scoped import ChoiceFilter, CommunityFilter, ScopedAdmin, rehearse
from communities.enums import InvitationState
from communities.forms.administration import AskWhereForm, ListWhereForm, NothingForm
from communities.models import Invitation, InvitationLink
from cop_portal.foundation.text import fold


class StateFilter(ChoiceFilter):
    title = gettext_lazy("state")
    parameter_name = "state"
    options = InvitationState.choices


@admin.register(Invitation)
class InvitationAdmin(ScopedAdmin):
    """Whom one's communities want to ask and have asked."""

    list_display = ("address", "name", "community", "state", "organisation", "access_until", "sent_at")
    list_filter = (CommunityFilter, StateFilter)
    list_select_related = ("community", "user", "invited_by")
    search_fields = ("address", "name")
    search_help_text = gettext_lazy("Part of an address or of a name.")
    ordering = ("-pk",)
    form = AskWhereForm
    asked = ("community", "address", "name", "organisation", "reason", "access_until", "language")
    noted = ("state", "user", "invited_by", "created_at", "sent_at", "answered_at")
    actions = ("send", "withdraw")
    change_list_template = "admin/communities/invitation/change_list.html"
    # The first five are what a list of people to invite has, so that an export can be imported again.
    exported = (
        ("address", lambda row: row.address),
        ("name", lambda row: row.name),
        ("organisation", lambda row: row.organisation),
        ("reason", lambda row: row.reason),
        ("access_until", lambda row: row.access_until and row.access_until.isoformat()),
        (gettext_lazy("Community"), lambda row: row.community.name),
        (gettext_lazy("State"), lambda row: str(row.get_state_display())),
        (gettext_lazy("Invited by"), lambda row: row.invited_by.name if row.invited_by else ""),
        (gettext_lazy("Sent"), lambda row: row.sent_at and row.sent_at.date()),
        (gettext_lazy("Answered"), lambda row: row.answered_at and row.answered_at.date()),
    )

    def name_of(self, row: Invitation) -> str:
        return f"{row.name} <{row.address}>" if row.name else row.address

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        words = search_term.strip()
        if not words:
            return queryset, False
        return queryset.filter(Q(address__icontains=fold(words)) | Q(name__icontains=words)), False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self._may(request, None)

    def has_change_permission(self, request: HttpRequest, obj: Invitation | None = None) -> bool:
        """A letter that is written is not rewritten: it is withdrawn, and the person asked anew."""
        return obj is None and self._may(request, None)

    def get_fields(self, request: HttpRequest, obj: Invitation | None = None) -> tuple[str, ...]:
        return self.asked if obj is None else (*self.asked, *self.noted)

    def get_readonly_fields(self, request: HttpRequest, obj: Invitation | None = None) -> tuple[str, ...]:
        return () if obj is None else (*self.asked, *self.noted)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        made = super().get_form(request, obj, change=change, **kwargs)
        made.own = self.own(request)
        made.try_it = staticmethod(lambda data: rehearse(lambda: actions.ask(by=request.user, **data)))
        return made

    def save_model(self, request: HttpRequest, obj: Invitation, form: forms.Form, change: bool) -> None:
        if not change:
            made = actions.ask(by=request.user, **form.cleaned_data)
            obj.pk = made.pk

    @admin.action(description=gettext_lazy("Send to those who are noted"))
    def send(self, request: HttpRequest, rows: QuerySet[Invitation]) -> HttpResponse | None:
        return self.ask_first(
            request,
            rows,
            NothingForm(request.POST),
            title=_("Send these invitations"),
            button=_("Send them"),
            verb=lambda row, _data: actions.send(invitation=row, by=request.user),
            done=ngettext_lazy("%(count)s invitation is sent.", "%(count)s invitations are sent.", "count"),
        )

    @admin.action(description=gettext_lazy("Withdraw"))
    def withdraw(self, request: HttpRequest, rows: QuerySet[Invitation]) -> HttpResponse | None:
        return self.ask_first(
            request,
            rows,
            NothingForm(request.POST),
            title=_("Withdraw these invitations"),
            button=_("Withdraw them"),
            verb=lambda row, _data: actions.withdraw(invitation=row, by=request.user),
            done=ngettext_lazy(
                "%(count)s invitation is withdrawn.", "%(count)s invitations are withdrawn.", "count"
            ),
        )

    # --- import ----------------------------------------------------------------------------

    def get_urls(self) -> list[Any]:
        own = path(
            "import/", self.admin_site.admin_view(self.import_view), name="communities_invitation_import"
        )
        return [own, *super().get_urls()]

    def import_view(self, request: HttpRequest) -> HttpResponse:
        """Invite a list: tried first, with every fault by its line; then all of it or nothing."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        own = self.own(request)
        form = ListWhereForm(request.POST or None, request.FILES or None, own=own)
        faults: list[tuple[int, str]] = []
        tried: list[Invitation] = []
        if request.method == "POST" and form.is_valid():
            where, text = form.cleaned_data["community"], form.cleaned_data["text"]
            for_real = "send" in request.POST
            tried, faults = actions.ask_list(community=where, by=request.user, text=text, for_real=for_real)
            if for_real and not faults:
                words = ngettext("%(count)s person is invited.", "%(count)s people are invited.", len(tried))
                messages.success(request, words % {"count": len(tried)})
                return redirect("admin:communities_invitation_changelist")
            form = ListWhereForm(initial={"text": text, "community": where}, own=own)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.model._meta,
            "title": _("Invite a list"),
            "form": form,
            "faults": faults,
            "tried": tried,
        }
        return TemplateResponse(request, "admin/communities/invitation/import.html", context)


@admin.register(InvitationLink)
class InvitationLinkAdmin(ScopedAdmin):
    """By which links people come. Where a link leads is shown to its owner alone."""

    list_display = (
        "label",
        "owner",
        "community",
        "is_personal",
        "uses",
        "max_uses",
        "expires_on",
        "revoked_at",
    )
    list_filter = (CommunityFilter, "is_personal")
    list_select_related = ("owner", "community")
    ordering = ("-pk",)
    fields = readonly_fields = (
        "community", "owner", "is_personal", "label", "uses", "max_uses", "expires_on", "revoked_at",
    )  # fmt: skip
    actions = ("revoke",)
    exported = (
        (gettext_lazy("Community"), lambda row: row.community.name),
        (gettext_lazy("Whose"), lambda row: row.owner.name),
        (gettext_lazy("Where it is used"), lambda row: row.label),
        (gettext_lazy("People it brought"), lambda row: row.uses),
    )

    def name_of(self, row: InvitationLink) -> str:
        return row.label or str(row.owner)

    @admin.action(description=gettext_lazy("Withdraw"))
    def revoke(self, request: HttpRequest, rows: QuerySet[InvitationLink]) -> HttpResponse | None:
        return self.ask_first(
            request,
            rows,
            NothingForm(request.POST),
            title=_("Withdraw these links"),
            button=_("Withdraw them"),
            verb=lambda row, _data: links.revoke_link(link=row, by=request.user),
            done=ngettext_lazy("%(count)s link is withdrawn.", "%(count)s links are withdrawn.", "count"),
        )
