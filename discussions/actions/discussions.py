"""Starting and closing conversations and questions, and saying what answered one."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from communities.models import Community
from communities.subjects import clean_subjects
from cop_portal.foundation import text
from cop_portal.foundation.accounts.queries import office_id_on
from cop_portal.foundation.activity.models import Channel
from cop_portal.foundation.activity.record import record
from cop_portal.foundation.jobs.once import one_after_the_other
from cop_portal.foundation.permissions import SYSTEM
from cop_portal.foundation.searching import search_vector
from cop_portal.foundation.uploads import CheckedFile
from discussions.actions import attachments, contributions, mentions
from discussions.actions.contributions import clean_body, rendered
from discussions.actions.holding import Written, check_same_words, look_at_start
from discussions.actions.subscriptions import follow_by_default
from discussions.activity import (
    ANSWER_ACCEPTED,
    ANSWER_TAKEN_BACK,
    DISCUSSION_CLOSED,
    DISCUSSION_REOPENED,
    DISCUSSION_STARTED,
)
from discussions.enums import Kind
from discussions.models import Contribution, Discussion, HeldPost
from discussions.permissions import (
    check_accept_answer,
    check_ask_unnamed,
    check_close_discussion,
    check_stands,
    check_start_discussion,
    check_start_kind,
)

MOST_SUBJECTS = 5


def count_in(community: Community) -> None:
    Community.objects.filter(pk=community.pk).update(discussion_count=F("discussion_count") + 1)


def clean_title(title: str) -> str:
    cleaned = text.one_line(title)[:200]
    if not cleaned:
        raise ValidationError(_("Give the discussion a title."))
    return cleaned


@transaction.atomic
def start(
    *,
    community: Community,
    by: Any,
    title: str,
    body: str,
    kind: str = Kind.CONVERSATION,
    channel: str = Channel.WEB,
    language: str = "",
    origin: str = "",
    quoted: str = "",
    at: datetime.datetime | None = None,
    quiet: bool = False,
    unnamed: bool = False,
    subjects: Iterable[str] = (),
    files: Iterable[CheckedFile] = (),
    released: bool = False,
) -> Discussion | HeldPost:
    """A conversation or a question, open at once. The same origin gives the same discussion.

    subjects: what it is about; experts for it are asked.
    files: they stand in a first contribution, and wait with what waits.
    unnamed: a question of which nobody can tell who asked; the asker follows it, which only they see.
    A new member's first may wait for a facilitator (see contributions.add): then what waits is returned.
    """
    check_start_discussion(by, community)
    _check_kind(by, community, kind, unnamed)
    files = list(files)
    title, body, moment = clean_title(title), clean_body(body), at or timezone.now()
    if origin:
        one_after_the_other("discussion", community.pk, origin)
    if origin and (twin := Discussion.objects.filter(community=community, origin=origin).first()):
        again = Written(body, title, channel=channel, key=origin, files=files)
        return _sent_again(twin, by, again, released=released)
    about = clean_subjects(subjects, most=MOST_SUBJECTS)
    written = Written(
        body,
        title,
        str(kind),
        quoted=quoted,
        channel=channel,
        key=origin,
        language=language,
        subjects=list(about),
        files=files,
    )
    attachments.check_quota(written.files, by=by)
    waits = None if released or at else look_at_start(community, by, written, unnamed=unnamed)
    if waits is not None:
        return waits
    named = mentions.named_in(body, by=by, community=community, channel=channel)
    discussion = _opening(community, by, written, unnamed, moment, mentions.links(named))
    _keep_first(discussion)
    mentions.keep(named, discussion=discussion)
    if unnamed:
        follow_by_default(discussion_id=discussion.pk, user_id=by.pk)
    _record_started(discussion, by, at, quiet)
    _add_files(discussion, by, written, released=released)
    return discussion


def _sent_again(twin: Discussion, by: Any, written: Written, *, released: bool) -> Discussion:
    """The same form or mail once more; a file that was forgotten is not dropped in silence."""
    said = [(twin.title, twin.body), *twin.opening_edits.values_list("title", "body")]
    check_same_words(written, said)
    if written.files and not twin.is_unnamed and not twin.contributions.filter(key=written.key).exists():
        _add_files(twin, by, written, released=released)
    return twin


def _record_started(discussion: Discussion, by: Any, at: datetime.datetime | None, quiet: bool) -> None:
    record(
        DISCUSSION_STARTED,
        by=SYSTEM if discussion.is_unnamed else by,
        target=discussion,
        community=discussion.community,
        channel=discussion.channel,
        at=at,
        quiet=quiet,
        kind=str(discussion.kind),
        words=len(discussion.body.split()),
    )


def _add_files(discussion: Discussion, by: Any, written: Written, *, released: bool) -> None:
    """What came along with the opening, as its first contribution, under the name of who began it."""
    if not written.files:
        return
    if discussion.is_unnamed:
        raise ValueError("files stand under a name, and nobody must be able to tell who asked")
    with override(by.language or None):
        body = str(_("Files of the first message."))
    contributions.add(
        discussion=discussion,
        by=by,
        body=body,
        files=written.files,
        channel=written.channel,
        key=written.key,
        released=released,
    )


def _keep_first(discussion: Discussion) -> None:
    discussion.save(force_insert=True)
    count_in(discussion.community)


def _check_kind(by: Any, community: Community, kind: str, unnamed: bool) -> None:
    if unnamed:
        check_ask_unnamed(by, community)
        if kind != Kind.QUESTION:
            raise ValidationError(_("Only a question can be asked without a name."))
    if kind == Kind.FACILITATED or kind not in Kind.values:
        raise ValidationError(_("A facilitated discussion is convened with a brief."))
    check_start_kind(by, community, kind)


def _opening(
    community: Community,
    by: Any,
    written: Written,
    unnamed: bool,
    moment: datetime.datetime,
    links: text.Links,
) -> Discussion:
    """A discussion as it opens, with all that follows from its text and its author."""
    title, body, channel = written.title, written.body, written.channel
    language = written.language or by.language or community.language
    return Discussion(
        community=community,
        kind=written.kind,
        title=title,
        body=body,
        body_html=rendered(body, channel, links),
        quoted=written.quoted,
        author=None if unnamed else by,
        is_unnamed=unnamed,
        office_id=office_id_on(by.pk, moment.date()) if channel != Channel.IMPORT and not unnamed else None,
        active_at=moment,
        created_at=moment,
        channel=channel,
        language=written.language,
        origin=written.key,
        subjects=written.subjects,
        search=search_vector(title, body, *written.subjects, language=language),
    )


@transaction.atomic
def close(
    *, discussion: Discussion, by: Any, at: datetime.datetime | None = None, quiet: bool = False
) -> None:
    """Close a conversation or a question: it can be read, nothing can be added."""
    check_close_discussion(by, discussion)
    if discussion.is_facilitated:
        raise ValidationError(_("A facilitated discussion ends with its synthesis."))
    changed = Discussion.objects.filter(pk=discussion.pk, closed_at=None).update(
        closed_at=at or timezone.now()
    )
    if changed:
        record(
            DISCUSSION_CLOSED, by=by, target=discussion, community=discussion.community, at=at, quiet=quiet
        )


@transaction.atomic
def reopen(*, discussion: Discussion, by: Any) -> None:
    """Open a conversation or a question again that was closed too soon. Twice is once."""
    check_close_discussion(by, discussion)
    if discussion.is_facilitated:
        raise ValidationError(_("A facilitated discussion ends with its synthesis."))
    closed = Discussion.objects.filter(pk=discussion.pk, merged_into=None).exclude(closed_at=None)
    if closed.update(closed_at=None):
        record(DISCUSSION_REOPENED, by=by, target=discussion, community=discussion.community)


@transaction.atomic
def accept_answer(
    *,
    discussion: Discussion,
    contribution: Contribution,
    by: Any,
    at: datetime.datetime | None = None,
    quiet: bool = False,
) -> None:
    """Say which contribution answers the question."""
    check_accept_answer(by, discussion)
    if contribution.discussion_id != discussion.pk:
        raise ValidationError(_("This contribution belongs to another discussion."))
    before = _answer_of(discussion)
    # It may have been taken back while this waited for the lock.
    contribution.refresh_from_db(fields=["withdrawn_at", "hidden_at"])
    check_stands(contribution)
    if before == contribution.pk:
        return
    Discussion.objects.filter(pk=discussion.pk).update(answer=contribution)
    record(
        ANSWER_ACCEPTED,
        by=by,
        target=contribution,
        community=discussion.community,
        at=at,
        quiet=quiet,
        discussion_id=discussion.pk,
        author_id=contribution.author_id,
    )


@transaction.atomic
def take_answer_back(*, discussion: Discussion, contribution: Contribution, by: Any) -> None:
    """It was not the answer after all. Twice is once, and what was accepted meanwhile stays."""
    check_accept_answer(by, discussion)
    if _answer_of(discussion) != contribution.pk:
        return
    Discussion.objects.filter(pk=discussion.pk).update(answer=None)
    record(
        ANSWER_TAKEN_BACK,
        by=by,
        target=contribution,
        community=discussion.community,
        discussion_id=discussion.pk,
    )


def _answer_of(discussion: Discussion) -> int | None:
    """The accepted answer, under the discussion's lock."""
    rows = Discussion.objects.select_for_update(of=("self",), no_key=True)
    return rows.values_list("answer_id", flat=True).get(pk=discussion.pk)
