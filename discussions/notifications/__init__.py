"""What people are told about discussions, a file for each noun."""

from discussions.notifications import care, discussions, ideas, routings  # noqa: F401  (kinds register themselves)
