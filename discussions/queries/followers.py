"""Who follows a discussion and may still read it."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet

from communities.enums import MembershipState, Visibility
from communities.models import Membership
from cop_portal.foundation.accounts.models import User
from discussions.models import Discussion, Follow


def followers(discussion_id: int) -> list[int]:
    """Ids of those who follow it and may read its community at this moment; the suspended hear nothing.

    The same rule as visible_to, for many people at once.
    """
    discussion = Discussion.objects.filter(pk=discussion_id).select_related("community").first()
    if discussion is None:
        return []
    there = Membership.objects.filter(community=discussion.community_id, user=OuterRef("pk"))
    member = Exists(there.filter(state=MembershipState.ACTIVE))
    following = Follow.objects.filter(discussion=discussion).values("user")
    people: QuerySet[User] = User.objects.active().filter(pk__in=following)
    people = people.exclude(Exists(there.filter(state=MembershipState.SUSPENDED)))
    if discussion.community.visibility == Visibility.ORGANISATION:
        people = people.exclude(~member, is_guest=True, is_superuser=False)
    elif discussion.community.visibility != Visibility.PUBLIC:
        people = people.exclude(~member, is_superuser=False)
    return list(people.values_list("pk", flat=True))
