"""What people are told about invitations, requests that wait, guests' access, and the first weeks."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from communities.activity import (
    ACCESS_CHANGED,
    ACCESS_ENDED,
    ACCESS_ENDING,
    BUDDY_NAMED,
    INVITATION_DECLINED,
    MEMBER_JOINED,
    NEWCOMER_NUDGED,
    REQUEST_ESCALATED,
)
from communities.enums import Capability, MembershipState, Role
from communities.models import Invitation, Membership
from communities.newcomers import steps_of
from communities.notifications.base import CommunityKind
from communities.queries import memberships
from cop_portal.foundation.accounts.models import User
from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.notifications.kinds import Telling, register


class _MembershipKind(CommunityKind):
    """A notice about one membership."""

    choosable = False

    def row(self, entry: ActivityEntry) -> Membership | None:
        rows = Membership.objects.select_related("user", "community", "buddy", "invited_by")
        return rows.filter(pk=entry.target_id).first()

    def recipients(self, entry: ActivityEntry) -> Iterable[int]:
        return [entry.facts["user_id"]]


def _with_steps(telling: Telling, row: Membership) -> Telling:
    telling.context["steps"] = [str(step.label) for step in steps_of(row.community)]
    telling.context["buddy"] = row.buddy.name if row.buddy else ""
    return telling


@register
class Welcomed(_MembershipKind):
    """Who became a member, however they came: a welcome, a person to ask, the first steps."""

    name = "communities.welcomed"
    label = _("I became a member of a community")
    why = _("You became a member of this community.")
    verbs = (MEMBER_JOINED,)
    template = "communities/email/welcome"
    to_actor = True

    def recipients(self, entry: ActivityEntry) -> Iterable[int]:
        return [entry.facts["user_id"]] if entry.facts.get("how") != "import" else []

    def tell(self, entry: ActivityEntry) -> Telling | None:
        row = self.row(entry)
        if row is None or row.state != MembershipState.ACTIVE:
            return None
        title = _("Welcome to %(community)s") % {"community": row.community.name}
        detail = _("%(name)s is your buddy: ask anything.") % {"name": row.buddy.name} if row.buddy else ""
        return _with_steps(self.telling(entry, row.community, title, detail=detail), row)


@register
class Nudged(_MembershipKind):
    """One friendly letter to somebody who has not begun."""

    name = "communities.newcomer_nudged"
    label = _("Somebody asks how my first weeks are")
    why = _("You became a member lately. There is only this one letter.")
    verbs = (NEWCOMER_NUDGED,)
    template = "communities/email/welcome"

    def tell(self, entry: ActivityEntry) -> Telling | None:
        row = self.row(entry)
        if row is None:
            return None
        title = _("How are your first weeks in %(community)s?") % {"community": row.community.name}
        detail = _("Nothing is expected of you. If you want to begin, each of these takes a few minutes.")
        return _with_steps(self.telling(entry, row.community, title, detail=detail), row)


@register
class BuddyNamed(_MembershipKind):
    """The buddy and the newcomer hear of each other."""

    name = "communities.buddy_named"
    label = _("A buddy is named")
    why = _("Somebody who looks after members brought you two together.")
    verbs = (BUDDY_NAMED,)
    to_actor = True

    def recipients(self, entry: ActivityEntry) -> Iterable[int]:
        return [entry.facts["user_id"], entry.facts["buddy_id"]]

    def tell(self, entry: ActivityEntry) -> Telling | None:
        row = self.row(entry)
        buddy = User.objects.filter(pk=entry.facts["buddy_id"]).first()
        if row is None or buddy is None:
            return None
        names = {"buddy": buddy.name, "newcomer": row.user.name, "community": row.community.name}
        return self.telling(
            entry,
            row.community,
            _("%(buddy)s is the buddy of %(newcomer)s in %(community)s") % names,
            url=reverse("members", args=[row.community.slug]),
            detail=_("A few lines to each other are a good beginning."),
        )


@register
class InvitationAccepted(_MembershipKind):
    """Who invited hears that the person came."""

    name = "communities.invitation_accepted"
    label = _("Somebody accepts my invitation")
    why = _("You invited this person.")
    verbs = (MEMBER_JOINED,)

    def recipients(self, entry: ActivityEntry) -> Iterable[int]:
        row = self.row(entry) if entry.facts.get("how") == "invitation" else None
        return [row.invited_by_id] if row and row.invited_by_id else []

    def tell(self, entry: ActivityEntry) -> Telling | None:
        row = self.row(entry)
        if row is None:
            return None
        names = {"name": row.user.name, "community": row.community.name}
        return self.telling(
            entry, row.community, _("%(name)s came to %(community)s by your invitation") % names
        )


@register
class InvitationDeclined(CommunityKind):
    """Who invited hears a no."""

    name = "communities.invitation_declined"
    label = _("Somebody declines my invitation")
    why = _("You invited this person.")
    verbs = (INVITATION_DECLINED,)
    choosable = False

    def _asked(self, entry: ActivityEntry) -> tuple[int | None, str]:
        """Who invited, and whom."""
        if entry.target_type == Invitation._meta.label_lower:
            letter = Invitation.objects.filter(pk=entry.target_id).first()
            return (letter.invited_by_id, letter.name or letter.address) if letter else (None, "")
        row = Membership.objects.filter(pk=entry.target_id).select_related("user").first()
        return (row.invited_by_id, row.user.name) if row else (None, "")

    def recipients(self, entry: ActivityEntry) -> Iterable[int]:
        inviter, _name = self._asked(entry)
        return [inviter] if inviter else []

    def tell(self, entry: ActivityEntry) -> Telling | None:
        community = self.community(entry)
        _inviter, name = self._asked(entry)
        if community is None or not name:
            return None
        names = {"name": name, "community": community.name}
        return self.telling(
            entry,
            community,
            _("%(name)s does not come to %(community)s") % names,
            url=reverse("invitations", args=[community.slug]),
            detail=_("The invitation was declined; nothing more is sent."),
        )


@register
class RequestEscalated(CommunityKind):
    """A request that nobody answers reaches everybody who may, then the administrators."""

    name = "communities.request_escalated"
    label = _("A request to join waits too long")
    why = _("You can answer this request.")
    verbs = (REQUEST_ESCALATED,)
    choosable = False

    def recipients(self, entry: ActivityEntry) -> Iterable[int]:
        ids = memberships.ids_with_capability(entry.community_id or 0, Capability.MANAGE_MEMBERS)
        if entry.facts.get("level") == 2:
            ids += memberships.ids_with_role(entry.community_id or 0, Role.COORDINATOR)
            ids += list(User.objects.active().filter(is_superuser=True).values_list("pk", flat=True))
        return ids

    def tell(self, entry: ActivityEntry) -> Telling | None:
        row = Membership.objects.filter(pk=entry.target_id).select_related("user", "community").first()
        if row is None or row.state != MembershipState.REQUESTED or row.requested_at is None:
            return None
        names = {"name": row.user.name, "community": row.community.name}
        return self.telling(
            entry,
            row.community,
            _("%(name)s still waits to join %(community)s") % names,
            url=reverse("desk"),
            detail=_("Asked on %(day)s. Welcome or decline; a few words are enough.")
            % {"day": date_format(row.requested_at)},
        )


class _AccessKind(_MembershipKind):
    """The guest, and who invited them."""

    why = _("You are a guest of this community, or invited this guest.")

    def recipients(self, entry: ActivityEntry) -> Iterable[int]:
        row = self.row(entry)
        return [row.user_id, *([row.invited_by_id] if row.invited_by_id else [])] if row else []

    def _words(self, row: Membership, day: datetime.date | None) -> dict[str, str]:
        return {
            "name": row.user.name,
            "community": row.community.name,
            "day": date_format(day) if day else "",
        }


@register
class AccessChanged(_AccessKind):
    name = "communities.access_changed"
    label = _("A guest’s last day changes")
    verbs = (ACCESS_CHANGED,)

    def tell(self, entry: ActivityEntry) -> Telling | None:
        row = self.row(entry)
        if row is None:
            return None
        day = datetime.date.fromisoformat(entry.facts["until"])
        title = _("Access of %(name)s to %(community)s: until %(day)s") % self._words(row, day)
        return self.telling(entry, row.community, title)


@register
class AccessEnding(_AccessKind):
    name = "communities.access_ending"
    label = _("A guest’s access comes to its end")
    verbs = (ACCESS_ENDING,)

    def tell(self, entry: ActivityEntry) -> Telling | None:
        row = self.row(entry)
        if row is None:
            return None
        title = _("Access of %(name)s to %(community)s ends after %(day)s") % self._words(
            row, row.access_until
        )
        detail = _("Who looks after members can move the day.")
        return self.telling(entry, row.community, title, detail=detail)


@register
class AccessEnded(_AccessKind):
    name = "communities.access_ended"
    label = _("A guest’s access has ended")
    verbs = (ACCESS_ENDED,)

    def tell(self, entry: ActivityEntry) -> Telling | None:
        row = self.row(entry)
        if row is None:
            return None
        title = _("Access of %(name)s to %(community)s has ended") % self._words(row, None)
        detail = _("What was contributed stays, with the name. Thank you.")
        return self.telling(entry, row.community, title, detail=detail)
