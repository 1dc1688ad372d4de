"""Reading the files of contributions, so that their words are found."""

from __future__ import annotations

from django.db import DataError, transaction

from cop_portal.foundation.filetexts import words_of
from cop_portal.foundation.jobs.once import advisory_lock
from cop_portal.foundation.searching import LENGTHS, name_and_words, search_vector
from discussions.models import Attachment, AttachmentText

TASK = "discussions.tasks.read_attachments"
AT_ONCE = 50


def read_waiting(most: int = AT_ONCE) -> int:
    """Read the files that nobody has read, the newest first. A second caller leaves it to the first."""
    with advisory_lock("discussions.read_attachments") as held:
        if not held:
            return 0
        rows = Attachment.objects.filter(words=None).select_related("contribution__community")
        found = list(rows.order_by("-pk")[:most])
        for attachment in found:
            _read(attachment)
        return len(found)


def _read(attachment: Attachment) -> None:
    """A file that was taken away meanwhile has no words."""
    contribution = attachment.contribution
    text = words_of(attachment.name, attachment.file)
    language = contribution.language or contribution.community.language
    for length in LENGTHS:
        vector = search_vector(name_and_words(attachment.name), text[:length], language=language)
        row = AttachmentText(attachment=attachment, text=text, search=vector)
        try:
            with transaction.atomic():
                AttachmentText.objects.bulk_create([row], ignore_conflicts=True)
            return
        except DataError:  # more different words than Postgres takes: fewer of them
            continue
