"""Forms around the changes of a resource."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from knowledge_base.models import ResourceChange


class ProposeForm(forms.Form):
    """What should change, and why: it opens a discussion."""

    title = forms.CharField(
        label=_("What should change?"), max_length=200, help_text=_("The title of the discussion.")
    )
    words = forms.CharField(
        label=_("How, and why?"),
        max_length=20_000,
        help_text=_("What you saw, where, and how you would write it instead."),
        widget=forms.Textarea(attrs={"rows": 6}),
    )


class AnswerForm(forms.Form):
    """What became of a proposed change."""

    version = forms.ChoiceField(label=_("Taken up"), required=False)
    outcome = forms.CharField(
        label=_("In a sentence"),
        max_length=300,
        help_text=_("It stands in the list of changes; who proposed it hears of it."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, changes: Sequence[ResourceChange], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["version"]
        field.choices = [
            *((str(one.number), _("In version %(number)s") % {"number": one.number}) for one in changes),
            ("", _("Not taken up")),
        ]
        self.by_number = {str(one.number): one for one in changes}

    def change(self) -> ResourceChange | None:
        return self.by_number.get(self.cleaned_data["version"])
