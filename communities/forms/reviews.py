"""Forms about the periodic review of a community."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from communities.enums import ReviewOutcome
from communities.queries.reviews import YEAR


def _day(label: Any, help_text: Any = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=help_text,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class ReviewForm(forms.Form):
    """What the review ends with."""

    outcome = forms.ChoiceField(
        label=_("The review ends with"), choices=ReviewOutcome.choices, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=_("Why"),
        help_text=_("Members read this. Do audience, purpose, goals and domain still fit what they need?"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Say why; members read it.")},
    )
    next_due = _day(_("Next review on"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["next_due"].initial = timezone.localdate() + YEAR


class ReviewDayForm(forms.Form):
    due_on = _day(_("Day of the next review"), _("Today opens it at once."))
