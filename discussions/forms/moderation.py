"""Forms of care: flags, decisions, settings."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from discussions.enums import SLOW_MINUTES, FlagReason, HoldFirst


def _slow_label(minutes: int) -> Any:
    if minutes == 0:
        return _("Off")
    if minutes == 1440:
        return _("One contribution a day")
    if minutes >= 60:
        return ngettext(
            "One contribution in %(number)s hour", "One contribution in %(number)s hours", minutes // 60
        ) % {"number": minutes // 60}
    return ngettext(
        "One contribution in %(number)s minute", "One contribution in %(number)s minutes", minutes
    ) % {"number": minutes}


def slow_choices() -> list[tuple[int, Any]]:
    return [(minutes, _slow_label(minutes)) for minutes in SLOW_MINUTES]


class FlagForm(forms.Form):
    """Why a facilitator should look at it."""

    reason = forms.ChoiceField(
        label=_("What is it about?"),
        choices=[choice for choice in FlagReason.choices if choice[0] != FlagReason.APPEAL],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a reason.")},
    )
    words = forms.CharField(
        label=_("In a few words"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, own: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if own:
            del self.fields["reason"]
            self.fields["words"].required = True
            self.fields["words"].label = _("What should a facilitator know?")


class WordsForm(forms.Form):
    """What a facilitator says with a decision."""

    words = forms.CharField(
        label=_("In words"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Needed to hide, to refuse or to lock. The author reads it, and so does who flagged it."),
    )


class SlowForm(forms.Form):
    """Slow mode of one discussion."""

    minutes = forms.TypedChoiceField(label=_("Slow mode"), required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["minutes"].choices = [("", _("As the community has it")), *slow_choices()]  # type: ignore[attr-defined]


class CareForm(forms.Form):
    """How a community's discussions are looked after."""

    hold_first = forms.TypedChoiceField(
        label=_("Which contributions of a new member wait for a facilitator?"),
        coerce=int,
        choices=HoldFirst.choices,
        widget=forms.RadioSelect,
        help_text=_("Their author sees that it waits. It is told to others when it is released, not before."),
    )
    slow_minutes = forms.TypedChoiceField(
        label=_("Slow mode in all discussions"),
        coerce=int,
        help_text=_("A discussion may have a pace of its own. Who moderates is not slowed down."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["slow_minutes"].choices = slow_choices()  # type: ignore[attr-defined]
