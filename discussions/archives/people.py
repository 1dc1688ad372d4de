"""Who wrote in an archive: one person behind many spellings and addresses."""

from __future__ import annotations

import hashlib
import hmac
from collections import defaultdict
from collections.abc import Iterable

from cop_portal.foundation.text import fold
from discussions.archives.mbox import Entry

# An address under which so many different names wrote is the list's own.
SHARED_BY = 3


class Authors:
    """Finds for each message the key of its author, stable from run to run.

    Lists that hide addresses write their own in From: an address shared by several names identifies
    nobody, the name does then. A name of two words or more joins the addresses of one person.
    """

    def __init__(self, entries: Iterable[Entry], secret: str) -> None:
        self.secret = secret
        names_of: dict[str, set[str]] = defaultdict(set)
        for entry in entries:
            names_of[entry.address].add(fold(entry.name))
        self.shared = {address for address, names in names_of.items() if len(names) >= SHARED_BY}

    def key(self, entry: Entry) -> str:
        """A keyed hash: the same person, the same key; no address can be read from it."""
        if _telling(entry.name):
            identity = f"name:{fold(entry.name)}"
        elif entry.address and entry.address not in self.shared:
            identity = f"address:{entry.address}"
        else:
            identity = f"name:{fold(entry.name) or 'unknown'}"
        return hmac.new(self.secret.encode(), identity.encode(), hashlib.sha256).hexdigest()[:24]


def _telling(name: str) -> bool:
    """Whether a name tells one person from another: a single word does not."""
    return len([word for word in name.split() if len(word) > 1]) >= 2
