"""Putting discussions in their right place: to another community, apart, or together.

What stood at a number keeps its place there with a word where it went; nobody else's number changes.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from communities.models import Community
from communities.queries.memberships import readers_q
from cop_portal.foundation import text
from cop_portal.foundation.accounts.models import User
from cop_portal.foundation.activity.record import record
from cop_portal.foundation.notifications import taking_back
from cop_portal.foundation.permissions import actor_or_none
from cop_portal.foundation.searching import search_vector
from cop_portal.foundation.ui.commas import listed
from discussions.actions import transfer
from discussions.actions.people import refresh_people
from discussions.activity import DISCUSSION_MOVED, DISCUSSION_SPLIT, DISCUSSIONS_MERGED
from discussions.enums import Kind, MoveKind
from discussions.models import Contribution, Discussion, Follow, HeldPost, Matter, Move, Passing
from discussions.permissions import check_move_discussion, check_tidy_discussion
from discussions.queries import notices


def _reason(reason: str) -> str:
    cleaned = text.one_line(reason)[:300]
    if not cleaned:
        raise ValidationError(_("Say why: those who follow it read your reason."))
    return cleaned


def _locked(*ids: int) -> list[Discussion]:
    """These discussions, held until the transaction ends, in one order so that nobody waits in a circle."""
    rows = Discussion.objects.select_for_update(of=("self",), no_key=True).select_related("community")
    by_pk = {row.pk: row for row in rows.filter(pk__in=ids).order_by("pk")}
    found = [by_pk[pk] for pk in ids]
    if any(row.merged_into_id for row in found):
        raise ValidationError(_("It was merged into another discussion already."))
    return found


@transaction.atomic
def move(*, discussion: Discussion, to: Community, by: Any, reason: str) -> Move:
    """To another community. Its address and its followers come along, as far as they may read there.

    From the others what was told of it and has not left is taken back.
    """
    check_move_discussion(by, discussion, to)
    reason = _reason(reason)
    (talk,) = _locked(discussion.pk)
    here, before = talk.community, talk.get_absolute_url()
    if here.pk == to.pk:
        raise ValidationError(_("It stands there already."))
    if talk.origin and Discussion.objects.filter(community=to, origin=talk.origin).exists():
        talk.origin = ""
    Discussion.objects.filter(pk=talk.pk).update(community=to, origin=talk.origin)
    Contribution.objects.filter(discussion=talk).update(community=to)
    # Who looks after it from now on decides about what waits in it.
    HeldPost.objects.filter(discussion=talk).update(community=to)
    Matter.objects.filter(discussion=talk).update(community=to)
    Community.objects.filter(pk=here.pk).update(discussion_count=F("discussion_count") - 1)
    Community.objects.filter(pk=to.pk).update(discussion_count=F("discussion_count") + 1)
    if Passing.objects.filter(discussion=talk, to_community=to).delete()[0]:
        Community.objects.filter(pk=to.pk).update(passed_count=F("passed_count") - 1)
    readers = User.objects.filter(readers_q(to)).values("pk")
    Follow.objects.filter(discussion=talk).exclude(user__in=readers).delete()
    taking_back.take_back(notices.telling_of(talk).exclude(user__in=readers))
    talk.community = to
    made = Move.objects.create(
        kind=MoveKind.MOVED,
        discussion=talk,
        from_community=here,
        to_community=to,
        reason=reason,
        by=actor_or_none(by),
    )
    transfer.all_notices(talk, before)  # where it stood says the move
    record(
        DISCUSSION_MOVED,
        by=by,
        target=made,
        community=to,
        discussion_id=talk.pk,
        from_community_id=here.pk,
        reason=reason,
    )
    discussion.community, discussion.origin = to, talk.origin
    return made


@transaction.atomic
def split(*, discussion: Discussion, numbers: list[int], title: str, by: Any, reason: str) -> Discussion:
    """Contributions become a discussion of their own; at their old numbers it is said where they went."""
    check_tidy_discussion(by, discussion)
    reason, title = _reason(reason), text.one_line(title)[:200]
    if not title:
        raise ValidationError(_("Give the new discussion a title."))
    (talk,) = _locked(discussion.pk)
    _check_plain(talk)
    rows = list(
        Contribution.objects.filter(discussion=talk, number__in=numbers, withdrawn_at=None).order_by("number")
    )
    missing = sorted(set(numbers) - {row.number for row in rows})
    if missing or not rows:
        raise ValidationError(
            _("No contribution stands at %(numbers)s.")
            % {"numbers": listed(str(number) for number in missing[:20]) or "–"}
        )
    new = _begun(talk, rows, title, reason, by)
    moved = transfer.contributions(rows, talk, new)
    if talk.answer_id in {row.pk for row in rows}:
        Discussion.objects.filter(pk=talk.pk).update(answer=None)
    transfer.followers(talk, new)
    transfer.notices(talk, new, moved)
    made = _note(MoveKind.SPLIT, talk, new, moved, reason, by)
    record(
        DISCUSSION_SPLIT,
        by=by,
        target=made,
        community=talk.community,
        discussion_id=talk.pk,
        into_id=new.pk,
        numbers=moved,
        reason=reason,
    )
    new.refresh_from_db()
    return new


@transaction.atomic
def merge(*, discussion: Discussion, into: Discussion, by: Any, reason: str) -> Move:
    """All that stands in one discussion goes on in another, after what stands there; the address leads there."""
    check_tidy_discussion(by, discussion)
    check_tidy_discussion(by, into)
    reason = _reason(reason)
    if discussion.pk == into.pk:
        raise ValidationError(_("Choose another discussion."))
    talk, target = _locked(discussion.pk, into.pk)
    _check_plain(talk, target)
    if talk.community_id != target.community_id:
        raise ValidationError(_("Move it to the community of the other one first."))
    if not target.is_open:
        raise ValidationError(_("The other discussion is closed. Choose an open one."))
    opening = transfer.opening(talk, target)
    rows = list(Contribution.objects.filter(discussion=talk, withdrawn_at=None).order_by("number"))
    moved = [[0, opening.number], *transfer.contributions(rows, talk, target)]
    transfer.notices(talk, target, moved)
    transfer.followers(talk, target)
    transfer.drafts(talk, target)
    transfer.matters(talk, target, opening)
    now = timezone.now()
    Discussion.objects.filter(pk=talk.pk).update(
        merged_into=target, closed_at=talk.closed_at or now, search=None, answer=None
    )
    Discussion.objects.filter(merged_into=talk).update(merged_into=target)
    Community.objects.filter(pk=talk.community_id).update(discussion_count=F("discussion_count") - 1)
    made = _note(MoveKind.MERGED, talk, target, moved, reason, by)
    record(
        DISCUSSIONS_MERGED,
        by=by,
        target=made,
        community=talk.community,
        discussion_id=talk.pk,
        into_id=target.pk,
        numbers=moved,
        reason=reason,
    )
    return made


def _check_plain(*talks: Discussion) -> None:
    if any(talk.is_facilitated for talk in talks):
        raise ValidationError(
            _("A facilitated discussion stays whole: its synthesis rests on the numbers of what was said.")
        )
    if any(talk.hidden_at for talk in talks):
        # What stands in it is hidden with it, and would be read at another place.
        raise ValidationError(_("It is hidden. Show it again first."))


def _begun(talk: Discussion, rows: list[Contribution], title: str, reason: str, by: Any) -> Discussion:
    """The new discussion of a split. Its first text says where it comes from and why."""
    with translation.override(talk.community.language or None):
        body = _("Split off from “%(title)s”: %(reason)s") % {"title": talk.title, "reason": reason}
    new = Discussion(
        community=talk.community,
        kind=Kind.CONVERSATION,
        title=title,
        body=body,
        body_html=text.render_plain(body),
        author=actor_or_none(by),
        active_at=rows[-1].created_at,
        first_reply_at=rows[0].created_at,
        language=talk.language,
        search=search_vector(title, body, language=talk.language or talk.community.language),
    )
    new.save(force_insert=True)
    Community.objects.filter(pk=talk.community_id).update(discussion_count=F("discussion_count") + 1)
    return new


def _note(
    kind: MoveKind, talk: Discussion, into: Discussion, moved: list[list[int]], reason: str, by: Any
) -> Move:
    refresh_people(talk.pk)
    refresh_people(into.pk)
    return Move.objects.create(
        kind=kind,
        discussion=talk,
        into=into,
        from_community=talk.community,
        to_community=into.community,
        numbers=moved,
        reason=reason,
        by=actor_or_none(by),
    )
