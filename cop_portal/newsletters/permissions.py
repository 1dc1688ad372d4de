"""Who may do what with newsletters."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from communities.enums import Capability
from communities.models import Community
from communities.permissions import check_capability, check_read
from cop_portal.foundation.permissions import Denied, is_system
from cop_portal.newsletters.enums import State
from cop_portal.newsletters.models import Issue


def check_compose(user: Any, community: Community) -> None:
    """Beginning a draft by hand, before the portal does it on Thursday."""
    check_capability(user, community, Capability.EDIT_NEWSLETTER)


def check_edit_issue(user: Any, issue: Issue) -> None:
    check_capability(user, issue.community, Capability.EDIT_NEWSLETTER)
    if issue.state != State.DRAFT:
        raise Denied(_("This newsletter is no draft any more and stays as it is."))


def check_write_anew(user: Any) -> None:
    """It follows from what was hidden or withdrawn; no person does it to a letter that they sent."""
    if not is_system(user):
        raise Denied(_("A newsletter that was sent stays as it is."))


def check_send_issue(user: Any, issue: Issue) -> None:
    """Whether the draft may be sent by this person; what it must hold is the action's business."""
    check_capability(user, issue.community, Capability.SEND_NEWSLETTER)


def check_read_issue(user: Any, issue: Issue) -> None:
    """A sent issue is read by whoever may read the community; a draft by its editors."""
    check_read(user, issue.community)
    if issue.state != State.SENT:
        check_capability(user, issue.community, Capability.EDIT_NEWSLETTER)


def check_see_counts(user: Any, issue: Issue) -> None:
    """How many mails of an issue left and how many did not: for its editors."""
    check_capability(user, issue.community, Capability.EDIT_NEWSLETTER)
