"""The form in which somebody tells that they used a resource."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class ReuseForm(forms.Form):
    """'We use this too'. What came of it may be added later."""

    where = forms.CharField(
        label=_("Where"), max_length=120, help_text=_("An office, a district, a ministry.")
    )
    country = forms.CharField(label=_("Country"), max_length=80, required=False)
    changed = forms.CharField(
        label=_("What did you change?"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    result = forms.CharField(
        label=_("What came of it?"),
        max_length=2000,
        required=False,
        help_text=_("You can add this later."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
