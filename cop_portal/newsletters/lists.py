"""The newsletter as a mailing list: who still wants it, and how to stop it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from communities.actions.memberships import choose_newsletter
from communities.models import Community
from communities.queries.memberships import newsletter_readers
from cop_portal.foundation.mail import lists
from cop_portal.newsletters.actions import stop_reading
from cop_portal.newsletters.enums import LIST_KIND


def _community(ref: int | None) -> Community | None:
    return Community.objects.filter(pk=ref or 0).first()


def _label(ref: int | None) -> Any:
    community = _community(ref)
    return _("the newsletter of %(community)s") % {"community": community.name if community else "–"}


def _still_wanted(ref: int | None, user_ids: Iterable[int]) -> set[int]:
    """Members who said yes and did not take it back, at this moment."""
    community = _community(ref)
    if community is None:
        return set()
    return set(
        newsletter_readers(community).filter(user_id__in=set(user_ids)).values_list("user_id", flat=True)
    )


def _stop(user: Any, ref: int | None) -> None:
    community = _community(ref)
    if community is not None:
        stop_reading(community=community, by=user)


def _resume(user: Any, ref: int | None) -> None:
    community = _community(ref)
    if community is not None:
        choose_newsletter(community=community, by=user, wanted=True)


lists.register(
    lists.MailList(kind=LIST_KIND, label=_label, still_wanted=_still_wanted, stop=_stop, resume=_resume)
)
