"""Saying what came of a contribution."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class UseForm(forms.Form):
    words = forms.CharField(
        label=_("What came of it?"),
        required=False,
        max_length=300,
        help_text=_("One sentence. It stands beside the contribution, with your name."),
    )
