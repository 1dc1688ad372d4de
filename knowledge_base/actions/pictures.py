"""Pictures that were stored before every upload was encoded anew: what a camera wrote into them is taken out.

Where a photograph was taken may say where a person lives. A picture without such secrets is left as it is: so the work
can be stopped and begun again, and done twice it changes nothing. A JPEG that is too large to be drawn loses what stands
beside its picture. What moves for too long to be drawn is left as it is, and named. A community's emblem has no place here: it was encoded anew from the first day on, and its
three forms keep one name.
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

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import models, transaction
from PIL import Image

from cop_portal.foundation.accounts.models import User
from cop_portal.foundation.jpegs import without_notes
from cop_portal.foundation.uploads import PICTURES, has_secrets, is_animated, mime_of, plain_picture
from discussions.models import Attachment, HeldFile
from knowledge_base.models import LibraryDocument, LibraryImage, LibraryRendition, SubmissionFile

# What an editor marked as the middle of a picture, by the side along which it lies.
MIDDLE = {"width": ("focal_point_x", "focal_point_width"), "height": ("focal_point_y", "focal_point_height")}
# So many rows are listed by one statement.
AT_ONCE = 500


class Moving(Exception):
    """It has more frames than are drawn anew."""


@dataclass(frozen=True)
class Place:
    """A kind of row that keeps a file, and what else of the row speaks of the file."""

    model: type[models.Model]
    field: str
    beside: Callable[[Any, bytes], dict[str, Any]] = lambda row, content: {}


def _sized(row: Any, content: bytes) -> dict[str, Any]:
    return {"size": len(content)}


def _measured(row: Any, content: bytes) -> dict[str, Any]:
    with Image.open(ContentFile(content)) as picture:
        return {"width": picture.width, "height": picture.height}


def _known(row: Any, content: bytes) -> dict[str, Any]:
    return {"file_size": len(content), "file_hash": hashlib.sha1(content, usedforsecurity=False).hexdigest()}


def _marked(row: Any, content: bytes) -> dict[str, Any]:
    """With the measures of a picture goes what was marked in it: it stays at its place in what is seen."""
    found = {**_known(row, content), **_measured(row, content)}
    for side, marks in MIDDLE.items():
        before, now = getattr(row, side), found[side]
        for mark in marks:
            if before and getattr(row, mark) is not None:
                found[mark] = round(getattr(row, mark) * now / before)
    return found


PLACES = (
    Place(LibraryImage, "file", _marked),
    Place(LibraryRendition, "file", _measured),
    Place(LibraryDocument, "file", _known),
    Place(Attachment, "file", _sized),
    Place(HeldFile, "file", _sized),
    Place(SubmissionFile, "file", _sized),
    Place(User, "photo"),
)


@dataclass(frozen=True)
class Cleaned:
    """What came of one file.

    `clean` already, `cleaned` now, `corrected` where only its row was wrong, `animated` and left alone, `missing`, or
    `unread` because it is no sound picture.
    """

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
        mime = mime_of(content)
        if mime not in PICTURES:
            return "unread"
        if not has_secrets(content):
            return "corrected" if _told(place, row, content) else "clean"
        plain = _plain(stored.name, content, mime)
        if plain == content:
            return "corrected" if _told(place, row, content) else "clean"
    except Moving:
        return "animated"
    except FileNotFoundError:
        return "missing"
    except (OSError, ValueError, SyntaxError, ValidationError, Image.DecompressionBombError):
        return "unread"
    _told(place, row, plain, **{place.field: _replace(stored, plain)})
    return "cleaned"


def _plain(name: str, content: bytes, mime: str) -> bytes:
    """Encoded anew; a JPEG that is too large for that as it is drawn, without what stands beside it."""
    try:
        return plain_picture(name, content, mime, longest=None)
    except ValidationError:
        if mime == "image/jpeg":
            plain = without_notes(content)
            with Image.open(ContentFile(plain)):  # what nobody can open is left alone
                return plain
        if is_animated(content):
            raise Moving from None
        raise


def _told(place: Place, row: Any, content: bytes, **more: Any) -> bool:
    """The row says of its file what is true. Returns whether it had to be changed.

    Who ended the work between a file and its row left a row that speaks of the file before.
    """
    true = {**place.beside(row, content), **more}
    wrong = {name: value for name, value in true.items() if getattr(row, name) != value}
    if wrong:
        place.model._default_manager.filter(pk=row.pk).update(**wrong)
    return bool(wrong)


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
