"""What people are told about communities: one file for each noun, each registers its kinds."""

from communities.notifications import (
    announcements,
    cases,
    charters,
    events,
    goals,
    invitations,
    members,
    passings,
    proposals,
    recognition,
    reflections,
    reviews,
    roles,
    suspensions,
    technical,
    transformations,
)

__all__ = [
    "announcements",
    "cases",
    "charters",
    "events",
    "goals",
    "invitations",
    "members",
    "passings",
    "proposals",
    "recognition",
    "reflections",
    "reviews",
    "roles",
    "suspensions",
    "technical",
    "transformations",
]
