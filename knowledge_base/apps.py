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
        from cop_portal.foundation.notifications import letters
        from discussions import similar
        from knowledge_base import (  # noqa: F401  (they register)
            change_notices,
            editor_hooks,
            gap_notices,
            inventory_notices,
            inventory_subscribers,
            notifications,
            owner_notices,
            passing_notices,
            release_notices,
            retirement_notices,
            submission_notices,
            subscribers,
        )
        from knowledge_base.actions import changes, passings, stories, uses  # noqa: F401  (what merges do to them)
        from knowledge_base.editor_filters import narrow_filters
        from knowledge_base.editor_times import tell_own_times
        from knowledge_base.models import ResourcePage
        from knowledge_base.queries.evidence import FINDERS
        from knowledge_base.queries.letters import trust_of_told
        from knowledge_base.queries.reuses import told_by
        from knowledge_base.queries.similar import one_similar, similar_resources
        from knowledge_base.queries.submissions import waiting_submissions
        from knowledge_base.queries.traces import resources_of
        from knowledge_base.sections import curation, duplicates, gaps  # noqa: F401  (they register)
        from knowledge_base.views.resources import draft_context, resource_context

        letters.register_says(trust_of_told)
        similar.register(similar.Source(20, "resources", similar_resources, one_similar))
        _register_findings()
        for key, find in FINDERS.items():
            evidence.register_evidence(key, find)
        traces.register("resources", resources_of)
        desk.register(desk.Source(24, "submissions", _("Back from the library"), waiting_submissions))
        narrow_filters()
        _know_moving_pictures()
        tell_own_times()
        traces.register("reuses", told_by)
        ResourcePage.page_context = staticmethod(resource_context)  # type: ignore[assignment]
        ResourcePage.draft_context = staticmethod(draft_context)
        _register_inventory()
        _register_sharing()
        post_migrate.connect(_plant_root, sender=self)
        _register_publications()
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


def _register_inventory() -> None:
    """The pages inside a community's library, and what of it waits on desks."""
    from communities import desk, places
    from communities.permissions import can_read
    from knowledge_base.permissions import may_see_inventory
    from knowledge_base.queries.gaps import waiting_gaps
    from knowledge_base.queries.owners import waiting_confirmations

    desk.register(desk.Source(44, "confirmations", _("To confirm"), waiting_confirmations, module="library"))
    desk.register(desk.Source(46, "gaps", _("Gaps of the library"), waiting_gaps, module="library"))
    for order, key, label, url_name, may_enter in (
        (0, "resources", _("Resources"), "community_library", can_read),
        (10, "inventory", _("Inventory"), "inventory", may_see_inventory),
        (20, "gaps", _("What is missing"), "gaps", may_see_inventory),
    ):
        places.register(
            places.Place(order, key, label, url_name, may_enter, under="library", module="library")
        )


def _register_sharing() -> None:
    """The rule and the log of sharing outside: a page of the library, and what waits on desks."""
    from communities import desk, places
    from knowledge_base.permissions import can_see_sharing
    from knowledge_base.queries.releases import waiting_releases

    desk.register(desk.Source(28, "releases", _("To be shared outside"), waiting_releases, module="library"))
    places.register(
        places.Place(
            40, "sharing", _("Sharing outside"), "community_sharing", can_see_sharing, under="library",
            module="library",
        )
    )  # fmt: skip


def _register_publications() -> None:
    """Publications, what is offered to keep, and the page of results."""
    from communities import desk, places
    from communities.activity import EVENT_TOLD
    from communities.enums import Role
    from communities.permissions import can_read
    from discussions.activity import ANSWER_ACCEPTED, DISCUSSION_CLOSED
    from knowledge_base import harvest_notices, harvesting, publication_notices  # noqa: F401  (they register)
    from knowledge_base.models import PublicationPage
    from knowledge_base.permissions import may_look_after
    from knowledge_base.queries.event_crops import crop_of_event, event_of
    from knowledge_base.queries.harvests import crop_of_discussion, discussion_of, waiting_harvests
    from knowledge_base.queries.publications import waiting_publications
    from knowledge_base.subscribers import harvest_from
    from knowledge_base.views.publications import draft_context, publication_context

    PublicationPage.page_context = staticmethod(publication_context)  # type: ignore[assignment]
    PublicationPage.draft_context = staticmethod(draft_context)  # type: ignore[assignment]
    verbs = (ANSWER_ACCEPTED, DISCUSSION_CLOSED)
    harvest_from(harvesting.Source("discussion", _("Discussion"), verbs, discussion_of, crop_of_discussion))
    harvest_from(harvesting.Source("event", _("Event"), (EVENT_TOLD,), event_of, crop_of_event))
    makers = frozenset({Role.COORDINATOR, Role.EXPERT, Role.KNOWLEDGE_MANAGER})
    desk.register(
        desk.Source(43, "publications", _("Issues to approve"), waiting_publications, makers, "library")
    )
    desk.register(desk.Source(44, "harvests", _("To keep"), waiting_harvests, module="library"))
    for place in (
        places.Place(
            60, "publications", _("Publications"), "publications", can_read, under="library", module="library"
        ),
        places.Place(70, "results", _("Results"), "results", under="library", module="library"),
        places.Place(
            80, "harvests", _("To keep"), "harvests", may_look_after, under="library", module="library"
        ),
    ):
        places.register(place)


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


def _know_moving_pictures() -> None:
    """To Wagtail's pictures a PNG that moves is a PNG: its sizes show the first of it."""
    from willow.image import INITIAL_IMAGE_CLASSES

    INITIAL_IMAGE_CLASSES.setdefault("apng", INITIAL_IMAGE_CLASSES["png"])


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
