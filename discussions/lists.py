"""A discussion as a mailing list: who still wants it, and how to stop it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from cop_portal.foundation.accounts.models import User
from cop_portal.foundation.mail import lists
from cop_portal.foundation.permissions import can
from discussions.actions import subscriptions
from discussions.enums import FollowFrequency
from discussions.models import Discussion, Follow
from discussions.permissions import check_read_discussion
from discussions.queries.mutes import muted_ids

KIND = "discussion"


def list_id(discussion: Discussion) -> str:
    return f"<discussion-{discussion.pk}.{settings.MAIL_REPLY_DOMAIN}>"


def _label(ref: int | None) -> Any:
    title = Discussion.objects.filter(pk=ref or 0).values_list("title", flat=True).first()
    return _("letters about the discussion “%(title)s”") % {"title": title or "–"}


def _still_wanted(ref: int | None, user_ids: Iterable[int]) -> set[int]:
    """Who did not stop the discussion and may still read it, at this moment."""
    discussion = Discussion.objects.select_related("community").filter(pk=ref or 0).first()
    if discussion is None:
        return set()
    ids = set(user_ids)
    ids -= set(
        Follow.objects.filter(
            discussion=discussion, user_id__in=ids, frequency=FollowFrequency.NEVER
        ).values_list("user_id", flat=True)
    )
    # Who muted the community since then gets what they chose to follow, and nothing else of it.
    ids -= muted_ids(discussion.community_id, ids) - set(
        Follow.objects.filter(discussion=discussion, user_id__in=ids, chosen=True).values_list(
            "user_id", flat=True
        )
    )
    return {
        user.pk for user in User.objects.filter(pk__in=ids) if can(check_read_discussion, user, discussion)
    }


def _stop(user: Any, ref: int | None) -> None:
    if Discussion.objects.filter(pk=ref or 0).exists():
        subscriptions.stop(discussion_id=ref or 0, user=user)


def _resume(user: Any, ref: int | None) -> None:
    Follow.objects.filter(user=user, discussion_id=ref or 0).update(frequency=FollowFrequency.INSTANT)


lists.register(
    lists.MailList(kind=KIND, label=_label, still_wanted=_still_wanted, stop=_stop, resume=_resume)
)
