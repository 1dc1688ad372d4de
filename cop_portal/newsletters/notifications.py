"""What people are told about newsletters."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from communities.enums import Capability
from communities.queries import memberships
from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.notifications.kinds import NoticeKind, Telling, register
from cop_portal.newsletters.activity import ISSUE_COMPOSED
from cop_portal.newsletters.models import Issue


@register
class DraftReady(NoticeKind):
    """Those who edit the newsletter hear that a draft waits for them."""

    name = "newsletters.draft_ready"
    label = _("A draft of the newsletter waits for me")
    why = _("You edit the newsletter of this community.")
    verbs = (ISSUE_COMPOSED,)
    template = "communities/email/notice"

    def recipients(self, entry: ActivityEntry) -> Iterable[int]:
        return memberships.ids_with_capability(entry.community_id or 0, Capability.EDIT_NEWSLETTER)

    def tell(self, entry: ActivityEntry) -> Telling | None:
        issue = Issue.objects.drafts().select_related("community").filter(pk=entry.target_id).first()
        if issue is None:
            return None
        return Telling(
            title=_("The newsletter of %(community)s waits for its editor")
            % {"community": issue.community.name},
            detail=_("It goes to nobody until you send it."),
            url=issue.get_edit_url(),
            context={"community": issue.community},
            from_name=entry.actor.name if entry.actor else issue.community.name,
        )
