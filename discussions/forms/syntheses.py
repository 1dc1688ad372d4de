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


class SynthesisForm(forms.Form):
    """In short and by theme; `revision` is the one that was opened."""

    in_short = forms.CharField(
        label=_("In short"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Two or three sentences that can be read on their own."),
    )
    body = forms.CharField(
        label=_("By theme"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 16}),
        help_text=_(
            "A line beginning with ### opens a theme. Each sentence cites what it rests on, as [12] or [12, 15]."
        ),
    )
    revision = forms.IntegerField(widget=forms.HiddenInput)


class DisseminationForm(forms.Form):
    where = forms.CharField(
        label=_("To whom, or where"),
        max_length=200,
        error_messages={"required": _("Say to whom, or where, it was sent.")},
    )
    url = forms.URLField(label=_("Link"), required=False, assume_scheme="https")
