"""The words of a file of the library, beside it: for search alone."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models.functions import Now

from knowledge_base.models.media import LibraryDocument


class DocumentText(models.Model):
    """What a document says, once it was read; empty where it has no words. Its gate is the pages that hold it."""

    document = models.OneToOneField(LibraryDocument, models.CASCADE, primary_key=True, related_name="words")
    # Which file was read, by its place and what was in it (actions/filetexts.read_as): another one is read again.
    file = models.CharField(max_length=255, editable=False)
    text = models.TextField(blank=True, editable=False)
    search = SearchVectorField(null=True, editable=False)
    read_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [GinIndex(fields=["search"], name="document_text_search", fastupdate=False)]

    def __str__(self) -> str:
        return str(self.document_id)
