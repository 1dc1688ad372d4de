"""Which messages belong together."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from cop_portal.foundation.text import fold
from discussions.archives.mbox import Entry

# A reply whose references are lost joins the thread of the same subject, if that is not older.
SAME_SUBJECT_WITHIN = datetime.timedelta(days=60)


class Threads:
    """Roots and parents of messages in their order of time.

    known maps Message-IDs' identities of earlier runs, so that a later file joins what is there.
    """

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.by_id = {entry.message_id: entry for entry in entries if entry.message_id}
        self._root: dict[str, str] = {}
        self._subjects: dict[str, tuple[str, datetime.datetime]] = {}
        for entry in entries:
            self._root[entry.identity] = self._find_root(entry)

    def parent(self, entry: Entry) -> Entry | None:
        """The message answered, where it is in the archive and older."""
        for reference in entry.references:
            found = self.by_id.get(reference)
            if found is not None and found.identity != entry.identity and found.at <= entry.at:
                return found
        return None

    def root(self, entry: Entry) -> str:
        """The identity of the message that began the thread."""
        return self._root[entry.identity]

    def _find_root(self, entry: Entry) -> str:
        parent = self.parent(entry)
        if parent is not None and parent.identity in self._root:
            root = self._root[parent.identity]
        else:
            root = self._by_subject(entry) or entry.identity
        if entry.subject:
            self._subjects[fold(entry.subject)] = (root, entry.at)
        return root

    def _by_subject(self, entry: Entry) -> str | None:
        if not entry.is_reply or not entry.subject:
            return None
        found = self._subjects.get(fold(entry.subject))
        if found is None or entry.at - found[1] > SAME_SUBJECT_WITHIN:
            return None
        return found[0]
