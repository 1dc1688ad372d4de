"""The words of a file, beside it: for search alone."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models.functions import Now

from discussions.models.attachments import Attachment


class AttachmentText(models.Model):
    """What an attachment says, once it was read; empty where it has no words. Its gate is the attachment's."""

    attachment = models.OneToOneField(Attachment, models.CASCADE, primary_key=True, related_name="words")
    text = models.TextField(blank=True, editable=False)
    search = SearchVectorField(null=True, editable=False)
    read_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [GinIndex(fields=["search"], name="attachment_text_search", fastupdate=False)]

    def __str__(self) -> str:
        return str(self.attachment_id)
