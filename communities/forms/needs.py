"""Forms of the needs board."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from communities.enums import NeedState


class NeedForm(forms.Form):
    text = forms.CharField(
        label=_("I want to learn, or do better:"),
        help_text=_("One sentence. For instance: how others keep pumps running without spare parts."),
        max_length=200,
        error_messages={"required": _("Write in one sentence what you want to learn or do better.")},
    )


# To ask the members is a button of its own (needs.ask_members).
ANSWERS = (NeedState.TAKEN_UP, NeedState.MET, NeedState.SET_ASIDE)


class AnswerNeedForm(forms.Form):
    """What becomes of a need; supporters read it."""

    state = forms.ChoiceField(label=_("It is"), choices=[(state.value, state.label) for state in ANSWERS])
    outcome = forms.CharField(
        label=_("What becomes of it"),
        help_text=_("For instance: a seminar on 3 May; asked Amina for a note; set aside, and why."),
        max_length=300,
    )
