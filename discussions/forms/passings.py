"""Passing a discussion on."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class PassForm(forms.Form):
    """To whom, and why it concerns them."""

    to = forms.TypedChoiceField(
        label=_("To which community?"),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a community")},
    )
    words = forms.CharField(
        label=_("Why does it concern them?"),
        required=False,
        max_length=300,
        help_text=_("One sentence. It stands beside the title there."),
    )

    def __init__(self, *args: Any, targets: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = [  # type: ignore[attr-defined]
            (one.pk, f"{one.name} ({one.get_level_display()})") for one in targets if not one.passed
        ]
