"""Supporting an idea, taking it up, saying what became of it."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cop_portal.foundation.activity.record import record
from cop_portal.foundation.permissions import SYSTEM
from cop_portal.foundation.text import clean, one_line
from discussions.activity import IDEA_SUPPORTED, IDEA_TAKEN_UP, TRIAL_DUE, TRIAL_REPORTED
from discussions.enums import TrialState
from discussions.models import Discussion, IdeaSupport, Trial
from discussions.permissions import check_report_trial, check_support_idea, check_take_up_idea


@transaction.atomic
def support(*, discussion: Discussion, by: Any, wanted: bool = True) -> int:
    """Say that one would like to see it tried, or no longer. Twice is once. Returns how many do."""
    check_support_idea(by, discussion)
    locked = (
        Discussion.objects.select_for_update(of=("self",), no_key=True)
        .only("pk", "author_id")
        .get(pk=discussion.pk)
    )
    if wanted:
        _row, new = IdeaSupport.objects.get_or_create(discussion=discussion, user=by)
        if new and locked.author_id != by.pk:
            record(
                IDEA_SUPPORTED,
                by=by,
                target=discussion,
                community=discussion.community,
                discussion_id=discussion.pk,
            )
    else:
        IdeaSupport.objects.filter(discussion=discussion, user=by).delete()
    count = discussion.supports.aggregate(number=Count("pk"))["number"]
    Discussion.objects.filter(pk=discussion.pk).update(support_count=count)
    discussion.support_count = count
    return count


@transaction.atomic
def take_up(*, discussion: Discussion, by: Any, what: str, due_on: datetime.date, owner: Any = None) -> Trial:
    """Try it: what is done, by whom, until when. Whoever tries it already goes on with that.

    Raises Denied or ValidationError.
    """
    owner = owner or by
    check_take_up_idea(by, discussion, owner)
    what = one_line(what)[:300]
    if not what:
        raise ValidationError({"what": _("Say in one sentence what is tried.")})
    if due_on < discussion.community.today:
        raise ValidationError({"due_on": _("This day has passed. Choose a day to come.")})
    Discussion.objects.select_for_update(of=("self",), no_key=True).only("pk").get(pk=discussion.pk)
    trial, new = Trial.objects.get_or_create(
        discussion=discussion,
        owner=owner,
        state=TrialState.TRYING,
        defaults={"what": what, "due_on": due_on},
    )
    if new:
        record(
            IDEA_TAKEN_UP,
            by=by,
            target=trial,
            community=discussion.community,
            discussion_id=discussion.pk,
            user_id=owner.pk,
        )
    elif (trial.what, trial.due_on) != (what, due_on):
        raise ValidationError(
            _("%(name)s tries this idea already. Say first what became of it.") % {"name": owner.name}
        )
    return trial


@transaction.atomic
def report(*, trial: Trial, by: Any, state: str, outcome: str, due_on: datetime.date | None = None) -> Trial:
    """Say what became of it; or, still under way, until when. The same again changes nothing."""
    check_report_trial(by, trial)
    locked = (
        Trial.objects.select_for_update(of=("self",)).select_related("discussion__community").get(pk=trial.pk)
    )
    chosen, outcome = TrialState(state), clean(outcome).strip()[:2000]
    if chosen is not TrialState.TRYING and not outcome:
        raise ValidationError(
            {"outcome": _("Say in a sentence or two what became of it; a failure teaches as much.")}
        )
    before = (locked.state, locked.outcome, locked.due_on)
    locked.state, locked.outcome, locked.due_on = chosen, outcome, due_on or locked.due_on
    if before == (locked.state, locked.outcome, locked.due_on):
        return locked
    locked.reported_at = timezone.now()
    locked.save()
    record(
        TRIAL_REPORTED,
        by=by,
        target=locked,
        community=locked.discussion.community,
        discussion_id=locked.discussion_id,
        state=str(chosen),
    )
    return locked


def _today(trial: Trial) -> datetime.date:
    return trial.discussion.community.today


@transaction.atomic
def tell_due(pk: int) -> bool:
    """The owner hears on its day, where the community is; once for each day that was set."""
    trial = (
        Trial.objects.under_way()
        .select_for_update(of=("self",))
        .select_related("discussion__community")
        .filter(pk=pk)
        .first()
    )
    if trial is None or trial.told_of == trial.due_on or trial.due_on > _today(trial):
        return False
    trial.told_of = trial.due_on
    trial.save(update_fields=["told_of"])
    record(
        TRIAL_DUE,
        by=SYSTEM,
        target=trial,
        community=trial.discussion.community,
        discussion_id=trial.discussion_id,
        user_id=trial.owner_id,
        due=trial.due_on.isoformat(),
    )
    return True
