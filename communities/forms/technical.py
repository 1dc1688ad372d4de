"""Forms about technical needs."""

from __future__ import annotations

from typing import Any

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

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():  # no answer is no answer, and no button of its own
            field.choices = [choice for choice in field.choices if choice[0]]
