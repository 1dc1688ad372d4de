"""Narrowing the inventory."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from knowledge_base.forms.resources import FindForm
from knowledge_base.queries.inventory import STATES


class NarrowForm(FindForm):
    state = forms.ChoiceField(label=_("Which"), choices=STATES, required=False)


class ConfirmForm(forms.Form):
    """That it still holds, with a word if one likes."""

    note = forms.CharField(label=_("A note"), max_length=300, required=False)
