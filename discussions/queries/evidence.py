"""What discussions show of a community: for the checklists of its stages."""

from __future__ import annotations

import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from communities.evidence import Evidence
from communities.models import Community
from discussions.models import Contribution, Discussion, Synthesis


def discussions_held(community: Community) -> Evidence:
    """A discussion with three people in it is one."""
    count = Discussion.objects.filter(community=community, people_count__gte=3).count()
    return Evidence(
        count > 0,
        ngettext(
            "%(count)s discussion with three people or more.",
            "%(count)s discussions with three people or more.",
            count,
        )
        % {"count": count},
    )


def synthesis_published(community: Community) -> Evidence:
    count = Synthesis.objects.published().filter(discussion__community=community).count()
    return Evidence(
        count > 0,
        ngettext("%(count)s synthesis published.", "%(count)s syntheses published.", count)
        % {"count": count},
    )


def rhythm_kept(community: Community) -> Evidence:
    """Somebody contributed in each of the last three months."""
    today = timezone.now()
    months = [
        Contribution.objects.standing()
        .filter(
            community=community,
            created_at__gt=today - datetime.timedelta(days=30 * (back + 1)),
            created_at__lte=today - datetime.timedelta(days=30 * back),
        )
        .exists()
        for back in range(3)
    ]
    if all(months):
        return Evidence(True, _("There were contributions in each of the last three months."))
    return Evidence(
        False,
        ngettext(
            "%(count)s of the last three months had contributions.",
            "%(count)s of the last three months had contributions.",
            sum(months),
        )
        % {"count": sum(months)},
    )


FINDERS = {
    "discussions_held": discussions_held,
    "synthesis_published": synthesis_published,
    "rhythm_kept": rhythm_kept,
}
