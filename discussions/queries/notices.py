"""In which notices the words of a text may stand."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.notifications.models import Notice
from discussions.models import Contribution, Discussion, Move, Passing

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


def entries_about(discussion: Discussion) -> QuerySet[ActivityEntry]:
    """What happened in a discussion and in those of which something came here, by a split or a merger."""
    found, new = {discussion.pk}, {discussion.pk}
    while new:
        sources = Move.objects.filter(into__in=new).values_list("discussion", flat=True)
        new = set(sources) - found
        found |= new
    passings = Passing.objects.filter(discussion__in=found).values("pk")
    moved = Move.objects.filter(Q(discussion__in=found) | Q(into__in=found))
    stood = {discussion.community_id}.union(*moved.values_list("from_community", "to_community"))
    # By the communities, of which there is an index: the record of all of them is long.
    return ActivityEntry.objects.filter(
        Q(community__in=stood) | Q(target_type=Passing._meta.label_lower),
        Q(target_type=Discussion._meta.label_lower, target_id__in=found)
        | Q(facts__discussion_id__in=list(found))
        | Q(target_type=Passing._meta.label_lower, target_id__in=passings),
    )
