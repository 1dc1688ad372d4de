"""What people are told about discussions, a file for each noun."""

from discussions.notifications import (  # noqa: F401  (kinds register themselves)
    discussions,
    ideas,
    invited,
    phases,
    representations,
    routings,
)
