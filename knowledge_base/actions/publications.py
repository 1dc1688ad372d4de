"""An issue of a publication, from its beginning until it is in its readers' hands."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import LogContext

from communities.enums import Capability
from communities.models import Community
from communities.permissions import check_capability
from cop_portal.foundation import text
from cop_portal.foundation.activity.record import record
from cop_portal.foundation.jobs.once import one_after_the_other
from cop_portal.foundation.permissions import actor_or_none
from knowledge_base.actions import papers, resources
from knowledge_base.actions.libraries import ensure_library
from knowledge_base.activity import PUBLICATION_BEGUN, PUBLICATION_SENT
from knowledge_base.enums import CreditRole, PieceKind, Sharing
from knowledge_base.models import Credit, PublicationPage, ResourcePage
from knowledge_base.permissions import check_approve, check_assemble, check_take_back
from knowledge_base.queries import publications as queries

FIELDS = ("title", "summary", "issue", "editorial", "sharing", "language")


@transaction.atomic
def begin(
    *,
    community: Community,
    by: Any,
    title: str,
    summary: str,
    at: datetime.datetime | None = None,
    quiet: bool = False,
    **fields: Any,
) -> PublicationPage:
    """An empty issue, which only its makers see. Begun twice in the same words is once, while it is empty."""
    check_capability(by, community, Capability.EDIT_PUBLICATIONS)
    title, summary = text.one_line(title)[:200], text.one_line(summary)[:300]
    _check_named(title, summary)
    one_after_the_other("publication", community.pk, title)
    if (same := _begun_before(community, by, title, summary)) is not None:
        return same
    page = PublicationPage(
        title=title,
        summary=summary,
        owner=actor_or_none(by),
        editor=actor_or_none(by),
        live=False,
        has_unpublished_changes=True,
        community=community,
        **{"language": community.language or "en", "sharing": resources.usual_sharing(community), **fields},
    )
    ensure_library(community).add_child(instance=page)
    record(PUBLICATION_BEGUN, by=by, target=ResourcePage(pk=page.pk), community=community, at=at, quiet=quiet)
    return page


def _begun_before(community: Community, by: Any, title: str, summary: str) -> PublicationPage | None:
    """The one that the same form made a moment ago."""
    rows = PublicationPage.objects.filter(community=community, editor=actor_or_none(by), title=title)
    empty = rows.filter(summary=summary, frozen_at=None, pieces=None, latest_revision=None)
    return empty.first() if actor_or_none(by) else None


def _check_named(title: str, summary: str) -> None:
    if not title or not summary:
        raise ValidationError(_("Give the issue a title, and say in a sentence what a reader finds in it."))


@transaction.atomic
def describe(*, publication: PublicationPage, by: Any, **values: Any) -> PublicationPage:
    """Title, editorial, who may read it. What it holds already has to reach as far."""
    check_assemble(by, publication)
    page = newest(publication)
    for name in FIELDS:
        if name in values:
            value = values[name]
            setattr(page, name, text.clean(value).strip() if name == "editorial" else text.one_line(value))
    _check_named(page.title, page.summary)
    check_reach(page, page.sharing)
    page.draft_title = page.title
    page.save_revision(user=actor_or_none(by))
    page.save()
    return page


def newest(publication: PublicationPage) -> PublicationPage:
    """As it was last changed, here or in the editor of the library."""
    return PublicationPage.objects.get(pk=publication.pk).get_latest_revision_as_object()


def check_reach(publication: PublicationPage, sharing: str) -> None:
    """Raises ValidationError that names what is shared less widely than the issue."""
    rows = ResourcePage.objects.filter(printed_in__publication=publication.pk).select_related("community")
    short = [row for row in rows if not queries.reaches(row, publication, sharing) or not row.live]
    if short:
        raise ValidationError(
            _("The issue is for: %(readers)s. “%(title)s” is for fewer: %(who)s.")
            % {
                "readers": Sharing(sharing).label,
                "title": short[0].title,
                "who": short[0].get_sharing_display() if short[0].live else _("nobody any more"),
            }
        )


@transaction.atomic
def hand_in(
    *, publication: PublicationPage, by: Any, at: datetime.datetime | None = None, quiet: bool = False
) -> None:
    """Ask a second person to approve it. Until then nothing in it is changed."""
    ResourcePage.hold(publication.pk)
    check_assemble(by, publication)
    page = newest(publication)
    page.save()
    if not page.pieces.exclude(kind=PieceKind.SECTION).exists():
        raise ValidationError(_("There is nothing in this issue yet. Put something in first."))
    check_reach(page, page.sharing)
    if (returned := page.current_workflow_state) is not None:
        returned.cancel(user=actor_or_none(by))  # it came back with a comment: this is a new beginning
        page = PublicationPage.objects.get(pk=page.pk)
    resources.submit(resource=page, by=by, at=at, quiet=quiet)


@transaction.atomic
def take_back(*, publication: PublicationPage, by: Any) -> None:
    """Go on working on an issue that was handed in."""
    ResourcePage.hold(publication.pk)
    check_take_back(by, publication)
    state = publication.current_workflow_state
    if state is not None:
        state.cancel(user=actor_or_none(by))


@transaction.atomic
def approve(*, publication: PublicationPage, by: Any) -> None:
    """A second person says yes: the issue comes out, in the form it has at this moment."""
    ResourcePage.hold(publication.pk)
    check_take_up(publication)
    check_approve(by, publication)
    with LogContext(user=actor_or_none(by)):
        while (step := publication.current_workflow_task_state) is not None:
            step.approve(user=actor_or_none(by))
            publication.refresh_from_db()


@transaction.atomic
def send_back(*, publication: PublicationPage, by: Any, comment: str) -> None:
    """A second person says what is missing; its editor goes on."""
    ResourcePage.hold(publication.pk)
    check_take_up(publication)
    check_approve(by, publication)
    comment = text.one_line(comment)[:500]
    if not comment:
        raise ValidationError(_("Say what is missing; the editor reads it."))
    with LogContext(user=actor_or_none(by)):
        publication.current_workflow_task_state.reject(user=actor_or_none(by), comment=comment)


def check_take_up(publication: PublicationPage) -> None:
    if not publication.waits:
        raise ValidationError(_("This issue does not wait for approval."))


@transaction.atomic
def note_published(page: PublicationPage, *, by: Any) -> None:
    """What follows when an issue comes out, by whichever door. Called from the signal, in its transaction.

    Refuses a single person's publication: what is published and approved is undone with it.
    """
    now = resources.circumstances()
    who = now.by or by
    if who is None:
        raise ValidationError(_("An issue comes out when a second person has approved it."))
    check_approve(who, page)
    if not page.was_handed_in:
        raise ValidationError(_("This issue was not handed in for approval yet."))
    check_reach(page, page.sharing)
    # An issue is of its day: nobody is asked to confirm it again.
    ResourcePage.objects.filter(pk=page.pk).update(next_review_on=None)
    if page.frozen_at is None:
        _freeze(page, now.at or timezone.now())
        _credit(page)
        record(
            PUBLICATION_SENT,
            by=who,
            target=ResourcePage(pk=page.pk),
            community=page.community,
            at=now.at,
            quiet=now.quiet,
        )
    papers.want(page)


def _freeze(page: PublicationPage, at: datetime.datetime) -> None:
    """Each part as it is now; its pictures are copied."""
    for piece in page.pieces.select_related("resource__community", "resource__owner"):
        data: dict[str, Any] | None = None
        if piece.kind == PieceKind.ITEM and piece.resource is not None:
            data = queries.item_data(piece.resource, page.language)
            for part in data["parts"]:
                if part["type"] == "picture":
                    part["file"] = papers.keep_picture(page, part.pop("image"))
        elif piece.kind == PieceKind.FIGURE:
            data = queries.figure_data(piece.figure, page.community, page.language)
        if data is not None:
            piece.frozen = data
            piece.save(update_fields=["frozen"])
    PublicationPage.objects.filter(pk=page.pk).update(frozen_at=at)
    page.frozen_at = at


def _credit(page: PublicationPage) -> None:
    """Contributors of all parts are credited by the issue, too: it stands on their own pages."""
    rows = []
    if page.editor is not None:
        rows.append(
            Credit(resource_id=page.pk, user=page.editor, name=page.editor.name, role=CreditRole.AUTHOR)
        )
    known = {page.editor_id}
    frozen = [piece.frozen for piece in page.pieces.all() if piece.frozen]
    for person in queries.united_of(frozen):
        if person.user_id is None or person.user_id not in known:
            known.add(person.user_id)
            rows.append(
                Credit(resource_id=page.pk, user_id=person.user_id, name=person.name, role=person.roles[0])
            )
    Credit.objects.filter(resource_id=page.pk).delete()
    Credit.objects.bulk_create(rows)


def note_download(publication: PublicationPage) -> None:
    """Somebody took the PDF."""
    PublicationPage.objects.filter(pk=publication.pk).update(download_count=F("download_count") + 1)
