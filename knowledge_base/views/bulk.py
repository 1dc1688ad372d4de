"""Bulk actions of Wagtail's list of pages that are the library's own.

Wagtail shows the first four and hides the others under “More”: these stand before deleting, which starts at 30.
"""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_list_or_404
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from taggit.utils import parse_tags
from wagtail.admin.views.pages.bulk_actions.page_bulk_action import PageBulkAction

from communities.models import Community
from cop_portal.foundation.accounts.models import User
from cop_portal.foundation.permissions import can
from knowledge_base.actions.curation import name_owner_of_all
from knowledge_base.actions.tags import set_topics_of_all
from knowledge_base.forms.curation import OwnerForm, TagForm
from knowledge_base.models import ResourcePage
from knowledge_base.permissions import check_curate
from knowledge_base.queries.curation import possible_owners


class _OfCurators(PageBulkAction):
    """For the resources of libraries that the person looks after."""

    @classmethod
    def get_queryset(cls, model: Any, object_ids: Any) -> list[Any]:
        """All as what they are, with their communities, in as many statements as there are types of them."""
        pages = list(get_list_or_404(model.objects.specific(), pk__in=object_ids))
        resources = [page for page in pages if isinstance(page, ResourcePage)]
        known = Community.objects.in_bulk({page.community_id for page in resources})
        for page in resources:
            page.community = known[page.community_id]
        return pages

    def check_perm(self, page: Any) -> bool:
        page = page.specific
        return isinstance(page, ResourcePage) and can(check_curate, self.request.user, page.community)


class TagBulkAction(_OfCurators):
    """Topics on and off many resources at once."""

    display_name = _("Topics")
    action_type = "tag"
    aria_label = _("Put topics on the selected resources, or take them off")
    template_name = "wagtailadmin/curation/bulk_tag.html"
    action_priority = 12
    form_class = TagForm

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
        resources = [page.specific for page in objects]
        set_topics_of_all(resources=resources, by=user, add=add, remove=remove)
        return len(objects), 0

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str:
        return ngettext(
            "The topics of %(count)s resource are set.",
            "The topics of %(count)s resources are set.",
            num_parent_objects,
        ) % {"count": num_parent_objects}


class OwnerBulkAction(_OfCurators):
    """One owner for many resources: what came in by a spreadsheet mostly has none."""

    display_name = _("Owner")
    action_type = "owner"
    aria_label = _("Name the owner of the selected resources")
    template_name = "wagtailadmin/curation/bulk_owner.html"
    action_priority = 14
    form_class = OwnerForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """Who holds a role in each of the communities of what is selected."""
        pages, _others = self.get_actionable_objects()
        people = User.objects.filter(is_active=True).order_by("folded_name")
        for community in {page.specific.community_id for page in pages}:
            people = people.filter(pk__in=possible_owners([community]).order_by().values("pk"))
        return {**super().get_form_kwargs(), "people": people}

    def get_execution_context(self) -> dict[str, Any]:
        return {**super().get_execution_context(), "owner": self.cleaned_form.cleaned_data["owner"]}

    @classmethod
    def execute_action(
        cls, objects: Any, user: Any = None, owner: Any = None, **kwargs: Any
    ) -> tuple[int, int]:
        name_owner_of_all(resources=[page.specific for page in objects], by=user, owner=owner)
        return len(objects), 0

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str:
        return ngettext(
            "%(name)s answers for %(count)s resource now.",
            "%(name)s answers for %(count)s resources now.",
            num_parent_objects,
        ) % {"name": self.cleaned_form.cleaned_data["owner"].name, "count": num_parent_objects}
