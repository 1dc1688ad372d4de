"""What people are told about charters."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from communities.activity import CHARTER_COMMENTED, CHARTER_PUBLISHED, CHARTER_REMINDED, CHARTER_SHOWN
from communities.answers import AGREE, CHARTER_KIND, CHARTER_WORDS
from communities.enums import Capability
from communities.models import CharterComment, CharterVersion
from communities.notifications.base import CommunityKind
from communities.queries import charters, memberships
from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.mail.words import stated
from cop_portal.foundation.notifications.kinds import Telling, register
from cop_portal.foundation.notifications.models import Frequency
from cop_portal.foundation.text import excerpt


def _how_to_agree(version: CharterVersion) -> str:
    return _(
        "Once you have read it you can agree by answering this letter with “%(word)s” and nothing else. "
        "That is for version %(number)s and no other."
    ) % {"word": stated(CHARTER_WORDS, [AGREE])[0], "number": version.number}


@register
class CharterPublished(CommunityKind):
    name = "communities.charter_published"
    label = _("A charter asks for my agreement")
    why = _("You are a member, and the charter is put to all members.")
    verbs = (CHARTER_PUBLISHED,)

    def recipients(self, entry: ActivityEntry) -> Iterable[int]:
        return memberships.member_ids(entry.community_id or 0)

    def tell(self, entry: ActivityEntry) -> Telling | None:
        version = CharterVersion.objects.filter(pk=entry.target_id).select_related("community").first()
        if version is None:
            return None
        return self.telling(
            entry,
            version.community,
            _("Version %(number)s of the charter of %(community)s asks for your agreement")
            % {"number": version.number, "community": version.community.name},
            url=reverse("charter", args=[version.community.slug]),
            detail=version.changes,
            reply_kind=CHARTER_KIND,
            reply_target=version.pk,
            answer_hint=_how_to_agree(version),
        )


@register
class CharterReminded(CommunityKind):
    """Those who have not agreed are asked once more."""

    name = "communities.charter_reminded"
    label = _("I am reminded of a charter")
    why = _("You are a member and have not agreed to the charter yet.")
    verbs = (CHARTER_REMINDED,)

    def recipients(self, entry: ActivityEntry) -> Iterable[int]:
        version = CharterVersion.objects.filter(pk=entry.target_id).first()
        if version is None:
            return []
        return charters.members_by_agreement(version, agreed=False).values_list("user_id", flat=True)

    def tell(self, entry: ActivityEntry) -> Telling | None:
        version = CharterVersion.objects.filter(pk=entry.target_id).select_related("community").first()
        if version is None:
            return None
        return self.telling(
            entry,
            version.community,
            _("The charter of %(community)s still asks for your agreement")
            % {"community": version.community.name},
            url=reverse("charter", args=[version.community.slug]),
            detail=_("Read it and agree, or say what keeps you from it."),
            reply_kind=CHARTER_KIND,
            reply_target=version.pk,
            answer_hint=_how_to_agree(version),
        )


@register
class CharterShown(CommunityKind):
    name = "communities.charter_shown"
    label = _("A draft of a charter asks for my comments")
    why = _("You are a member of this community.")
    verbs = (CHARTER_SHOWN,)
    default = Frequency.DAILY

    def recipients(self, entry: ActivityEntry) -> Iterable[int]:
        return memberships.member_ids(entry.community_id or 0)

    def tell(self, entry: ActivityEntry) -> Telling | None:
        community = self.community(entry)
        if community is None:
            return None
        return self.telling(
            entry,
            community,
            _("The draft of the charter of %(community)s asks for your comments")
            % {"community": community.name},
            url=reverse("charter_comments", args=[community.slug]),
        )


@register
class CharterCommented(CommunityKind):
    name = "communities.charter_commented"
    label = _("Somebody comments on a charter I draft")
    why = _("You draft the charter of this community.")
    verbs = (CHARTER_COMMENTED,)
    default = Frequency.DAILY

    def recipients(self, entry: ActivityEntry) -> Iterable[int]:
        return memberships.ids_with_capability(entry.community_id or 0, Capability.EDIT_CHARTER)

    def tell(self, entry: ActivityEntry) -> Telling | None:
        found = (
            CharterComment.objects.filter(pk=entry.target_id).select_related("draft__community", "by").first()
        )
        if found is None or found.by is None:
            return None
        community = found.draft.community
        return self.telling(
            entry,
            community,
            _("%(name)s comments on the charter of %(community)s")
            % {"name": found.by.name, "community": community.name},
            url=reverse("charter_comments", args=[community.slug]),
            detail=excerpt(found.text, 300),
        )
