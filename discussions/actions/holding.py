"""Before a text is posted: is it too much at once, and does a first post wait for a facilitator?"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from communities.models import Community
from cop_portal.foundation.activity.models import Channel
from cop_portal.foundation.activity.record import record
from cop_portal.foundation.permissions import is_system
from cop_portal.foundation.prepared import Prepared
from cop_portal.foundation.uploads import CheckedFile
from discussions.activity import POST_HELD
from discussions.enums import ALLOWANCES
from discussions.models import Contribution, Discussion, HeldFile, HeldPost, Matter
from discussions.queries.allowances import Record, record_of
from discussions.trust import check_content, check_links_added, check_pace, check_rate, is_held, trust_of

# Keys of a form and of a mail; any other names what a discussion is about.
OF_ONE_TEXT = ("web:", "mail:")
OF_A_FORM = ("web:", "unnamed:")
HOUR, DAY = datetime.timedelta(hours=1), datetime.timedelta(days=1)


@dataclass
class Written:
    """What somebody wrote, before it is decided what becomes of it."""

    body: str
    title: str = ""
    kind: str = ""
    parent: Contribution | None = None
    question_number: int | None = None
    quoted: str = ""
    channel: str = Channel.WEB
    key: str = ""
    language: str = ""
    subjects: list[str] = field(default_factory=list)
    files: list[CheckedFile] = field(default_factory=list)


def check_same_words(written: Written, said: Iterable[tuple[str, str]]) -> None:
    """A form that was sent before is one post, if it says the same: other words are not lost in silence.

    said: titles and texts that stand, or stood, under the same key. A mail is the same by its Message-ID
    alone, and a topic by what it is about. Raises ValidationError with the code "again".
    """
    if written.key.startswith(OF_A_FORM) and (written.title, written.body) not in said:
        raise ValidationError(
            _("You have sent other words from this page already. Send it again to post these too."),
            code="again",
        )


def _under_key(marks: Any) -> QuerySet[Any, Any]:
    rows = HeldPost.objects.filter(author=marks.integer("author"), discussion=marks.integer("discussion"))
    return rows.filter(key=marks.text("key")).values("pk").order_by("pk")[:1]


_UNDER_KEY = Prepared(_under_key)


def held_before(
    by: Any, key: str, community: Community, discussion: Discussion | None = None
) -> HeldPost | None:
    """The post that waits since the same key was used before at the same place (in a discussion, under its lock)."""
    if not key or is_system(by):
        return None
    if discussion is not None:
        for (pk,) in _UNDER_KEY.rows(author=by.pk, key=key, discussion=discussion.pk):
            return HeldPost.objects.select_related("discussion__community", "community").get(pk=pk)
        return None
    rows = HeldPost.objects.filter(author=by, key=key, discussion=None, community=community)
    if not key.startswith(OF_ONE_TEXT):
        # A topic has one key for all times: what was decided about one try is not the next one.
        rows.exclude(state=HeldPost.State.WAITING).update(key="")
    return rows.select_related("community").first()


def look_at_contribution(discussion: Discussion, by: Any, written: Written) -> HeldPost | None:
    """Under the discussion's row lock: the post that waits now, or none where it may be posted.

    Raises ValidationError where it is too much: too often, too fast, too many links or files.
    """
    if is_system(by) or written.channel == Channel.IMPORT:
        return None
    if (before := held_before(by, written.key, discussion.community, discussion)) is not None:
        check_same_words(written, [("", before.body)])
        return before
    found = record_of(by, discussion.community, discussion)
    most = ALLOWANCES[trust_of(found.given)].contributions_an_hour
    again = found.hour_began + HOUR if found.hour_began else None
    check_rate(found.in_the_hour, most, "contributions", again)
    check_pace(by, discussion, found.last_here)
    return _look(discussion.community, by, written, found, discussion)


def look_at_start(community: Community, by: Any, written: Written, *, unnamed: bool) -> HeldPost | None:
    """The same for the opening of a discussion."""
    if is_system(by) or written.channel == Channel.IMPORT:
        return None
    if not unnamed and (before := held_before(by, written.key, community)) is not None:
        # What waits without files, and comes again with some, is not the same.
        same = not written.files or before.files.exists()
        check_same_words(written, [(before.title, before.body)] if same else [])
        return before
    found = record_of(by, community)
    most = ALLOWANCES[trust_of(found.given)].starts_a_day
    check_rate(found.begun_today, most, "starts", found.day_began + DAY if found.day_began else None)
    if unnamed and is_held(found.given, community):
        # What waits has an author, and nobody must be able to tell who asked.
        raise ValidationError(
            _(
                "Your first posts here wait for a facilitator. Ask with your name this time, or a little later."
            )
        )
    return _look(community, by, written, found, None)


def check_change(community: Community, by: Any, body: str, *, before: str, author_id: int | None) -> None:
    """Raises ValidationError where an author's change brings more links than they may post."""
    if author_id is not None and author_id == by.pk:
        check_links_added(record_of(by, community).given, body, before)


def _look(
    community: Community, by: Any, written: Written, found: Record, discussion: Discussion | None
) -> HeldPost | None:
    check_content(found.given, written.body, len(written.files))
    if not is_held(found.given, community):
        return None
    return _keep(community, by, written, discussion)


def _keep(community: Community, by: Any, written: Written, discussion: Discussion | None) -> HeldPost:
    held = HeldPost.objects.create(
        community=community,
        discussion=discussion,
        author=by,
        kind=written.kind,
        title=written.title,
        body=written.body,
        parent=written.parent,
        question_number=written.question_number,
        quoted=written.quoted,
        subjects=written.subjects,
        channel=written.channel,
        language=written.language,
        key=written.key,
    )
    for checked in written.files:
        kept = HeldFile(held=held, name=checked.name, content_type=checked.content_type, size=checked.size)
        kept.file.save(checked.content.name or checked.name, checked.content, save=False)
        kept.save()
    Matter.objects.create(community=community, discussion=discussion, held=held)
    record(
        POST_HELD,
        by=by,
        target=held,
        community=community,
        channel=written.channel,
        discussion_id=discussion.pk if discussion else None,
    )
    return held
