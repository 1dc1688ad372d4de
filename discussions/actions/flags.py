"""Telling a facilitator of a text."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cop_portal.foundation.activity.record import record
from cop_portal.foundation.text import one_line
from discussions.activity import TEXT_FLAGGED
from discussions.enums import ALLOWANCES, FlagReason
from discussions.models import Contribution, Discussion, Flag, Matter
from discussions.permissions import check_flag
from discussions.queries.allowances import record_of
from discussions.trust import check_rate, trust_of

DAY = datetime.timedelta(days=1)


@transaction.atomic
def flag(
    *, discussion: Discussion, by: Any, reason: str, words: str = "", contribution: Contribution | None = None
) -> Flag:
    """Ask the facilitators to look at a contribution, or at the opening text where none is given.

    Once for each person and text: a second time changes nothing. The author of a hidden text asks with
    it to look again. Raises Denied or ValidationError.
    """
    text: Any = contribution or discussion
    check_flag(by, text, discussion)
    words = one_line(words)[:500]
    own = text.author_id is not None and text.author_id == by.pk
    if own:
        reason = FlagReason.APPEAL
    elif reason not in FlagReason.values or reason == FlagReason.APPEAL:
        raise ValidationError(_("Choose a reason."))
    if reason in (FlagReason.OTHER, FlagReason.APPEAL) and not words:
        raise ValidationError(_("Say in a few words what a facilitator should know."))
    # The row lock makes two clicks one after the other.
    Discussion.objects.select_for_update(no_key=True, of=("self",)).only("pk").get(pk=discussion.pk)
    mine = Flag.objects.filter(discussion=discussion, contribution=contribution, by=by)
    if own:
        mine = mine.filter(matter__outcome="")
    if (before := mine.first()) is not None:
        return before
    _check_rate(by, discussion)
    matter, _new = Matter.objects.get_or_create(
        discussion=discussion,
        contribution=contribution,
        held=None,
        outcome="",
        defaults={"community": discussion.community},
    )
    made = Flag.objects.create(
        matter=matter, discussion=discussion, contribution=contribution, by=by, reason=reason, words=words
    )
    Matter.objects.filter(pk=matter.pk).update(flag_count=F("flag_count") + 1)
    record(
        TEXT_FLAGGED,
        by=by,
        target=matter,
        community=discussion.community,
        discussion_id=discussion.pk,
        number=contribution.number if contribution else None,
        reason=str(reason),
    )
    return made


def _check_rate(by: Any, discussion: Discussion) -> None:
    given = record_of(by, discussion.community).given
    today = Flag.objects.filter(by=by, at__gt=timezone.now() - DAY).order_by("at")
    times = list(today.values_list("at", flat=True)[:200])
    most = ALLOWANCES[trust_of(given)].flags_a_day
    check_rate(len(times), most, "flags", times[0] + DAY if times else None)
