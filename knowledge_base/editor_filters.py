"""What Wagtail's lists offer to filter by and to select, narrowed to what the person may know of.

Wagtail narrows the rows of its lists and reports, and offers the people, workflows and topics of the whole site beside
them; "select all" takes the pages of all communities. It has no hook for that; this is the one place that reaches into
it (`narrow_filters`, called from apps.py).
"""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from taggit.models import Tag
from wagtail.admin import filters
from wagtail.admin.views.pages.bulk_actions.page_bulk_action import PageBulkAction
from wagtail.admin.views.pages.listing import GenericPageFilterSet
from wagtail.images.views import chooser
from wagtail.models import Task, Workflow

from cop_portal.foundation.accounts.models import User
from knowledge_base.queries import editors


def no_popular_topics(model: Any, count: int = 10) -> QuerySet[Tag]:
    """Wagtail would count them over the files of all communities."""
    return Tag.objects.none()


def narrowed(rows: Any, user: Any) -> Any:
    """The people, workflows and steps among these that the person meets in their own communities."""
    if rows.model is User:
        return rows.filter(pk__in=editors.colleagues(user))
    if rows.model is Workflow:
        return rows.filter(workflow_pages__page__in=editors.own_pages(user))
    if rows.model is Task:
        return rows.filter(workflow_tasks__workflow__workflow_pages__page__in=editors.own_pages(user))
    return rows


def all_that_is_listed(request: Any, pages: Any) -> Any:
    """Keys of what the person had before them when they selected all: their own trees, filtered as they had asked."""
    rows = editors.own_pages(request.user).filter(pk__in=list(pages))
    kind = request.GET.get("content_type", "")
    if request.GET.get("childOf"):
        rows = GenericPageFilterSet(request.GET, queryset=rows, request=request).qs
    elif "." in kind:  # the search names a type so, the list by its number
        label, model = kind.split(".", 1)
        rows = rows.filter(content_type__app_label=label, content_type__model=model)
    return rows.values_list("pk", flat=True)


def narrow_filters() -> None:
    filters.popular_tags_for_model = no_popular_topics
    chooser.popular_tags_for_model = no_popular_topics
    before = filters.WagtailFilterSet.get_form_class
    all_pages = PageBulkAction.get_all_objects_in_listing_query

    def get_all_objects_in_listing_query(self: Any, parent_id: Any) -> Any:
        return all_that_is_listed(self.request, all_pages(self, parent_id))

    def get_form_class(self: Any) -> Any:
        user = getattr(self.request, "user", None)
        for one in self.filters.values() if user is not None and not user.is_superuser else ():
            rows = one.extra.get("queryset")
            rows = rows(self.request) if callable(rows) else rows
            if rows is not None:
                one.queryset = one.extra["queryset"] = narrowed(rows, user)
        return before(self)

    filters.WagtailFilterSet.get_form_class = get_form_class
    PageBulkAction.get_all_objects_in_listing_query = get_all_objects_in_listing_query
