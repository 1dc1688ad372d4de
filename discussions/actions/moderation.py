"""Looking after a discussion: hide, restore, lock, slow down, and decide about what waits."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from communities.models import Community
from cop_portal.foundation.activity.record import record
from cop_portal.foundation.notifications import taking_back
from cop_portal.foundation.permissions import actor_or_none
from cop_portal.foundation.text import one_line
from discussions.actions import answers, posting
from discussions.activity import (
    CARE_CHANGED,
    DISCUSSION_LOCKED,
    DISCUSSION_UNLOCKED,
    MATTER_DECIDED,
    SLOW_MODE_SET,
    TEXT_HIDDEN,
    TEXT_RESTORED,
)
from discussions.enums import SLOW_MINUTES, HoldFirst, Outcome
from discussions.models import Contribution, Discussion, Matter
from discussions.permissions import check_decide, check_moderate
from discussions.queries import notices


def _words(words: str) -> str:
    cleaned = one_line(words)[:500]
    if not cleaned:
        raise ValidationError(_("Say why; the author reads it."))
    return cleaned


@transaction.atomic
def hide(*, discussion: Discussion, by: Any, words: str, contribution: Contribution | None = None) -> None:
    """Hide a contribution, or a discussion with its opening text. Its author reads why. Twice is once.

    Notices and letters with the text that have not left are taken back in the same transaction. A hidden
    contribution is no question's answer; in a hidden discussion everything stays as it is.
    """
    check_moderate(by, discussion)
    words = _words(words)
    if contribution is not None:
        posting.lock(discussion.pk)
    text: Any = contribution or discussion
    changed = type(text).objects.filter(pk=text.pk, hidden_at=None).update(hidden_at=Now(), hidden_why=words)
    if not changed:
        return
    text.refresh_from_db(fields=["hidden_at", "hidden_why"])
    if contribution is not None:
        answers.drop(contribution)
    taking_back.take_back(notices.telling_of(discussion, contribution))
    _settle(discussion, contribution, Outcome.HIDDEN, by, words)
    record(
        TEXT_HIDDEN,
        by=by,
        target=text,
        community=discussion.community,
        why=words,
        **_facts(discussion, contribution),
    )


@transaction.atomic
def restore(
    *, discussion: Discussion, by: Any, words: str = "", contribution: Contribution | None = None
) -> None:
    """Show again what was hidden; what was an answer has to be accepted again. Twice is once."""
    check_moderate(by, discussion)
    text: Any = contribution or discussion
    rows = type(text).objects.filter(pk=text.pk).exclude(hidden_at=None)
    if not rows.update(hidden_at=None, hidden_why=""):
        return
    text.hidden_at, text.hidden_why = None, ""
    words = one_line(words)[:500]
    _settle(discussion, contribution, Outcome.RESTORED, by, words)
    record(
        TEXT_RESTORED,
        by=by,
        target=text,
        community=discussion.community,
        why=words,
        **_facts(discussion, contribution),
    )


def _facts(discussion: Discussion, contribution: Contribution | None) -> dict[str, Any]:
    return {
        "discussion_id": discussion.pk,
        "number": contribution.number if contribution else None,
        "author_id": contribution.author_id if contribution else discussion.author_id,
    }


def _settle(
    discussion: Discussion, contribution: Contribution | None, outcome: str, by: Any, words: str
) -> None:
    """What waited about this text is decided with it."""
    waiting = Matter.objects.select_for_update().filter(
        discussion=discussion, contribution=contribution, held=None, outcome=""
    )
    for matter in waiting:
        _decided(matter, outcome, by, words)


def _decided(matter: Matter, outcome: str, by: Any, words: str) -> None:
    Matter.objects.filter(pk=matter.pk).update(
        outcome=outcome, words=words, decided_by=actor_or_none(by), decided_at=Now()
    )
    record(
        MATTER_DECIDED,
        by=by,
        target=matter,
        community=matter.community,
        discussion_id=matter.discussion_id,
        outcome=str(outcome),
    )


@transaction.atomic
def dismiss(*, matter: Matter, by: Any, words: str = "") -> None:
    """Leave the text as it is; those who flagged it are told. Twice is once."""
    check_decide(by, matter.community)
    waiting = Matter.objects.select_for_update().filter(pk=matter.pk, held=None, outcome="").first()
    if waiting is not None:
        _decided(waiting, Outcome.DISMISSED, by, one_line(words)[:500])


@transaction.atomic
def lock_for(*, matter: Matter, by: Any, words: str) -> None:
    """Leave the text as it is and lock the discussion it stands in."""
    check_decide(by, matter.community)
    if matter.discussion is None:
        raise ValidationError(_("There is no discussion to lock."))
    lock(discussion=matter.discussion, by=by, words=words)
    waiting = Matter.objects.select_for_update().filter(pk=matter.pk, held=None, outcome="").first()
    if waiting is not None:
        _decided(waiting, Outcome.LOCKED, by, one_line(words)[:500])


@transaction.atomic
def lock(*, discussion: Discussion, by: Any, words: str) -> None:
    """Nothing can be added until it is unlocked; everybody reads why. Twice is once."""
    check_moderate(by, discussion)
    words = _words(words)
    if Discussion.objects.filter(pk=discussion.pk, locked_at=None).update(locked_at=Now(), locked_why=words):
        discussion.refresh_from_db(fields=["locked_at", "locked_why"])
        record(
            DISCUSSION_LOCKED,
            by=by,
            target=discussion,
            community=discussion.community,
            why=discussion.locked_why,
        )


@transaction.atomic
def unlock(*, discussion: Discussion, by: Any) -> None:
    """It can be added to again. Twice is once."""
    check_moderate(by, discussion)
    rows = Discussion.objects.filter(pk=discussion.pk).exclude(locked_at=None)
    if rows.update(locked_at=None, locked_why=""):
        discussion.locked_at, discussion.locked_why = None, ""
        record(DISCUSSION_UNLOCKED, by=by, target=discussion, community=discussion.community)


@transaction.atomic
def slow_down(*, discussion: Discussion, by: Any, minutes: int | None) -> None:
    """One contribution of each person in so many minutes; none: as the community has it."""
    check_moderate(by, discussion)
    if minutes is not None and minutes not in SLOW_MINUTES:
        raise ValidationError(_("Choose how slow."))
    rows = Discussion.objects.filter(pk=discussion.pk)
    before = rows.select_for_update(no_key=True).values_list("slow_minutes", flat=True).get()
    if before != minutes:
        rows.update(slow_minutes=minutes)
        discussion.slow_minutes = minutes
        record(SLOW_MODE_SET, by=by, target=discussion, community=discussion.community, minutes=minutes)


@transaction.atomic
def set_care(*, community: Community, by: Any, hold_first: int, slow_minutes: int) -> None:
    """Whose first posts wait for a facilitator, and how slow the community's discussions are. Twice is once."""
    check_decide(by, community)
    if hold_first not in HoldFirst.values or slow_minutes not in SLOW_MINUTES:
        raise ValidationError(_("Choose one of the values."))
    rows = Community.objects.filter(pk=community.pk)
    before = rows.select_for_update(no_key=True).values_list("hold_first", "slow_minutes").get()
    community.hold_first, community.slow_minutes = hold_first, slow_minutes
    if before == (hold_first, slow_minutes):
        return
    rows.update(hold_first=hold_first, slow_minutes=slow_minutes)
    record(
        CARE_CHANGED,
        by=by,
        target=community,
        community=community,
        hold_first=hold_first,
        slow_minutes=slow_minutes,
    )
