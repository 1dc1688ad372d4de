"""The editor's form of a resource."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q
from wagtail.admin.forms.pages import WagtailAdminPageForm


class ResourcePageForm(WagtailAdminPageForm):
    """Owner and substitute come from the people of the community who hold a role, not from ten thousand."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["small_change"] = False  # each change is asked about anew
        community_id = self.instance.community_id or getattr(self.parent_page.specific, "community_id", None)
        present = [self.instance.owner_id, self.instance.substitute_id]
        people = (
            get_user_model()
            .objects.filter(
                Q(memberships__community=community_id, memberships__state="active")
                & ~Q(memberships__roles=[])
                | Q(pk__in=[pk for pk in present if pk])
            )
            .distinct()
            .order_by("folded_name")
        )
        for name in ("owner", "substitute"):
            if name in self.fields:
                self.fields[name].queryset = people
