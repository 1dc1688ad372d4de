"""How somebody is named."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class NameForm(forms.Form):
    name = forms.CharField(
        label=_("Your name, as it stands there"),
        max_length=120,
        help_text=_("Correct the spelling here. For another name, change your profile first."),
    )
