from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _
from wagtail.admin.apps import WagtailAdminAppConfig


class KnowledgeBaseConfig(AppConfig):
    name = "knowledge_base"
    verbose_name = _("Library")

    def ready(self) -> None:
        from communities import desk, evidence, places, traces
        from communities.permissions import can_read
        from discussions import similar
        from knowledge_base import notifications, submission_notices, subscribers  # noqa: F401  (they register)
        from knowledge_base import editor_hooks, notifications, owner_notices, subscribers  # noqa: F401  (they register)
        from knowledge_base.editor_filters import narrow_filters
        from knowledge_base import gap_notices, inventory_subscribers, notifications, subscribers  # noqa: F401  (they register)
        from knowledge_base import change_notices, notifications, subscribers  # noqa: F401  (they register)
        from knowledge_base import notifications, release_notices, subscribers  # noqa: F401  (they register)
        from knowledge_base.models import ResourcePage
        from knowledge_base.permissions import may_see_inventory
        from knowledge_base.queries.evidence import FINDERS
        from knowledge_base.queries.gaps import waiting_gaps
        from knowledge_base.queries.owners import waiting_confirmations
        from knowledge_base.queries.reuses import told_by
        from knowledge_base.queries.similar import one_similar, similar_resources
        from knowledge_base.queries.submissions import waiting_submissions
        from knowledge_base.queries.traces import resources_of
        from knowledge_base.sections import curation as _queue  # noqa: F401  (its sections register)
        from knowledge_base.views.resources import resource_context

        similar.register(similar.Source(20, "resources", similar_resources, one_similar))
        for key, find in FINDERS.items():
            evidence.register_evidence(key, find)
        traces.register("resources", resources_of)
        desk.register(desk.Source(24, "submissions", _("Back from the library"), waiting_submissions))
        narrow_filters()
        traces.register("reuses", told_by)
        ResourcePage.page_context = staticmethod(resource_context)  # type: ignore[assignment]
        desk.register(desk.Source(44, "confirmations", _("To confirm"), waiting_confirmations))
        desk.register(desk.Source(46, "gaps", _("Gaps of the library"), waiting_gaps))
        for order, key, label, url_name, may_enter in (
            (0, "resources", _("Resources"), "community_library", may_see_inventory),
            (10, "inventory", _("Inventory"), "inventory", may_see_inventory),
            (20, "gaps", _("What is missing"), "gaps", may_see_inventory),
        ):
            places.register(
                places.Place(order, key, label, url_name, may_enter, under="library", module="library")
            )
        _register_sharing()
        post_migrate.connect(_plant_root, sender=self)
        places.register(
            places.Place(
                30,
                "library",
                _("Library"),
                "community_library",
                can_read,
                lambda community: community.resource_count,
                module="library",
            )
        )


def _register_sharing() -> None:
    """The rule and the log of sharing outside: a page of the library, and what waits on desks."""
    from communities import desk, places
    from knowledge_base.permissions import can_see_sharing
    from knowledge_base.queries.releases import waiting_releases

    desk.register(desk.Source(28, "releases", _("To be shared outside"), waiting_releases))
    places.register(
        places.Place(
            40, "sharing", _("Sharing outside"), "community_sharing", can_see_sharing, under="library",
            module="library",
        )
    )  # fmt: skip


def _plant_root(sender: AppConfig, **kwargs: Any) -> None:
    from knowledge_base.actions.libraries import ensure_root, ensure_two_steps

    ensure_root()
    ensure_two_steps()


class EditorConfig(WagtailAdminAppConfig):
    """Wagtail's administration without its own letters: people are told by the portal's notices."""

    def ready(self) -> None:
        super().ready()
        from wagtail.models import TaskState, WorkflowState
        from wagtail.signals import (
            task_submitted,
            workflow_approved,
            workflow_rejected,
            workflow_submitted,
        )

        for signal, sender, uid in (
            (task_submitted, TaskState, "group_approval_task_submitted_email_notification"),
            (workflow_submitted, WorkflowState, "workflow_state_submitted_email_notification"),
            (workflow_rejected, WorkflowState, "workflow_state_rejected_email_notification"),
            (workflow_approved, WorkflowState, "workflow_state_approved_email_notification"),
        ):
            signal.disconnect(sender=sender, dispatch_uid=uid)
