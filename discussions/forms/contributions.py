"""Forms to contribute."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cop_portal.foundation.uploads import CheckedFile, check_upload


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
    file = forms.FileField(
        label=_("File"),
        required=False,
        help_text=_("PDF, picture, office document or text. Smaller files reach more colleagues."),
    )

    def __init__(self, *args: Any, questions: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if questions:
            self.fields["question"].choices += [
                (item.number, f"{item.number}. {item.text}") for item in questions
            ]
        else:
            del self.fields["question"]

    def clean_file(self) -> CheckedFile | None:
        upload = self.cleaned_data.get("file")
        return check_upload(upload.name, upload.read()) if upload else None


class EditForm(forms.Form):
    body = forms.CharField(
        label=_("Text"),
        widget=forms.Textarea(attrs={"rows": 10}),
        error_messages={"required": _("Write something first.")},
    )
