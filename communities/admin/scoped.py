"""What every list of the administration shares: one's own communities, export, history, verbs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from communities.enums import Capability
from communities.models import Community
from communities.permissions import check_capability
from communities.queries.memberships import communities_where
from cop_portal.foundation import spreadsheets
from cop_portal.foundation.activity import queries as activity
from cop_portal.foundation.permissions import Denied, can

# So many rows are asked about and changed at once; an export holds so many.
MOST_AT_ONCE = 200
MOST_EXPORTED = 20_000


def own_communities(request: HttpRequest, capability: Capability) -> list[Community]:
    """Where the person has the capability; asked once a request."""
    known: dict[Capability, list[Community]] = request.__dict__.setdefault("_own_communities", {})
    if capability not in known:
        known[capability] = list(communities_where(request.user, capability).order_by("name"))
    return known[capability]


def rehearse(verb: Callable[[], Any]) -> list[str]:
    """The sentences with which a verb would refuse; nothing stays of the trial."""
    try:
        with transaction.atomic():
            verb()
            transaction.set_rollback(True)
    except ValidationError as refusal:
        return list(refusal.messages)
    except Denied as refusal:
        return [str(refusal.sentence)]
    return []


class CommunityFilter(admin.SimpleListFilter):
    """One's own communities, by name."""

    title = gettext_lazy("community")
    parameter_name = "community"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, str]]:
        return [(str(row.pk), row.name) for row in own_communities(request, model_admin.capability)]

    def queryset(self, request: HttpRequest, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.filter(community=self.value()) if self.value() in self._known() else rows

    def _known(self) -> set[str | None]:
        return {key for key, _name in self.lookup_choices}


class ChoiceFilter(admin.SimpleListFilter):
    """One value of a closed list; what is none of it filters nothing."""

    options: Any = ()

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return self.options

    def condition(self, value: str) -> dict[str, Any]:
        return {str(self.parameter_name): value}

    def queryset(self, request: HttpRequest, rows: QuerySet[Any]) -> QuerySet[Any]:
        value = self.value()
        return rows.filter(**self.condition(value)) if value in dict(self.options) else rows


class ScopedAdmin(admin.ModelAdmin):
    """Rows of communities where the person has a capability; nobody else sees that there are any."""

    capability = Capability.MANAGE_MEMBERS
    community_path = "community"
    list_per_page = 50
    list_max_show_all = MOST_AT_ONCE
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    object_history_template = "admin/communities/history.html"
    change_list_template = "admin/communities/change_list.html"
    # Headings and what stands under them; none: nothing is exported.
    exported: tuple[tuple[Any, Callable[[Any], Any]], ...] = ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request)
        if request.user.is_superuser:
            return rows
        own = [row.pk for row in own_communities(request, self.capability)]
        return rows.filter(**{f"{self.community_path}__in": own})

    def own(self, request: HttpRequest) -> list[Community]:
        return own_communities(request, self.capability)

    def _community_of(self, row: Any) -> Community:
        return row if isinstance(row, Community) else row.community

    def _may(self, request: HttpRequest, row: Any, capability: Capability | None = None) -> bool:
        if not request.user.is_authenticated:
            return False
        capability = capability or self.capability
        if row is None:
            return request.user.is_superuser or bool(own_communities(request, capability))
        return can(check_capability, request.user, self._community_of(row), capability)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self._may(request, None)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """An archived community is still looked at, by those who look after it."""
        if obj is None or not request.user.is_authenticated or request.user.is_superuser:
            return self._may(request, None)
        return self._community_of(obj) in self.own(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    # --- doing something with many rows ---------------------------------------------------

    def each(self, request: HttpRequest, rows: Iterable[Any], verb: Callable[[Any], Any], done: Any) -> None:
        """Do the verb with every row. One that is refused holds up no other, and is named with the reason."""
        count = 0
        for row in rows:
            try:
                verb(row)
                count += 1
            except (Denied, ValidationError) as refusal:
                words = refusal.messages[0] if isinstance(refusal, ValidationError) else refusal.sentence
                self.message_user(request, f"{self.name_of(row)}: {words}", messages.ERROR)
        if count:
            self.message_user(request, done % {"count": count}, messages.SUCCESS)

    def name_of(self, row: Any) -> str:
        return str(row)

    def ask_first(
        self,
        request: HttpRequest,
        rows: QuerySet[Any],
        form: forms.Form,
        *,
        title: str,
        button: str,
        verb: Callable[[Any, dict[str, Any]], Any],
        done: Any,
    ) -> HttpResponse | None:
        """A page that names the rows and asks for what the verb needs, then the verb for each of them."""
        chosen = list(rows[: MOST_AT_ONCE + 1])
        if len(chosen) > MOST_AT_ONCE:
            words = _("Choose at most %(most)s at once.") % {"most": MOST_AT_ONCE}
            self.message_user(request, words, messages.ERROR)
            return None
        if "apply" in request.POST and form.is_valid():
            self.each(request, chosen, lambda row: verb(row, form.cleaned_data), done)
            return None
        context = {
            **self.admin_site.each_context(request),
            "opts": self.model._meta,
            "title": title,
            "button": button,
            "form": form,
            "rows": [(row.pk, self.name_of(row), self._community_of(row)) for row in chosen],
            "action": request.POST.get("action", ""),
            "back": reverse(f"admin:{self.model._meta.app_label}_{self.model._meta.model_name}_changelist"),
        }
        return TemplateResponse(request, "admin/communities/ask.html", context)

    # --- export ----------------------------------------------------------------------------

    def get_urls(self) -> list[Any]:
        name = f"{self.model._meta.app_label}_{self.model._meta.model_name}_export"
        own = [path("export/<str:kind>/", self.admin_site.admin_view(self.export_view), name=name)]
        return own + super().get_urls()

    def export_view(self, request: HttpRequest, kind: str) -> HttpResponse:
        """What the list shows with its search and filters, all pages of it."""
        if not self.exported or kind not in spreadsheets.FORMATS:
            raise Http404
        if not self.has_view_permission(request):
            raise PermissionDenied
        rows = self.get_changelist_instance(request).queryset[:MOST_EXPORTED]
        day = timezone.localdate().isoformat()
        return spreadsheets.answer(
            f"{self.model._meta.model_name}s-{day}",
            kind,
            [heading for heading, _of in self.exported],
            ([of(row) for _heading, of in self.exported] for row in rows),
        )

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        meta = self.model._meta
        kinds = [
            (kind.upper(), reverse(f"admin:{meta.app_label}_{meta.model_name}_export", args=[kind]))
            for kind in (spreadsheets.FORMATS if self.exported else ())
        ]
        more = {"exports": kinds, "filtered": request.GET.urlencode(), **(extra_context or {})}
        return super().changelist_view(request, more)

    # --- history ---------------------------------------------------------------------------

    def history_of(self, row: Any) -> Any:
        """Entries of the activity record about this row."""
        return activity.of_target(row)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Who did what, by every door: from the activity record."""
        row = self.get_object(request, object_id)
        record = self.history_of(row)[:MOST_AT_ONCE] if row is not None else []
        return super().history_view(request, object_id, {"record": record, **(extra_context or {})})


class ReadOnlyScopedAdmin(ScopedAdmin):
    """Looked at, never typed over."""

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
