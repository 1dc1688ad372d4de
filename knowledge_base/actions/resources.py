"""What can be done with a resource. Wagtail's editor comes to the same end by its signals (subscribers.py)."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.models import WorkflowState

from communities.models import Community
from cop_portal.foundation import text
from cop_portal.foundation.activity.record import record
from cop_portal.foundation.jobs import bell
from cop_portal.foundation.permissions import SYSTEM, actor_or_none, is_system
from knowledge_base.actions import credits, filetexts, releases, reuses
from knowledge_base.actions.changes import note as note_change
from knowledge_base.actions.confirmations import confirm, state_after, was_just_confirmed
from knowledge_base.actions.libraries import ensure_library
from knowledge_base.actions.ratings import rate
from knowledge_base.activity import (
    RESOURCE_CONFIRMED,
    RESOURCE_PUBLISHED,
    RESOURCE_RETIRED,
    RESOURCE_SUBMITTED,
)
from knowledge_base.models import PAGE_OF_KIND, ResourcePage
from knowledge_base.models.levels import rule_was_asked
from knowledge_base.models.resources import usual_sharing
from knowledge_base.permissions import (
    check_curate,
    check_review_resource,
    check_submit_resource,
)
from knowledge_base.searched import vector_of


@dataclass(frozen=True)
class Circumstances:
    """Who acts, and when if not now, for what Wagtail's signals tell afterwards."""

    by: Any = None
    at: datetime.datetime | None = None
    quiet: bool = False
    reason: str = ""
    bulk: bool = False


NOW = Circumstances()
_present: ContextVar[Circumstances] = ContextVar("circumstances", default=NOW)


@contextmanager
def _acting(**values: Any) -> Iterator[None]:
    token = _present.set(Circumstances(**values))
    try:
        yield
    finally:
        _present.reset(token)


def circumstances() -> Circumstances:
    """For what else follows from the same publication."""
    return _present.get()


@transaction.atomic
def draft(
    *, community: Community, by: Any, kind: str, title: str, summary: str, **fields: Any
) -> ResourcePage:
    """A page that only the editors see. Raises ValidationError for a title or type that is none."""
    check_submit_resource(by, community)
    title, summary = text.one_line(title)[:200], text.one_line(summary)[:300]
    if not title or not summary:
        raise ValidationError(_("Give it a title, and say in a sentence what a colleague finds in it."))
    if kind not in PAGE_OF_KIND:
        raise ValidationError(_("Choose what sort of resource it is."))
    library = ensure_library(community)
    fields.setdefault("sharing", usual_sharing(community))
    page = PAGE_OF_KIND[kind](
        title=title,
        summary=summary,
        owner=actor_or_none(by),
        live=False,
        has_unpublished_changes=True,
        community=community,
        **{"language": community.language or "en", **fields},
    )
    # The portal itself plants what was decided elsewhere; a person's draft begins inside.
    with rule_was_asked() if is_system(by) else nullcontext():
        library.add_child(instance=page)
    return page


@transaction.atomic
def submit(
    *, resource: ResourcePage, by: Any, at: datetime.datetime | None = None, quiet: bool = False
) -> None:
    """Hand a draft in for review by those who answer for the library."""
    check_submit_resource(by, resource.community)
    ResourcePage.hold(resource.pk)
    page = resource.specific
    if page.current_workflow_state is not None:
        return
    credits.name_author(page, page.owner)
    with _acting(by=by, at=at, quiet=quiet):
        page.save_revision(user=actor_or_none(by))
        page.get_workflow().start(page, actor_or_none(by))


def note_moved(page: ResourcePage, *, to: Community, by: Any) -> None:
    """It was put into another library, by whichever door, and belongs to its community. Called from the signal.

    Its place in the tree stands already: where its key is taken in the other library it goes without one.
    """
    before, rows = page.community, ResourcePage.objects.filter(pk=page.pk)
    try:
        with transaction.atomic():
            rows.update(community=to)
    except IntegrityError:
        rows.update(community=to, inventory_key="")
    recount(before)
    recount(to)
    review_anew(page, by=by)


def review_anew(page: ResourcePage, *, by: Any) -> None:
    """What waits for review and came into another library waits for that library's people."""
    state = page.current_workflow_state
    if state is not None:
        state.cancel(user=by)
        with _acting(by=by, quiet=True):
            page.get_workflow().start(page, by)


def note_submitted(state: WorkflowState) -> None:
    """A draft was handed in, by whichever door. Called from the signal."""
    resource = ResourcePage.objects.filter(pk=state.object_id).select_related("community").first()
    if resource is not None:
        now = _present.get()
        record(
            RESOURCE_SUBMITTED,
            by=now.by or state.requested_by or SYSTEM,
            target=resource,
            community=resource.community,
            at=now.at,
            quiet=now.quiet,
        )


@transaction.atomic
def publish(
    *,
    resource: ResourcePage,
    by: Any,
    at: datetime.datetime | None = None,
    quiet: bool = False,
    comment: str = "",
    bulk: bool = False,
) -> ResourcePage:
    """Put the newest draft into the library. Its review is thereby done too.

    bulk: whoever publishes many at once counts the community's resources once, when all are there, and confirms none.
    """
    check_curate(by, resource.community)
    if not bulk:
        ResourcePage.hold(resource.pk)
    page = resource.specific
    if not bulk:
        page.refresh_from_db(fields=["live", "has_unpublished_changes", "latest_revision"])
    person = actor_or_none(by)
    with _acting(by=by, at=at, quiet=quiet, bulk=bulk):
        while (step := page.current_workflow_task_state) is not None:
            step.approve(user=person, comment=text.one_line(comment)[:500])
            page.refresh_from_db()
        if not page.live or page.has_unpublished_changes:
            (page.latest_revision or page.save_revision(user=person)).publish(user=person)
    if at is not None:
        ResourcePage.objects.filter(pk=page.pk).update(first_published_at=at, last_published_at=at)
    return ResourcePage.objects.get(pk=page.pk)


@transaction.atomic(savepoint=False)
def note_published(page: ResourcePage, *, by: Any, editor: Any = None) -> None:
    """What follows from a publication, by whichever door. Called from the signal.

    Who may review has reviewed it by publishing it: it is confirmed from this day on (confirmations.py).
    """
    now = _present.get()
    who, moment = now.by or by or SYSTEM, now.at or timezone.now()
    first = (
        page.first_published_at is None
        or page.last_published_at is None
        or (page.first_published_at == page.last_published_at)
    )
    changes: dict[str, Any] = {"search_vector": vector_of(page)}
    changes.update(state_after(page, by=who, editor=editor, first=first, at=moment, reviewed=not now.bulk))
    ResourcePage.objects.filter(pk=page.pk).update(**changes)
    transaction.on_commit(lambda: bell.ring(filetexts.TASK))
    if not now.bulk:
        recount(page.community)
    note_change(page, by=who, at=now.at, quiet=now.quiet)
    record(
        RESOURCE_PUBLISHED,
        by=who,
        target=ResourcePage(pk=page.pk),
        community=page.community,
        at=now.at,
        quiet=now.quiet,
        kind=str(page.kind),
        first=first,
    )


@transaction.atomic
def retire(
    *,
    resource: ResourcePage,
    by: Any,
    reason: str,
    instead: ResourcePage | None = None,
    at: datetime.datetime | None = None,
    quiet: bool = False,
    bulk: bool = False,
) -> None:
    """Take a resource out of the library. It stays readable where it was, and says why and where to go instead."""
    check_curate(by, resource.community)
    reason = text.one_line(reason)[:300]
    if not reason:
        raise ValidationError(_("Say why it is retired; its readers see it."))
    ResourcePage.hold(resource.pk)
    page = ResourcePage.objects.get(pk=resource.pk)
    if not page.live:
        raise ValidationError(_("Only what is in the library can be retired."))
    if instead is not None and (instead.pk == page.pk or not instead.live):
        raise ValidationError(_("What stands in its place must be another resource in the library."))
    person = actor_or_none(by)
    ResourcePage.objects.filter(pk=page.pk).update(
        retired_at=at or timezone.now(), retired_by=person, retired_reason=reason, instead=instead
    )
    page = ResourcePage.objects.get(pk=page.pk).specific
    with _acting(by=by, at=at, quiet=quiet, reason=reason, bulk=bulk):
        if page.current_workflow_state is not None:
            page.current_workflow_state.cancel(user=person)
        # Wagtail's own button for it is not offered (models/trees.py): the right was asked above.
        UnpublishPageAction(page, user=person).execute(skip_permission_checks=True)


def note_retired(page: ResourcePage, *, by: Any) -> None:
    """What follows when a resource leaves the library, by whichever door. Called from the signal."""
    now = _present.get()
    who = now.by or by or SYSTEM
    releases.end_waiting(page, by=who, at=now.at or timezone.now())
    if not now.bulk:
        recount(page.community)
    record(
        RESOURCE_RETIRED,
        by=who,
        target=ResourcePage(pk=page.pk),
        community=page.community,
        at=now.at,
        quiet=now.quiet,
        reason=now.reason,
    )


def recount(community: Community) -> None:
    """The community's number of published resources."""
    Community.objects.filter(pk=community.pk).update(
        resource_count=ResourcePage.objects.filter(community=community, live=True).count()
    )


@transaction.atomic
def confirm_review(
    *,
    resource: ResourcePage,
    by: Any,
    note: str = "",
    at: datetime.datetime | None = None,
    quiet: bool = False,
) -> None:
    """Say that a resource still holds; it is asked about again after its months. Sent twice is once."""
    check_review_resource(by, resource)
    ResourcePage.hold(resource.pk)
    if at is None and was_just_confirmed(resource, by=by, note=note):
        return
    changes = confirm(resource, by=by, at=at or timezone.now(), note=note)
    ResourcePage.objects.filter(pk=resource.pk).update(**changes)
    record(
        RESOURCE_CONFIRMED,
        by=by,
        target=ResourcePage(pk=resource.pk),
        community=resource.community,
        at=at,
        quiet=quiet,
    )


def mark_useful(
    *, resource: ResourcePage, by: Any, at: datetime.datetime | None = None, quiet: bool = False
) -> None:
    """Say that a resource was useful. Twice is once."""
    rate(resource=resource, by=by, useful=True, at=at, quiet=quiet)


# Told beside the other things that readers say of a resource.
note_reuse = reuses.note
