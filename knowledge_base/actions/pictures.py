"""Pictures that were stored before every upload was encoded anew: what a camera wrote into them is taken out.

Where a photograph was taken may say where a person lives. A picture without such secrets is left as it is: so the work
can be stopped and begun again, and done twice it changes nothing.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import filetype
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import models, transaction
from PIL import Image

from communities.models import Community
from cop_portal.foundation.accounts.models import User
from cop_portal.foundation.uploads import PICTURES, has_secrets, plain_picture
from discussions.models import Attachment, HeldFile
from knowledge_base.models import LibraryDocument, LibraryImage, LibraryRendition, SubmissionFile

# So many rows are listed by one statement.
AT_ONCE = 500


@dataclass(frozen=True)
class Place:
    """A kind of row that keeps a file, and what else of the row speaks of the file."""

    model: type[models.Model]
    field: str
    beside: Callable[[bytes], dict[str, Any]] = lambda content: {}


def _sized(content: bytes) -> dict[str, Any]:
    return {"size": len(content)}


def _measured(content: bytes) -> dict[str, Any]:
    with Image.open(ContentFile(content)) as picture:
        return {"width": picture.width, "height": picture.height}


def _known(content: bytes) -> dict[str, Any]:
    return {"file_size": len(content), "file_hash": hashlib.sha1(content, usedforsecurity=False).hexdigest()}


PLACES = (
    Place(LibraryImage, "file", lambda content: {**_known(content), **_measured(content)}),
    Place(LibraryRendition, "file", _measured),
    Place(LibraryDocument, "file", _known),
    Place(Attachment, "file", _sized),
    Place(HeldFile, "file", _sized),
    Place(SubmissionFile, "file", _sized),
    Place(User, "photo"),
    Place(Community, "emblem"),
)


@dataclass(frozen=True)
class Cleaned:
    """What came of one file: `clean` already, `cleaned` now, `missing`, or `unread` because it is no sound picture."""

    kind: str
    pk: int
    name: str
    outcome: str


def clean_all(*, say: Callable[[Cleaned], None] = lambda one: None) -> Counter[str]:
    """Take what is hidden out of all stored pictures. Returns how many came out how."""
    found: Counter[str] = Counter()
    for place in PLACES:
        for pk, name in listed(place):
            outcome = _clean(place, pk)
            found[outcome] += 1
            say(Cleaned(place.model._meta.label, pk, name, outcome))
    return found


def listed(place: Place) -> Iterator[tuple[int, str]]:
    """The rows of one kind that have a picture's name, some hundreds by one statement."""
    endings = models.Q()
    for ending in (*PICTURES.values(), "jpeg"):
        endings |= models.Q(**{f"{place.field}__iendswith": f".{ending}"})
    rows, since = place.model._default_manager.filter(endings).order_by("pk"), 0
    while some := list(rows.filter(pk__gt=since).values_list("pk", place.field)[:AT_ONCE]):
        yield from some
        since = some[-1][0]


@transaction.atomic
def _clean(place: Place, pk: int) -> str:
    """One picture, under the lock of its row: who puts another one in its place meanwhile waits."""
    row = place.model._default_manager.select_for_update(of=("self",)).filter(pk=pk).first()
    stored = getattr(row, place.field, None)
    if not stored:
        return "missing"
    try:
        with stored.storage.open(stored.name, "rb") as opened:
            content = opened.read()
        kind = filetype.guess(content[:8192])
        if kind is None or kind.mime not in PICTURES:
            return "unread"
        if not has_secrets(content):
            return "clean"
        plain = plain_picture(stored.name, content, kind.mime)
    except FileNotFoundError:
        return "missing"
    except (OSError, ValueError, SyntaxError, ValidationError, Image.DecompressionBombError):
        return "unread"
    name = _replace(stored, plain)
    place.model._default_manager.filter(pk=pk).update(**{place.field: name, **place.beside(plain)})
    return "cleaned"


def _replace(stored: Any, content: bytes) -> str:
    """The name under which the new content lies. On a disk it takes the place of the old one in one step."""
    try:
        path = Path(stored.path)
    except NotImplementedError:
        return _put_beside(stored, content)
    mode = path.stat().st_mode
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".clean-", delete=False) as new:
        new.write(content)
        new.flush()
        os.fsync(new.fileno())
    os.chmod(new.name, mode)
    os.replace(new.name, path)
    return str(stored.name)


def _put_beside(stored: Any, content: bytes) -> str:
    """Where files have no path, the new one is stored first, and the old one goes when the row says so."""
    old, storage = stored.name, stored.storage
    name = str(storage.save(old, ContentFile(content)))
    if name != old:
        transaction.on_commit(lambda: storage.delete(old))
    return name
