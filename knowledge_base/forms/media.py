"""Pictures and files as Wagtail takes them: checked as every upload of the portal is.

Wagtail makes each of its forms upon these (settings WAGTAILIMAGES_IMAGE_FORM_BASE and WAGTAILDOCS_DOCUMENT_FORM_BASE):
for one, for many at once, in a chooser, and in place of an older file.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.forms import BaseImageForm

from cop_portal.foundation.uploads import CheckedFile, check_upload

# Endings that say the same as the one that the content was given.
ALIKE = {"jpg": ("jpg", "jpeg"), "txt": ("txt", "csv", "md"), "html": ("html", "htm")}


class _Checked(forms.ModelForm):
    """What was uploaded is checked first of all: Wagtail's own field opens a picture, and a broken one breaks it."""

    # Whether a saved web page may be kept: only among files, which are handed out and never shown.
    pages = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if (field := self.fields.get("file")) is not None:
            field.clean = partial(_clean, field.clean, self.pages)  # type: ignore[method-assign]


def _clean(then: Callable[[Any, Any], Any], pages: bool, data: Any, initial: Any = None) -> Any:
    """What was uploaded becomes what may be kept; a form that was sent without a file leaves the old one."""
    if isinstance(data, UploadedFile):
        data.seek(0)
        _become(data, check_upload(str(data.name), data.read(settings.UPLOAD_MAX_BYTES + 1), pages=pages))
    return then(data, initial)


def _become(upload: UploadedFile, checked: CheckedFile) -> None:
    """In its place, not beside it: Wagtail puts the upload itself by while another field of its form is wrong."""
    stem, _dot, ending = str(upload.name).rpartition(".")
    kept = str(checked.content.name).rpartition(".")[2]
    if ending.lower() not in ALIKE.get(kept, (kept,)):
        upload.name = f"{stem or ending}.{kept}"
    upload.seek(0)
    upload.truncate()
    upload.write(checked.content.read())
    upload.flush()
    upload.seek(0)
    upload.size = checked.size


class ImageForm(_Checked, BaseImageForm):
    """A picture of the library."""


class DocumentForm(_Checked, BaseDocumentForm):
    """A file of the library."""

    pages = True
