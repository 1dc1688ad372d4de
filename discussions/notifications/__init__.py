"""What people are told about discussions, a file for each noun."""

from discussions.notifications import discussions, ideas, representations, routings  # noqa: F401  (kinds register themselves)
