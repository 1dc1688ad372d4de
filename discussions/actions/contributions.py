"""Contributing, and what may be done with a contribution."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from itertools import chain
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cop_portal.foundation import text
from cop_portal.foundation.accounts.queries import office_id_on
from cop_portal.foundation.activity.models import ActivityEntry, Channel
from cop_portal.foundation.activity.record import record
from cop_portal.foundation.notifications import taking_back
from cop_portal.foundation.searching import search_vector
from cop_portal.foundation.uploads import CheckedFile
from discussions.actions import answers, attachments, mentions, posting
from discussions.actions.holding import Written, check_change, check_same_words, look_at_contribution
from discussions.activity import (
    CONTRIBUTION_ADDED,
    CONTRIBUTION_EDITED,
    CONTRIBUTION_WITHDRAWN,
    FOUND_USEFUL,
)
from discussions.models import (
    Contribution,
    ContributionEdit,
    Discussion,
    Draft,
    HeldPost,
    Useful,
)
from discussions.permissions import (
    check_contribute,
    check_edit_contribution,
    check_mark_useful,
    check_withdraw_contribution,
    roles_shown,
)
from discussions.queries import notices

LONGEST = 60_000  # characters


def clean_body(body: str) -> str:
    """The text as it is kept. Raises ValidationError where there is none or too much."""
    cleaned = text.clean(body).strip()
    if not cleaned:
        raise ValidationError(_("Write something first."))
    if len(cleaned) > LONGEST:
        raise ValidationError(_("This is longer than one contribution can be. Attach it as a file."))
    return cleaned


@transaction.atomic
def add(
    *,
    discussion: Discussion,
    by: Any,
    body: str,
    parent: Contribution | None = None,
    question_number: int | None = None,
    files: Iterable[CheckedFile] = (),
    channel: str = Channel.WEB,
    quoted: str = "",
    key: str = "",
    draft: str = "",
    language: str = "",
    at: datetime.datetime | None = None,
    quiet: bool = False,
    released: bool = False,
) -> Contribution | HeldPost:
    """Contribute to a discussion: by browser, by mail, by import, all come here.

    key makes it one: a second call with the same key for the same discussion returns the first; the key
    of a form with other words is refused (holding.check_same_words).
    draft: the place of the draft that this was written in, which goes with it.
    A new member's first posts may wait for a facilitator first; then the post that waits is returned.
    released: a facilitator has looked at it. Raises Denied or ValidationError.
    """
    check_contribute(by, discussion)
    written = Written(
        body=clean_body(body),
        parent=parent,
        question_number=question_number,
        quoted=quoted,
        channel=channel,
        key=key,
        language=language,
        files=list(files),
    )
    attachments.check_quota(written.files, by=by)
    locked = posting.lock(discussion.pk)
    if (twin := posting.twin_id(discussion.pk, key)) is not None:
        return _the_same(twin, written)
    waits = None if released or at else look_at_contribution(discussion, by, written)
    if draft:
        posting.forget_draft(user_id=by.pk, place=draft)
    if waits is not None:
        return waits
    named = mentions.named_in(written.body, by=by, community=discussion.community, channel=channel)
    contribution = _compose(discussion, by, written, at or timezone.now(), mentions.links(named))
    contribution.number = locked.last_number + 1
    contribution.save(force_insert=True)
    mentions.keep(named, discussion=discussion, contribution=contribution)
    for checked in written.files:
        attachments.attach(contribution, checked)
    posting.count(locked, contribution, contribution.created_at)
    if channel != Channel.IMPORT:
        posting.note_read(discussion_id=discussion.pk, user_id=by.pk, number=contribution.number)
    _record_added(contribution, by, at, quiet)
    return contribution


def _the_same(pk: int, written: Written) -> Contribution:
    """What was posted with the same key, wherever its words stand now and whatever they became since."""
    twin = Contribution.objects.select_related("discussion__community", "moved_to").get(pk=pk)
    stands = twin.moved_to or twin
    bodies = chain([stands.body], stands.edits.values_list("body", flat=True))
    check_same_words(written, (("", body) for body in bodies))
    return twin


def _record_added(
    contribution: Contribution, by: Any, at: datetime.datetime | None, quiet: bool
) -> ActivityEntry:
    return record(
        CONTRIBUTION_ADDED,
        by=by,
        target=contribution,
        community=contribution.discussion.community,
        channel=contribution.channel,
        at=at,
        quiet=quiet,
        discussion_id=contribution.discussion_id,
        number=contribution.number,
        parent_author_id=contribution.parent.author_id if contribution.parent else None,
        words=contribution.word_count,
    )


def _compose(
    discussion: Discussion, by: Any, written: Written, moment: datetime.datetime, links: text.Links
) -> Contribution:
    """A contribution with all that follows from its text and its author, rendered once for all readers."""
    body, channel, language = written.body, written.channel, written.language
    return Contribution(
        discussion=discussion,
        community_id=discussion.community_id,
        author=by,
        office_id=office_id_on(by.pk, moment.date()) if channel != Channel.IMPORT else None,
        body=body,
        body_html=rendered(body, channel, links),
        word_count=len(body.split()),
        roles=" ".join(roles_shown(by, discussion.community, discussion)),
        created_at=moment,
        channel=channel,
        language=language,
        parent=written.parent,
        parent_number=written.parent.number if written.parent else None,
        question_number=written.question_number,
        quoted=written.quoted,
        key=written.key,
        search=search_vector(body, language=language or by.language or discussion.community.language),
    )


def rendered(body: str, channel: str, links: text.Links) -> str:
    """Safe HTML of a text, as the door through which it came has it; however often it is changed later."""
    from_mail = channel in (Channel.EMAIL, Channel.IMPORT)
    return render_mail(body, links) if from_mail else text.render(body, links=links)


def render_mail(body: str, links: text.Links | None = None) -> str:
    """Safe HTML of a mail's text: runs of quoted lines are folded, the rest keeps its lines."""
    out: list[str] = []
    run: list[str] = []
    quoting = False

    def flush() -> None:
        if not run:
            return
        if quoting:
            inner = text.render_plain("\n".join(line.lstrip("> ") for line in run))
            out.append(
                f'<details class="fold quote"><summary>…</summary><blockquote>{inner}</blockquote></details>'
            )
        else:
            out.append(text.render_plain("\n".join(run), links=links))
        run.clear()

    for line in body.splitlines():
        is_quote = line.lstrip().startswith(">")
        if is_quote != quoting and line.strip():
            flush()
            quoting = is_quote
        run.append(line)
    flush()
    return "".join(out)


@transaction.atomic
def edit(*, contribution: Contribution, by: Any, body: str) -> Contribution:
    """Change the text; what it said before is kept and can be read."""
    check_edit_contribution(by, contribution)
    body = clean_body(body)
    locked = Contribution.objects.select_for_update().get(pk=contribution.pk)
    if body == locked.body:
        return contribution
    check_change(contribution.community, by, body, before=locked.body, author_id=locked.author_id)
    ContributionEdit.objects.create(contribution=locked, body=locked.body, by=by)
    named = mentions.named_in(body, by=by, community=contribution.community)
    Contribution.objects.filter(pk=locked.pk).update(
        body=body,
        body_html=rendered(body, locked.channel, mentions.links(named)),
        word_count=len(body.split()),
        edited_at=Now(),
        search=search_vector(body, language=contribution.language or contribution.community.language),
    )
    record(
        CONTRIBUTION_EDITED,
        by=by,
        target=contribution,
        community=contribution.community,
        discussion_id=contribution.discussion_id,
        number=contribution.number,
        author_id=locked.author_id,
    )
    mentions.change(named, contribution=contribution, by=by)
    contribution.refresh_from_db(fields=["body", "body_html", "edited_at"])
    return contribution


@transaction.atomic
def withdraw(*, contribution: Contribution, by: Any) -> None:
    """Its author takes a contribution back: its number and place stay, its text is gone from the pages.

    So is it from notices, and from letters with it that have not left. If it was the answer of a question,
    that has none now.
    """
    check_withdraw_contribution(by, contribution)
    posting.lock(contribution.discussion_id)
    done = Contribution.objects.filter(pk=contribution.pk, withdrawn_at=None).update(
        withdrawn_at=Now(), search=None
    )
    if done:
        Discussion.objects.filter(pk=contribution.discussion_id).update(
            contribution_count=F("contribution_count") - 1
        )
        answers.drop(contribution)
        taking_back.take_back(notices.telling_of(contribution.discussion, contribution))
        record(
            CONTRIBUTION_WITHDRAWN,
            by=by,
            target=contribution,
            community=contribution.community,
            discussion_id=contribution.discussion_id,
            number=contribution.number,
        )


@transaction.atomic
def mark_useful(
    *,
    contribution: Contribution,
    by: Any,
    useful: bool = True,
    at: datetime.datetime | None = None,
    quiet: bool = False,
) -> bool:
    """Say that a contribution was useful, or take that back. Returns what holds now."""
    check_mark_useful(by, contribution)
    Contribution.objects.select_for_update().only("pk").get(pk=contribution.pk)
    if useful:
        _row, changed = Useful.objects.get_or_create(
            contribution=contribution, user=by, defaults={"at": at or timezone.now()}
        )
    else:
        changed = bool(Useful.objects.filter(contribution=contribution, user=by).delete()[0])
    if changed:
        Contribution.objects.filter(pk=contribution.pk).update(
            useful_count=F("useful_count") + (1 if useful else -1)
        )
    if changed and useful:
        record(
            FOUND_USEFUL,
            by=by,
            target=contribution,
            community=contribution.community,
            at=at,
            quiet=quiet,
            discussion_id=contribution.discussion_id,
            author_id=contribution.author_id,
        )
    return useful


def save_draft(*, by: Any, place: str, body: str, title: str = "") -> None:
    """Keep what a person began to write; an empty text throws it away.

    From a page that was opened before a merge, it waits where that discussion went.
    """
    place = _place_now(by, place, body)
    if not body.strip() and not title.strip():
        discard_draft(by=by, place=place)
        return
    Draft.objects.update_or_create(
        user=by, place=place[:80], defaults={"body": body[:LONGEST], "title": title[:200]}
    )


def _place_now(by: Any, place: str, body: str) -> str:
    kind, _colon, number = place.partition(":")
    if kind != "discussion":
        return place
    merged = Discussion.objects.filter(pk=text.as_number(number) or 0, merged_into__isnull=False)
    now = merged.values_list("merged_into_id", flat=True).first()
    if now is None:
        return place
    there = f"discussion:{now}"
    waiting = Draft.objects.filter(user=by, place=there).values_list("body", flat=True).first() or ""
    # Another text that waits there is not written over; the same one goes on with the same beginning.
    half = -(-min(len(body), len(waiting)) // 2)
    return there if not waiting or (half and body[:half] == waiting[:half]) else place


def discard_draft(*, by: Any, place: str) -> None:
    Draft.objects.filter(user=by, place=place).delete()
