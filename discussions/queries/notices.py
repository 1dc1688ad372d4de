"""In which notices the words of a text may stand."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from cop_portal.foundation.notifications.models import Notice
from discussions.models import Contribution, Discussion, Passing

# What tells of a decision outlives the text it is about.
ABOUT_DECISIONS = "discussions.care_"


def telling_of(discussion: Discussion, contribution: Contribution | None = None) -> QuerySet[Notice]:
    """Notices in which a contribution may stand, or a discussion with its opening text."""
    if contribution is not None:
        about = Q(entry__target_type=contribution._meta.label_lower, entry__target_id=contribution.pk)
    else:
        passings = Passing.objects.filter(discussion=discussion).values("pk")
        about = (
            Q(entry__target_type=discussion._meta.label_lower, entry__target_id=discussion.pk)
            | Q(entry__facts__discussion_id=discussion.pk)
            | Q(entry__target_type=Passing._meta.label_lower, entry__target_id__in=passings)
        )
    return Notice.objects.filter(about).exclude(kind__startswith=ABOUT_DECISIONS)
