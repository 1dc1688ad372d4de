"""Forms to conclude."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class SummaryForm(forms.Form):
    body = forms.CharField(
        label=_("Summary of the week"),
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Cite contributions by number, as [12]."),
        error_messages={"required": _("Write what the week came to")},
    )
    key = forms.CharField(max_length=64, widget=forms.HiddenInput, required=False)
