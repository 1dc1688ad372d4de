"""PDFs of publications: wanted by a page, made once by the worker, kept."""

from __future__ import annotations

import logging
import secrets
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import F

from cop_portal.foundation.jobs import bell
from cop_portal.foundation.permissions import SYSTEM
from knowledge_base.models import LibraryImage, Paper, PublicationPage
from knowledge_base.queries.publications import Shown, paper_key, shown
from knowledge_base.typesetting import booklet

SET = "knowledge_base.tasks.set_papers"
TRIES = 5
logger = logging.getLogger(__name__)


def want(publication: PublicationPage, pieces: list[Shown] | None = None) -> Paper:
    """Ask for an edition: with the pieces some reader sees, or with all. Asked again, the same."""
    publication.refresh_from_db(fields=["last_published_at"])
    pieces = shown(SYSTEM, publication) if pieces is None else pieces
    paper, new = Paper.objects.get_or_create(
        publication=publication,
        key=paper_key(publication, pieces),
        defaults={"pieces": [piece.piece.pk for piece in pieces]},
    )
    if new:
        transaction.on_commit(lambda: bell.ring(SET))
    return paper


def set_waiting() -> int:
    """Make the PDFs that are wanted. Returns how many."""
    made = 0
    for pk in Paper.objects.filter(file="", tries__lt=TRIES).order_by("pk").values_list("pk", flat=True)[:50]:
        made += _set(pk)
    return made


def _set(pk: int) -> int:
    """One paper, once: a second worker finds it taken."""
    try:
        with transaction.atomic():
            paper = (
                Paper.objects.select_for_update(of=("self",), skip_locked=True)
                .filter(pk=pk, file="")
                .select_related("publication__community", "publication__editor")
                .first()
            )
            if paper is None:
                return 0
            pieces = [row for row in shown(SYSTEM, paper.publication) if row.piece.pk in paper.pieces]
            if len(pieces) < len(paper.pieces):  # taken back in the meantime: nobody asks for it any more
                paper.delete()
                return 0
            paper.file.save(
                f"{secrets.token_urlsafe(16)}.pdf", ContentFile(booklet(paper.publication, pieces))
            )
    except Exception:  # one issue that cannot be set must not keep the others waiting
        logger.exception("the paper %s was not set", pk)
        Paper.objects.filter(pk=pk).update(tries=F("tries") + 1)
        return 0
    return 1


def keep_picture(publication: PublicationPage, image_pk: int) -> str:
    """A copy of a picture as it is now; empty where it is gone."""
    image: Any = LibraryImage.objects.filter(pk=image_pk).first()
    if image is None:
        return ""
    try:
        with image.get_rendition("max-1400x1400|format-jpeg|jpegquality-82").file.open("rb") as file:
            data = file.read()
    except OSError:
        return ""
    name = f"publications/{publication.pk}/{secrets.token_urlsafe(16)}.jpg"
    return default_storage.save(name, ContentFile(data))
