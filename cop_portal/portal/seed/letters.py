"""One newsletter of each lively community: sent to its archive, or waiting for its editor."""

from __future__ import annotations

import datetime

from communities.enums import Role
from cop_portal.newsletters import actions, sections
from cop_portal.newsletters.enums import State
from cop_portal.newsletters.models import week_of
from cop_portal.portal.seed.life import DAY, Circle


def write(circle: Circle, now: datetime.datetime) -> None:
    """The demo's past sends no mail: a quiet issue goes to the archive alone."""
    if circle.practice.stage in ("planning", "launching") or circle.practice.dormant_since:
        return
    facilitator = circle.roles[Role.FACILITATOR]
    at = now - 4 * DAY
    issue = sections.compose(
        community=circle.community, week=week_of(at.date()), by=facilitator, at=at, quiet=True
    )
    if issue.state == State.DRAFT and circle.practice.slug != "social-budgeting":
        actions.send_issue(issue=issue, by=facilitator, at=at + DAY / 4, quiet=True)
