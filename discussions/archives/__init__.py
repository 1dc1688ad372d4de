"""Reading mailing-list archives. Nothing here knows of the database."""

from discussions.archives.mbox import Entry, Problem, read_entries, read_message
from discussions.archives.people import Authors
from discussions.archives.threads import Threads

__all__ = ["Authors", "Entry", "Problem", "Threads", "read_entries", "read_message"]
