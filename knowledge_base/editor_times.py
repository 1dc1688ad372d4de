"""Wagtail tells the times of locks, comments and versions in the reader's own zone, as the portal does.

It knows a zone of its own profile only, and the portal's where that is empty; it has no hook for another.
"""

from __future__ import annotations

from wagtail.users.models import UserProfile

from cop_portal.foundation.accounts.models import zone_of


def own_zone(profile: UserProfile) -> str:
    """What they chose in the editor, else the zone of their account."""
    return profile.current_time_zone or str(zone_of(profile.user.time_zone))


def tell_own_times() -> None:
    UserProfile.get_current_time_zone = own_zone
