"""Forms to suspend and to lift."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class SuspendForm(forms.Form):
    """Why, and until when."""

    reason = forms.CharField(
        label=_("Why?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The person reads it in a letter."),
        error_messages={"required": _("Say why; the person reads it.")},
    )
    until = forms.DateField(
        label=_("Until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("The last day of it. Empty: until it is lifted."),
    )


class LiftForm(forms.Form):
    why = forms.CharField(
        label=_("In words"), required=False, max_length=500, help_text=_("The person reads it.")
    )
