"""Narrowing the inventory."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from knowledge_base.enums import Kind
from knowledge_base.queries.inventory import STATES


class NarrowForm(forms.Form):
    q = forms.CharField(
        label=_("Words"), max_length=200, required=False, widget=forms.TextInput(attrs={"type": "search"})
    )
    kind = forms.ChoiceField(label=_("Type"), choices=[("", _("All types")), *Kind.choices], required=False)
    state = forms.ChoiceField(label=_("Which"), choices=STATES, required=False)


class ConfirmForm(forms.Form):
    """That it still holds, with a word if one likes."""

    note = forms.CharField(label=_("A note"), max_length=300, required=False)
