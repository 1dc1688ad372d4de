"""The two steps of a review: an expert looks, the knowledge manager approves and publishes."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import AbstractGroupApprovalTask, TaskState

from communities.enums import Capability
from communities.permissions import standing


class ReviewTask(AbstractGroupApprovalTask):
    """The first step. Who may publish does both steps in one."""

    class Meta:
        verbose_name = gettext_lazy("review by an expert")
        verbose_name_plural = gettext_lazy("reviews by an expert")

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, str, bool]]:
        if user.pk in getattr(obj.specific, "hands", ()):  # a second person answers
            return []
        names = {"approve": _("Approve and publish")} if self._publishes(obj, user) else {}
        return [
            (key, label if asks else names.get(key, label), asks)
            for key, label, asks in super().get_actions(obj, user)
        ]

    def on_action(self, task_state: TaskState, user: Any, action_name: str, **kwargs: Any) -> None:
        super().on_action(task_state, user, action_name, **kwargs)
        state = task_state.workflow_state
        if action_name == "approve" and self._publishes(state.content_object, user):
            state.refresh_from_db()
            following = state.current_task_state
            if following is not None and following.task_id != self.pk:
                following.specific.approve(user=user)

    def _publishes(self, page: Any, user: Any) -> bool:
        own: Any = page.specific
        if hasattr(own, "hands"):  # an issue comes out with the yes of one second person
            return bool(own.permissions_for_user(user).can_publish())
        community = getattr(own, "community", None)
        return community is not None and standing(user, community).has(Capability.CURATE)
