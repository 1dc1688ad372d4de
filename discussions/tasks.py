import datetime

from celery import shared_task
from django.utils import timezone

from cop_portal.foundation.jobs.once import once_per
from discussions.actions import filetexts, ideas, invited, phases, routings
from discussions.models.routings import PATIENCE
from discussions.queries.ideas import due_trials
from discussions.queries.routings import late


@shared_task
def move_phases() -> int:
    """Every hour: each step happens once, by the state of the discussion."""
    return phases.move_phases()


@shared_task
def remind_invited() -> int:
    """Every hour: who is asked to speak is reminded halfway and two days before the end, each once."""
    return invited.remind_due()


@shared_task
@once_per("day")
def remind_of_questions() -> int:
    """Questions that were put to somebody and wait: first they hear of it, then those who facilitate."""
    now = timezone.now()
    done = 0
    for level in sorted(PATIENCE):
        done += sum(routings.remind(pk, level) for pk in late(now, level).values_list("pk", flat=True))
    return done


@shared_task
@once_per("hour")
def tell_due_trials() -> int:
    """Who tries an idea hears of it on its day, where the community is; once for each day that was set."""
    latest = timezone.now().date() + datetime.timedelta(days=1)  # no clock is further ahead of UTC
    return sum(ideas.tell_due(pk) for pk in due_trials(latest).values_list("pk", flat=True))


@shared_task
def read_attachments() -> int:
    """After an upload, and every minute for what the bell missed: the words of new files."""
    done = 0
    while read := filetexts.read_waiting():
        done += read
    return done
