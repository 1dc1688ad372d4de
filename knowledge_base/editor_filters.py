"""What Wagtail's lists offer to filter by, narrowed to what the person may know of.

Wagtail narrows the rows of its lists and reports, and offers the people, workflows and topics of the whole site beside
them. It has no hook for that; this is the one place that reaches into it (`narrow_filters`, called from apps.py).
"""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from taggit.models import Tag
from wagtail.admin import filters
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


def narrow_filters() -> None:
    filters.popular_tags_for_model = no_popular_topics
    chooser.popular_tags_for_model = no_popular_topics
    before = filters.WagtailFilterSet.get_form_class

    def get_form_class(self: Any) -> Any:
        user = getattr(self.request, "user", None)
        for one in self.filters.values() if user is not None and not user.is_superuser else ():
            rows = one.extra.get("queryset")
            rows = rows(self.request) if callable(rows) else rows
            if rows is not None:
                one.queryset = one.extra["queryset"] = narrowed(rows, user)
        return before(self)

    filters.WagtailFilterSet.get_form_class = get_form_class
