"""Forms to take an idea up and to say what became of it."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from communities.forms.cases import PersonField
from discussions.enums import TrialState


def _in_a_month() -> datetime.date:
    return timezone.localdate() + datetime.timedelta(days=30)


class TakeUpForm(forms.Form):
    """What, until when; facilitators may say who."""

    what = forms.CharField(
        label=_("What will be tried?"),
        max_length=300,
        help_text=_("One sentence: what, where, how small."),
        error_messages={"required": _("Say in one sentence what is tried.")},
    )
    due_on = forms.DateField(
        label=_("Until when?"), initial=_in_a_month, widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, *args: Any, viewer: Any, may_name: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if may_name:
            self.fields["owner"] = PersonField(
                label=_("Who tries it?"), viewer=viewer, help_text=_("Left empty, you do.")
            )


class ReportForm(forms.Form):
    state = forms.ChoiceField(
        label=_("How does it stand?"), choices=TrialState.choices, widget=forms.RadioSelect
    )
    outcome = forms.CharField(
        label=_("What became of it?"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("What you did, what happened, what you would do differently."),
    )
    due_on = forms.DateField(
        label=_("If it is still under way: until when?"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
