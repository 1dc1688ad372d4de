"""From the form on the portal to a page that waits for the library's editors, and back again."""

from __future__ import annotations

import datetime
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.text import get_valid_filename
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.blocks import StreamValue
from wagtail.models import WorkflowState
from wagtail.rich_text import RichText

from communities.models import Community
from cop_portal.foundation import text
from cop_portal.foundation.accounts.models import User
from cop_portal.foundation.uploads import CheckedFile
from discussions.enums import MOST_FILES
from knowledge_base.actions import resources
from knowledge_base.actions.libraries import collection_of
from knowledge_base.enums import CreditRole, Kind
from knowledge_base.models import (
    ArticlePage,
    Credit,
    LibraryDocument,
    LibraryImage,
    ResourcePage,
    StoryPerson,
    Submission,
    SubmissionFile,
)
from knowledge_base.permissions import (
    SWITCHED_OFF,
    check_submit_resource,
    check_write_kind,
    check_write_submission,
    kinds_in,
)
from knowledge_base.queries import submissions
from knowledge_base.shapes import OWN, is_key, step_blocks

# What a form has before anybody typed something.
_GIVEN = ("language", "evidence")


@dataclass
class Entry:
    """What the form says, cleaned: fields of every kind, those of its own, and the people of a story."""

    title: str
    summary: str
    place: str = ""
    language: str = "en"
    tags: list[str] = field(default_factory=list)
    text: str = ""
    video: str = ""
    own: dict[str, Any] = field(default_factory=dict)
    people: list[dict[str, Any]] = field(default_factory=list)
    is_author: bool = True
    says: dict[int, str] = field(default_factory=dict)


class ThrownAway(Exception):
    """The form is gone: its author threw it away at the same moment."""


@transaction.atomic
def begin(*, community: Community, by: Any, kind: str) -> Submission:
    """An empty form of a kind; one that was left empty is used again."""
    check_submit_resource(by, community)
    if kind not in OWN:
        raise ValidationError(_("Choose what sort of resource it is."))
    check_write_kind(community, kind)
    User.objects.select_for_update(no_key=True).only("pk").get(pk=by.pk)  # sent twice, it finds the first one
    return submissions.begun(by, community, kind) or Submission.objects.create(
        community=community, author=by, kind=kind
    )


def _locked(submission: Submission, by: Any) -> Submission:
    check_write_submission(by, submission)
    if not list(Submission.objects.select_for_update().filter(pk=submission.pk).values_list("pk")):
        raise ThrownAway
    # Read after the lock: what is joined to a locked row is as it was before.
    return Submission.objects.select_related("community", "page", "author").get(pk=submission.pk)


def _opened(submission: Submission) -> None:
    """From now on the form has something that the page does not: note what the page says at this moment."""
    if submission.page_id and not submission.has_changes:
        submission.base = submissions.words_of(submission)
    submission.changed_at = timezone.now()


@transaction.atomic
def keep(*, submission: Submission, by: Any, words: Mapping[str, str], late: bool = True) -> Submission:
    """Keep what is being typed, right or wrong. The same words again change nothing.

    late: also when the editors have it. What a browser sent before and comes after is no news.
    """
    submission = _locked(submission, by)
    if not late and not submissions.standing(submission).may_write:
        return submission
    said = {key: value for key, value in submission.words.items() if key.startswith("says-")}
    typed = {**said, **{key: value for key, value in words.items() if is_key(submission.kind, key)}}
    typed = {key: value for key, value in typed.items() if value}
    begun = any(
        value.strip() for key, value in typed.items() if key not in _GIVEN and not key.endswith("-shown")
    )
    if typed == submission.words or not (begun or submission.words):
        return submission
    _opened(submission)
    submission.words = typed
    submission.save(update_fields=["words", "base", "changed_at"])
    return submission


@transaction.atomic
def go_on(*, gone: Submission, by: Any, words: Mapping[str, str]) -> Submission:
    """What was being written as its form was thrown away is kept in a new one."""
    return keep(submission=begin(community=gone.community, by=by, kind=gone.kind), by=by, words=words)


@transaction.atomic
def attach(*, submission: Submission, by: Any, files: Iterable[CheckedFile]) -> Submission:
    """Keep checked files with a form. Raises ValidationError where they are too many or too much."""
    files = list(files)
    check_write_submission(by, submission)
    User.objects.select_for_update(no_key=True).only("pk").get(pk=by.pk)  # before the form, as to discard it
    submission = _locked(submission, by)
    if not files:
        return submission
    if submission.files.filter(removed=False).count() + len(files) > MOST_FILES:
        raise ValidationError(
            ngettext("Keep %(most)s file at most.", "Keep %(most)s files at most.", MOST_FILES)
            % {"most": MOST_FILES}
        )
    if submissions.size_kept_by(by) + sum(checked.size for checked in files) > settings.UPLOAD_QUOTA_BYTES:
        raise ValidationError(
            _("With these files you would keep more than %(most)s here. Make them smaller, or link to them.")
            % {"most": filesizeformat(settings.UPLOAD_QUOTA_BYTES)}
        )
    for checked in files:
        row = SubmissionFile(
            submission=submission, name=checked.name, content_type=checked.content_type, size=checked.size
        )
        row.file.save(checked.content.name or checked.name, checked.content, save=False)
        row.save()
    _opened(submission)
    submission.save(update_fields=["base", "changed_at"])
    return submission


@transaction.atomic
def detach(*, file: SubmissionFile, by: Any) -> None:
    """Take a file out again. What the editors have already, the page loses when it is handed in again."""
    submission = _locked(file.submission, by)
    if file.image_id or file.document_id:
        SubmissionFile.objects.filter(pk=file.pk).update(removed=True)
    else:
        _forget(file)
        file.delete()
    _opened(submission)
    submission.save(update_fields=["base", "changed_at"])


def _forget(file: SubmissionFile) -> None:
    """The stored file goes when the transaction is sure."""
    if name := file.file.name:
        transaction.on_commit(lambda: default_storage.delete(name))


@transaction.atomic
def discard(*, submission: Submission, by: Any) -> None:
    """Throw a form away that no page came of. Twice is once."""
    User.objects.select_for_update(no_key=True).only("pk").get(pk=by.pk)
    try:
        submission = _locked(submission, by)
    except ThrownAway:
        return
    if submission.page_id:
        raise ValidationError(_("It was handed in: those who look after the library have it."))
    for file in submission.files.all():
        _forget(file)
    submission.delete()


@transaction.atomic
def hand_in(
    *,
    submission: Submission,
    by: Any,
    entry: Entry,
    at: datetime.datetime | None = None,
    quiet: bool = False,
) -> Submission:
    """It waits for the library's editors. What came back is handed in again as the same page."""
    submission = _locked(submission, by)
    check_submit_resource(by, submission.community)
    if not submissions.standing(submission).may_write:
        raise ValidationError(_("It waits for review already. What you wrote is kept."))
    _check(submission, by, entry)
    files = list(submission.files.all())
    for file in files:
        if not (file.removed or file.image_id or file.document_id):
            _into_library(file, submission, entry.says.get(file.pk, ""))
    if submission.page_id:
        _mended(submission, by, entry, files)
    else:
        page = _new(submission, by, entry, files)
        submission.page_id = page.pk
        resources.submit(resource=page, by=by, at=at, quiet=quiet)
    submission.files.filter(removed=True).delete()
    submission.handed_in_at = submission.changed_at = at or timezone.now()
    submission.base = {}
    submission.save()
    return submission


def _check(submission: Submission, by: Any, entry: Entry) -> None:
    for person in entry.people:
        if not person["agreed"]:
            raise ValidationError(
                _("%(name)s has not agreed yet: ask first, or take the name and picture out.")
                % {"name": person["name"]}
            )
    if not submission.page_id and submission.kind not in kinds_in(submission.community):
        raise ValidationError(SWITCHED_OFF)  # what was written is kept as a draft
    if submission.kind == Kind.STORY and not entry.own.get("consent"):
        raise ValidationError(_("Say that everybody who is named or pictured agreed."))
    if doi := entry.own.get("doi"):
        rows = ArticlePage.objects.visible_to(by).filter(community=submission.community, doi__iexact=doi)
        if known := rows.exclude(pk=submission.page_id).first():
            raise ValidationError(
                _("This article is in the library already: “%(title)s”.") % {"title": known.title}
            )


def _into_library(file: SubmissionFile, submission: Submission, says: str) -> None:
    """A checked file goes to the community's collection."""
    with file.file.open("rb") as stored:
        content = stored.read()
    stem = file.name.rpartition(".")[0] or file.name
    ending = (file.file.name or "").rpartition(".")[2]
    name = f"{get_valid_filename(f'_{stem[:80]}').lstrip('_.') or 'file'}.{ending}"
    common: dict[str, Any] = {
        "title": stem[:255],
        "collection": collection_of(submission.community),
        "uploaded_by_user": submission.author,
        "file_size": len(content),
    }
    if file.is_picture:
        file.image = LibraryImage.objects.create(
            file=ImageFile(io.BytesIO(content), name=name), description=says[:255], **common
        )
    else:
        file.document = LibraryDocument.objects.create(file=ContentFile(content, name=name), **common)
    _forget(file)
    file.file = ""
    file.save()


def _common(entry: Entry) -> dict[str, Any]:
    own = {
        name: step_blocks(value)
        if name == "steps"
        else text.clean(value).strip()
        if isinstance(value, str)
        else value
        for name, value in entry.own.items()
    }
    return {
        "title": text.one_line(entry.title)[:200],
        "summary": text.one_line(entry.summary)[:300],
        "place": text.one_line(entry.place)[:120],
        "language": entry.language,
        **own,
    }


def _new(submission: Submission, by: Any, entry: Entry, files: list[SubmissionFile]) -> Any:
    page = resources.draft(
        community=submission.community,
        by=by,
        kind=submission.kind,
        body=_body([], submission, entry, files, {"text", "video"}),
        **_common(entry),
    )
    role = CreditRole.AUTHOR if entry.is_author else CreditRole.CONTRIBUTOR
    page.credits.set([Credit(user=by, name=by.name, role=role)])
    page.tags.set(entry.tags)
    if submission.kind == Kind.STORY:
        page.story_people.set([StoryPerson(**person) for person in entry.people])
    page.save()
    return page


def _mended(submission: Submission, by: Any, entry: Entry, files: list[SubmissionFile]) -> None:
    """The newest version of the page with what its author changed since; what editors changed elsewhere stays."""
    assert submission.page is not None, "asked for by the caller"
    page: Any = submission.page.specific.get_latest_revision_as_object()
    before = submission.base if submission.has_changes else submission.words
    changed = {
        key.partition("-")[0] if key.startswith("person-") else key
        for key in {*submission.words, *before}
        if submission.words.get(key, "") != before.get(key, "")
    }
    for name, value in _common(entry).items():
        if name in changed:
            setattr(page, name, value)
    if "tags" in changed:
        page.tags.set(entry.tags)
    if "person" in changed:
        page.story_people.set([StoryPerson(**person) for person in entry.people])
    if "own" in changed:
        for credit in page.credits.all():
            if credit.user_id == by.pk:
                credit.role = CreditRole.AUTHOR if entry.is_author else CreditRole.CONTRIBUTOR
                page.credits.add(credit)
    rows = [(child.block_type, child.value, child.id) for child in page.body]
    page.body = _body(rows, submission, entry, files, changed)
    if not page.live:
        page.save()
    page.save_revision(user=by)
    flow = WorkflowState.objects.filter(pk=getattr(page.current_workflow_state, "pk", None)).first()
    if flow is None:
        page.get_workflow().start(page, by)
    else:
        flow.resume(user=by)
        resources.note_submitted(flow)


def _body(
    rows: list[tuple[str, Any, str]],
    submission: Submission,
    entry: Entry,
    files: list[SubmissionFile],
    changed: set[str],
) -> StreamValue:
    """The free part of the page: its author's text, film and files where they stood, the editors' parts untouched."""
    mine: dict[str, tuple[str, Any] | None] = {}
    if "text" in changed:
        said = text.render(entry.text, headings=True) if entry.text.strip() else ""
        mine[submission.block("text")] = ("paragraph", RichText(said)) if said else None
    if "video" in changed:
        film = {"url": entry.video, "title": text.one_line(entry.title)[:200], "note": ""}
        mine[submission.block("video")] = ("video", film) if entry.video else None
    stands = {row[2] for row in rows}
    for file in files:
        key, says = submission.block(f"file-{file.pk}"), entry.says.get(file.pk, "")
        if file.removed:
            mine[key] = None
        elif key not in stands or f"says-{file.pk}" in changed:
            mine[key] = _file_block(file, says)
    body = []
    for block_type, value, key in rows:
        if key not in mine:
            body.append((block_type, value, key))
        elif (block := mine.pop(key)) is not None:
            body.append((*block, key))
    return body_of([*body, *((*block, key) for key, block in mine.items() if block is not None)])


def body_of(rows: list[tuple[str, Any, str]]) -> StreamValue:
    """The free part of a page from its blocks, each with its id."""
    stream: Any = ResourcePage._meta.get_field("body")
    known = stream.stream_block.child_blocks
    return StreamValue(
        stream.stream_block, [(name, known[name].normalize(value), key) for name, value, key in rows]
    )


def _file_block(file: SubmissionFile, says: str) -> tuple[str, Any] | None:
    if file.image is not None:
        return "figure", {"image": file.image, "alternative": says[:300] or file.name, "caption": ""}
    if file.document is not None:
        return "file", {"document": file.document, "note": says[:200]}
    return None
