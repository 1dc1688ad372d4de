"""Forms about technical needs."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from communities.models import TechnicalAnswer


class TechnicalForm(forms.ModelForm):
    """Four questions that take a minute."""

    class Meta:
        model = TechnicalAnswer
        fields = ("line", "device", "mail", "prefers")
        labels = {
            "line": _("How is your connection?"),
            "device": _("What do you mostly use?"),
            "mail": _("How often do you read your mail?"),
            "prefers": _("How would you rather take part?"),
        }
        widgets = dict.fromkeys(fields, forms.RadioSelect)
