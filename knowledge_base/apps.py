from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _
from wagtail.admin.apps import WagtailAdminAppConfig


class KnowledgeBaseConfig(AppConfig):
    name = "knowledge_base"
    verbose_name = _("Library")

    def ready(self) -> None:
        from communities import evidence, places, traces
        from communities.permissions import can_read
        from discussions import similar
        from knowledge_base import notifications, subscribers  # noqa: F401  (they register)
        from knowledge_base.models import ResourcePage
        from knowledge_base.queries.evidence import FINDERS
        from knowledge_base.queries.similar import one_similar, similar_resources
        from knowledge_base.queries.traces import resources_of
        from knowledge_base.views.resources import resource_context

        similar.register(similar.Source(20, "resources", similar_resources, one_similar))
        _register_findings()
        for key, find in FINDERS.items():
            evidence.register_evidence(key, find)
        traces.register("resources", resources_of)
        ResourcePage.page_context = staticmethod(resource_context)  # type: ignore[assignment]
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


def _register_findings() -> None:
    """What can be found in the library: its resources, and the words of their files."""
    from communities.finding import FACETS, Source, register
    from knowledge_base.queries import filetexts, search

    known = frozenset(FACETS)
    register(
        Source(
            30, "resources", "resources", _("Library"), search.find_resources,
            search.resource_rows, search.alike_resources, known,
        )
    )  # fmt: skip
    register(
        Source(
            60,
            "documents",
            "files",
            _("Files"),
            filetexts.find_documents,
            filetexts.document_rows,
            None,
            known,
        )
    )


def _plant_root(sender: AppConfig, **kwargs: Any) -> None:
    from knowledge_base.actions.libraries import ensure_root

    ensure_root()


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
