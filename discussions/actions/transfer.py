"""What goes along when contributions change the discussion: called by moves.py, within its transaction."""

from __future__ import annotations

from django.db.models import Exists, F, OuterRef
from django.utils import timezone
from django.utils.html import format_html

from cop_portal.foundation.notifications.actions import lead_elsewhere
from cop_portal.foundation.notifications.models import Notice
from discussions.models import (
    Contribution,
    Discussion,
    Draft,
    Flag,
    Follow,
    HeldPost,
    Matter,
    Mention,
    address_of,
)
from discussions.queries.notices import entries_about

BATCH = 500


def contributions(rows: list[Contribution], source: Discussion, target: Discussion) -> list[list[int]]:
    """Append contributions to another discussion, in their order. Returns old and new numbers.

    Files, marks, edits and citations hang on the contribution and come along. At the old number stays
    a place that leads to it; with its key, so that what is delivered twice is still posted once.
    """
    taken = set(Contribution.objects.filter(discussion=target).exclude(key="").values_list("key", flat=True))
    start = Discussion.objects.values_list("last_number", flat=True).get(pk=target.pk)
    numbers = {row.number: start + place for place, row in enumerate(rows, start=1)}
    stubs = [_place_of(row, source) for row in rows]
    for row, stub in zip(rows, stubs, strict=True):
        stub.number = row.number
        row.discussion, row.community_id = target, target.community_id
        row.number = numbers[row.number]
        row.parent_number = numbers.get(row.parent_number or 0)
        row.question_number = None
        row.key = "" if row.key in taken else row.key
    fields = ["discussion", "community", "number", "parent_number", "question_number", "key"]
    Contribution.objects.bulk_update(rows, fields, batch_size=BATCH)
    Contribution.objects.bulk_create(stubs, batch_size=BATCH)
    moved = [row.pk for row in rows]
    for model in (Mention, Matter, Flag):
        model.objects.filter(contribution__in=moved).update(discussion=target)
    Discussion.objects.filter(pk=source.pk).update(contribution_count=F("contribution_count") - len(rows))
    latest = max((row.created_at for row in rows), default=target.active_at)
    Discussion.objects.filter(pk=target.pk).update(
        contribution_count=F("contribution_count") + len(rows),
        last_number=start + len(rows),
        active_at=max(target.active_at, latest),
    )
    return [[old, new] for old, new in numbers.items()]


def _place_of(row: Contribution, source: Discussion) -> Contribution:
    """What stays at the old number: no words, only who spoke when and where it is now."""
    return Contribution(
        discussion=source,
        community_id=source.community_id,
        author_id=row.author_id,
        office_id=row.office_id,
        roles=row.roles,
        created_at=row.created_at,
        channel=row.channel,
        key=row.key,
        withdrawn_at=timezone.now(),
        moved_to=row,
    )


def opening(source: Discussion, target: Discussion) -> Contribution:
    """The text that began a discussion, as a contribution to another one, under the name it had."""
    title = format_html("<p><strong>{}</strong></p>", source.title)
    made = Contribution.objects.create(
        discussion=target,
        community_id=target.community_id,
        number=target.last_number + 1,
        author_id=source.author_id,
        office_id=source.office_id,
        body=f"**{source.title}**\n\n{source.body}",
        body_html=f"{title}{source.body_html}",
        quoted=source.quoted,
        word_count=len(source.body.split()),
        created_at=source.created_at,
        channel=source.channel,
        language=source.language,
        key=f"merged:{source.pk}",
        search=source.search,
    )
    Mention.objects.filter(discussion=source, contribution=None).update(discussion=target, contribution=made)
    Discussion.objects.filter(pk=target.pk).update(
        last_number=made.number, contribution_count=F("contribution_count") + 1
    )
    return made


def followers(source: Discussion, target: Discussion) -> None:
    """Who follows the one follows the other in the same way; who chose there keeps that choice."""
    Follow.objects.bulk_create(
        [
            Follow(user_id=row.user_id, discussion=target, frequency=row.frequency, chosen=row.chosen)
            for row in Follow.objects.filter(discussion=source)
        ],
        ignore_conflicts=True,
        batch_size=BATCH,
    )


def drafts(source: Discussion, target: Discussion) -> None:
    """What people began to write waits for them at the new place, unless something waits there already."""
    place = f"discussion:{target.pk}"
    busy = Draft.objects.filter(place=place).values_list("user", flat=True)
    Draft.objects.filter(place=f"discussion:{source.pk}").exclude(user__in=list(busy)).update(place=place)


def matters(source: Discussion, target: Discussion, opening: Contribution) -> None:
    """What waits for a facilitator goes along, and what was said about the opening text is said about this one."""
    openings = Matter.objects.filter(discussion=source, contribution=None, held=None)
    openings.update(discussion=target, contribution=opening)
    Flag.objects.filter(discussion=source, contribution=None).update(discussion=target, contribution=opening)
    held = HeldPost.objects.filter(discussion=source)
    there = HeldPost.objects.filter(discussion=target, author=OuterRef("author"), key=OuterRef("key"))
    held.filter(Exists(there)).update(key="")
    held.update(discussion=target)
    Matter.objects.filter(discussion=source, held__isnull=False).update(discussion=target)


def notices(source: Discussion, target: Discussion, moved: list[list[int]]) -> None:
    """What was told of contributions that have other numbers now leads to them, and is read with them."""
    addresses = {address_of(source, old): address_of(target, new) for old, new in moved}
    lead_elsewhere(entries=_entries(source), addresses=addresses, community_id=target.community_id)


def all_notices(talk: Discussion, before: str) -> None:
    """The same for a discussion that has another address now, and all that stands in it."""
    entries, now = _entries(talk), talk.get_absolute_url()
    urls = Notice.objects.filter(entry__in=entries, url__startswith=before).values_list("url", flat=True)
    addresses = {url: now + url.removeprefix(before) for url in urls.distinct()}
    lead_elsewhere(entries=entries, addresses=addresses, community_id=talk.community_id)


def _entries(talk: Discussion) -> list[int]:
    return list(entries_about(talk).values_list("pk", flat=True))
