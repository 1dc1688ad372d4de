"""Documents and pictures of the library. They belong to a community's collection and its gate."""

from __future__ import annotations

from django.db import models
from wagtail.documents.models import AbstractDocument, Document
from wagtail.images.models import AbstractImage, AbstractRendition, Image

# What a browser would run or show as a page.
ACTS = {"text/html", "application/xhtml+xml", "image/svg+xml", "text/xml", "application/xml"}


class LibraryImage(AbstractImage):
    """A picture with the sentence that replaces it for those who do not see it."""

    admin_form_fields = Image.admin_form_fields


class LibraryRendition(AbstractRendition):
    """A picture in one of the sizes it is shown in."""

    image = models.ForeignKey(LibraryImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["image", "filter_spec", "focal_point_key"], name="one_rendition")
        ]


class LibraryDocument(AbstractDocument):
    """A file of the library."""

    admin_form_fields = Document.admin_form_fields

    @property
    def content_type(self) -> str:
        """A saved web page is handed out as bytes of no kind: no browser takes it for a page of the portal."""
        found = str(super().content_type)
        return "application/octet-stream" if found in ACTS else found
