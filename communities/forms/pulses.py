"""The three questions of a round."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from communities.enums import PulseQuestion

SCALE = [
    ("1", _("1, not at all")),
    ("2", "2"),
    ("3", "3"),
    ("4", "4"),
    ("5", _("5, entirely")),
]


class PulseForm(forms.Form):
    """Each from 1 to 5."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        for question in PulseQuestion:
            self.fields[question.value] = forms.TypedChoiceField(
                label=question.label,
                choices=SCALE,
                coerce=int,
                widget=forms.RadioSelect,
                error_messages={"required": _("Choose a number from 1 to 5")},
            )
