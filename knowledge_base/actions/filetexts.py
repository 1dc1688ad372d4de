"""Reading the files of the library, so that their words are found."""

from __future__ import annotations

from django.conf import settings
from django.db import DataError, transaction
from django.db.models import CharField, F, Value
from django.db.models.functions import Concat
from django.utils import timezone

from cop_portal.foundation.filetexts import words_of
from cop_portal.foundation.jobs.once import advisory_lock
from cop_portal.foundation.searching import LENGTHS, name_and_words, search_vector
from knowledge_base.models import DocumentText, LibraryDocument, ResourcePage
from knowledge_base.queries.media import pages_with

TASK = "knowledge_base.tasks.read_documents"
AT_ONCE = 50


def read_waiting(most: int = AT_ONCE) -> int:
    """Read the documents that nobody has read as they are now. A second caller leaves it to the first."""
    with advisory_lock("knowledge_base.read_documents") as held:
        if not held:
            return 0
        now = Concat(F("file"), Value("#"), F("file_hash"), output_field=CharField())
        found = list(LibraryDocument.objects.exclude(words__file=now).order_by("-pk")[:most])
        for document in found:
            read(document)
        return len(found)


def read_as(document: LibraryDocument) -> str:
    """Which file it is now: its place, and what is in it; another one may have come to the same place."""
    return f"{document.file.name}#{document.file_hash}"


def read(document: LibraryDocument) -> None:
    """Keep the words of a document, with the stems of the language of a page that holds it."""
    page = ResourcePage.objects.filter(pk__in=pages_with(document)).values("language").first()
    text = words_of(document.filename, document.file)
    language = page["language"] if page else settings.LANGUAGE_CODE
    for length in LENGTHS:
        vector = search_vector(
            document.title, name_and_words(document.filename), text[:length], language=language
        )
        kept = {"file": read_as(document), "text": text, "search": vector, "read_at": timezone.now()}
        try:
            with transaction.atomic():
                DocumentText.objects.update_or_create(document=document, defaults=kept)
            return
        except DataError:  # more different words than Postgres takes: fewer of them
            continue
