"""Bulk actions of Wagtail's list of pages that are the library's own."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from taggit.utils import parse_tags
from wagtail.admin.views.pages.bulk_actions.page_bulk_action import PageBulkAction

from cop_portal.foundation.permissions import can
from knowledge_base.actions.tags import set_topics
from knowledge_base.forms.curation import TagForm
from knowledge_base.models import ResourcePage
from knowledge_base.permissions import check_curate


class TagBulkAction(PageBulkAction):
    """Topics on and off many resources at once."""

    display_name = _("Topics")
    action_type = "tag"
    aria_label = _("Put topics on the selected resources, or take them off")
    template_name = "wagtailadmin/curation/bulk_tag.html"
    action_priority = 30
    form_class = TagForm

    def check_perm(self, page: Any) -> bool:
        page = page.specific
        return isinstance(page, ResourcePage) and can(check_curate, self.request.user, page.community)

    def get_execution_context(self) -> dict[str, Any]:
        data = self.cleaned_form.cleaned_data
        return {
            **super().get_execution_context(),
            "add": parse_tags(data["add"]),
            "remove": parse_tags(data["remove"]),
        }

    @classmethod
    def execute_action(
        cls, objects: Any, user: Any = None, add: Any = (), remove: Any = (), **kwargs: Any
    ) -> tuple[int, int]:
        for page in objects:
            set_topics(resource=page.specific, by=user, add=add, remove=remove)
        return len(objects), 0

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str:
        return ngettext(
            "The topics of %(count)s resource are set.",
            "The topics of %(count)s resources are set.",
            num_parent_objects,
        ) % {"count": num_parent_objects}
