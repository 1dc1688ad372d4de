"""Forms to contribute."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from cop_portal.foundation.uploads import CheckedFile, check_upload
from discussions.enums import MOST_FILES


class ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Several files of one choice, each checked; what is wrong with one is said of that one."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> list[CheckedFile]:
        uploads = [upload for upload in data or [] if upload]
        if len(uploads) > MOST_FILES:
            raise ValidationError(
                ngettext("Choose %(most)s file at most.", "Choose %(most)s files at most.", MOST_FILES)
                % {"most": MOST_FILES}
            )
        checked, wrong = [], []
        for upload in uploads:
            try:
                checked.append(check_upload(upload.name, upload.read(settings.UPLOAD_MAX_BYTES + 1)))
            except ValidationError as refusal:
                wrong.extend(refusal.messages)
        if wrong:
            raise ValidationError(wrong)
        return checked


class ContributionForm(forms.Form):
    """One contribution. `key` is the form's own: sent twice, it posts once."""

    body = forms.CharField(
        label=_("Your contribution"),
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Write something first.")},
    )
    key = forms.CharField(max_length=64, widget=forms.HiddenInput, required=False)
    parent = forms.IntegerField(widget=forms.HiddenInput, required=False)
    question = forms.TypedChoiceField(
        label=_("It answers"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", _("No single question"))],
    )
    files = ManyFilesField(
        label=_("Files"),
        required=False,
        help_text=_(
            "PDF, pictures, office documents or text; several at once. Smaller files reach more colleagues."
        ),
    )

    def __init__(self, *args: Any, questions: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if questions:
            self.fields["question"].choices += [
                (item.number, f"{item.number}. {item.text}") for item in questions
            ]
        else:
            del self.fields["question"]


class OpeningForm(forms.Form):
    """Title and text of what begins a discussion, to be changed."""

    title = forms.CharField(
        label=_("Title"), max_length=200, error_messages={"required": _("Give it a title")}
    )
    body = forms.CharField(
        label=_("Text"),
        widget=forms.Textarea(attrs={"rows": 10}),
        error_messages={"required": _("Write something first.")},
    )


class EditForm(forms.Form):
    body = forms.CharField(
        label=_("Text"),
        widget=forms.Textarea(attrs={"rows": 10}),
        error_messages={"required": _("Write something first.")},
    )
