"""Wagtail's reports over all pages, of the pages that a person works on."""

from __future__ import annotations

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from wagtail.admin.auth import require_admin_access
from wagtail.admin.views.reports.page_types_usage import PageTypesUsageReportView

from cop_portal.foundation.policies import signed_in
from knowledge_base.queries.editors import page_types_of


class PageTypes(PageTypesUsageReportView):
    """In the place of Wagtail's own, which counts and names the pages of all communities."""

    filterset_class = None  # there is one site, in one tree for all languages

    def get_queryset(self) -> QuerySet[ContentType]:
        self.queryset: Any = page_types_of(self.request.user)
        return self.queryset


page_types = signed_in(require_admin_access(PageTypes.as_view()))
page_types_results = signed_in(require_admin_access(PageTypes.as_view(results_only=True)))
