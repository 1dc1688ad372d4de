"""The secret addresses by which calendars read along."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from communities.models import CalendarFeed, Community
from communities.permissions import check_member
from cop_portal.foundation.permissions import Denied
from cop_portal.foundation.tokens import fresh_nonce, hash_of, token_of

PURPOSE = "calendar"


def address_of(feed: CalendarFeed) -> str:
    """The whole address, written anew from what only the portal knows."""
    return settings.PORTAL_URL + reverse("calendar_feed", args=[token_of(PURPOSE, feed.nonce)])


@transaction.atomic
def renew(*, by: Any, community: Community | None = None) -> CalendarFeed:
    """Make an address, or a new one in the place of one that others have seen: the old reads nothing."""
    if community is not None:
        check_member(by, community)
    elif not getattr(by, "is_authenticated", False) or not by.is_active:
        raise Denied(_("Sign in to have a calendar address."))
    nonce = fresh_nonce()
    feed, _new = CalendarFeed.objects.update_or_create(
        user=by,
        community=community,
        defaults={"nonce": nonce, "token_hash": hash_of(token_of(PURPOSE, nonce))},
    )
    return feed


@transaction.atomic
def withdraw(*, by: Any, community: Community | None = None) -> None:
    """Take an address back: whoever holds it reads nothing any more."""
    CalendarFeed.objects.filter(user=by, community=community).delete()
