"""What people are told about discussions, a file for each noun."""

# Kinds register themselves. Who is named in a text keeps that notice, so that kind comes first.
from discussions.notifications import mentions  # noqa: F401  # isort: skip
from discussions.notifications import (  # noqa: F401  # isort: skip
    care,
    discussions,
    ideas,
    invited,
    moves,
    phases,
    representations,
    routings,
    uses,
)
