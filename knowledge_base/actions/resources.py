"""What can be done with a resource. Wagtail's editor comes to the same end by its signals (subscribers.py)."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import WorkflowState

from communities.enums import Capability, Visibility
from communities.models import Community
from communities.permissions import standing
from cop_portal.foundation import text
from cop_portal.foundation.accounts.queries import office_id_on
from cop_portal.foundation.activity.record import record
from cop_portal.foundation.jobs import bell
from cop_portal.foundation.permissions import SYSTEM, actor_or_none
from cop_portal.foundation.searching import search_vector
from knowledge_base.actions import filetexts
from knowledge_base.actions.libraries import ensure_library
from knowledge_base.activity import (
    RESOURCE_CONFIRMED,
    RESOURCE_PUBLISHED,
    RESOURCE_RETIRED,
    RESOURCE_REUSED,
    RESOURCE_SUBMITTED,
    RESOURCE_USEFUL,
)
from knowledge_base.enums import Kind, Sharing
from knowledge_base.models import PAGE_OF_KIND, ResourcePage, Reuse, UsefulResource
from knowledge_base.permissions import (
    check_curate,
    check_react_to_resource,
    check_review_resource,
    check_submit_resource,
)


@dataclass(frozen=True)
class Circumstances:
    """Who acts, and when if not now, for what Wagtail's signals tell afterwards."""

    by: Any = None
    at: datetime.datetime | None = None
    quiet: bool = False
    reason: str = ""


NOW = Circumstances()
_present: ContextVar[Circumstances] = ContextVar("circumstances", default=NOW)


@contextmanager
def _acting(**values: Any) -> Iterator[None]:
    token = _present.set(Circumstances(**values))
    try:
        yield
    finally:
        _present.reset(token)


def usual_sharing(community: Community) -> str:
    """How far a new resource is shared until somebody decides: like the community's own pages."""
    open_inside = community.visibility in (Visibility.PUBLIC, Visibility.ORGANISATION)
    return Sharing.ORGANISATION if open_inside else Sharing.COMMUNITY


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
    library.add_child(instance=page)
    return page


@transaction.atomic
def submit(
    *, resource: ResourcePage, by: Any, at: datetime.datetime | None = None, quiet: bool = False
) -> None:
    """Hand a draft in for review by those who answer for the library."""
    check_submit_resource(by, resource.community)
    page = resource.specific
    if page.current_workflow_state is not None:
        return
    with _acting(by=by, at=at, quiet=quiet):
        page.save_revision(user=actor_or_none(by))
        page.get_workflow().start(page, actor_or_none(by))


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
    *, resource: ResourcePage, by: Any, at: datetime.datetime | None = None, quiet: bool = False
) -> ResourcePage:
    """Put the newest draft into the library. Its review is thereby done too."""
    check_curate(by, resource.community)
    page = resource.specific
    person = actor_or_none(by)
    with _acting(by=by, at=at, quiet=quiet):
        if page.current_workflow_state is not None:
            page.current_workflow_task_state.approve(user=person)
            page.refresh_from_db()
        if not page.live or page.has_unpublished_changes:
            (page.latest_revision or page.save_revision(user=person)).publish(user=person)
    if at is not None:
        ResourcePage.objects.filter(pk=page.pk).update(first_published_at=at, last_published_at=at)
    return ResourcePage.objects.get(pk=page.pk)


@transaction.atomic
def note_published(page: ResourcePage, *, by: Any) -> None:
    """What follows from a publication, by whichever door. Called from the signal.

    Who may review has reviewed it by publishing it: it is confirmed from this day on.
    """
    now = _present.get()
    who, moment = now.by or by or SYSTEM, now.at or timezone.now()
    first = (
        page.first_published_at is None
        or page.last_published_at is None
        or (page.first_published_at == page.last_published_at)
    )
    changes: dict[str, Any] = {"search_vector": search_vector(page.full_text(), language=page.language)}
    reviewed = getattr(who, "pk", None) is not None and standing(who, page.community).has(
        Capability.REVIEW_RESOURCES
    )
    if reviewed:
        changes.update(
            confirmed_at=moment,
            confirmed_by=actor_or_none(who),
            next_review_on=page.review_day(moment.date()),
        )
    ResourcePage.objects.filter(pk=page.pk).update(**changes)
    transaction.on_commit(lambda: bell.ring(filetexts.TASK))
    recount(page.community)
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
def retire(*, resource: ResourcePage, by: Any, reason: str) -> None:
    """Take a resource out of the library; it stays with its editors, and says why."""
    check_curate(by, resource.community)
    if not reason.strip():
        raise ValidationError(_("Say why it is retired; its readers see it."))
    with _acting(by=by, reason=text.one_line(reason)[:300]):
        resource.specific.unpublish(user=actor_or_none(by))


def note_retired(page: ResourcePage, *, by: Any) -> None:
    """What follows when a resource leaves the library, by whichever door. Called from the signal."""
    now = _present.get()
    recount(page.community)
    record(
        RESOURCE_RETIRED,
        by=now.by or by or SYSTEM,
        target=ResourcePage(pk=page.pk),
        community=page.community,
        reason=now.reason,
    )


def recount(community: Community) -> None:
    """The community's number of published resources."""
    Community.objects.filter(pk=community.pk).update(
        resource_count=ResourcePage.objects.filter(community=community, live=True).count()
    )


@transaction.atomic
def confirm_review(
    *, resource: ResourcePage, by: Any, at: datetime.datetime | None = None, quiet: bool = False
) -> None:
    """Say that a resource still holds; it is asked about again after its months."""
    check_review_resource(by, resource)
    moment = at or timezone.now()
    ResourcePage.objects.filter(pk=resource.pk).update(
        confirmed_at=moment, confirmed_by=actor_or_none(by), next_review_on=resource.review_day(moment.date())
    )
    record(
        RESOURCE_CONFIRMED,
        by=by,
        target=ResourcePage(pk=resource.pk),
        community=resource.community,
        at=at,
        quiet=quiet,
    )


@transaction.atomic
def mark_useful(
    *, resource: ResourcePage, by: Any, at: datetime.datetime | None = None, quiet: bool = False
) -> None:
    """Say that a resource was useful. Twice is once."""
    check_react_to_resource(by, resource)
    _row, new = UsefulResource.objects.get_or_create(
        resource_id=resource.pk, user=by, defaults={"at": at or timezone.now()}
    )
    if new:
        ResourcePage.objects.filter(pk=resource.pk).update(useful_count=F("useful_count") + 1)
        record(
            RESOURCE_USEFUL,
            by=by,
            target=ResourcePage(pk=resource.pk),
            community=resource.community,
            at=at,
            quiet=quiet,
            owner_id=resource.owner_id,
        )


@transaction.atomic
def note_reuse(
    *,
    resource: ResourcePage,
    by: Any,
    where: str,
    changed: str = "",
    result: str = "",
    at: datetime.datetime | None = None,
    quiet: bool = False,
) -> Reuse:
    """Tell that one used it, and what one changed. The same place twice is once."""
    check_react_to_resource(by, resource)
    where = text.one_line(where)[:120]
    if not where:
        raise ValidationError(_("Say where you used it: an office, a district, a ministry."))
    moment = at or timezone.now()
    office_id = office_id_on(by.pk, moment.date())
    reuse, new = Reuse.objects.get_or_create(
        resource_id=resource.pk,
        user=by,
        where=where,
        defaults={
            "office_id": office_id,
            "changed": text.clean(changed).strip()[:500],
            "result": text.clean(result).strip()[:500],
            "at": moment,
        },
    )
    if new:
        ResourcePage.objects.filter(pk=resource.pk).update(reuse_count=F("reuse_count") + 1)
        record(
            RESOURCE_REUSED,
            by=by,
            target=ResourcePage(pk=resource.pk),
            community=resource.community,
            at=at,
            quiet=quiet,
            office_id=office_id,
            kind=str(Kind(resource.kind)),
        )
    return reuse
