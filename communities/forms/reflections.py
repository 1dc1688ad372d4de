"""Forms about “How are we doing?”."""

from __future__ import annotations

import datetime

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from communities.actions.reflections import USUAL


def _usual_end() -> datetime.date:
    return timezone.localdate() + USUAL


class OpenRoundForm(forms.Form):
    """A new round."""

    words = forms.CharField(
        label=_("Why now?"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Members read it above the four headings."),
    )
    closes_on = forms.DateField(
        label=_("Until"),
        initial=_usual_end,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class ChangeForm(forms.Form):
    """What was changed as a result."""

    text = forms.CharField(
        label=_("What was changed?"),
        max_length=500,
        help_text=_("One sentence. Those who wrote are told."),
        error_messages={"required": _("Say what was changed")},
    )
