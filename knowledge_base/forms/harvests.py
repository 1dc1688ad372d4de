"""Forms of harvests: the draft's head, and handing on."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from knowledge_base.enums import Kind


class HarvestForm(forms.Form):
    """What the draft begins with; the text comes along."""

    kind = forms.ChoiceField(label=_("What sort of resource is it?"), widget=forms.RadioSelect)
    title = forms.CharField(label=_("Title"), max_length=200)
    summary = forms.CharField(
        label=_("In a sentence or two"),
        max_length=300,
        help_text=_("What a colleague finds in it."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, kinds: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(str(kind), Kind(kind).label) for kind in kinds]


class HandOnForm(forms.Form):
    to = forms.ModelChoiceField(label=_("Hand it on to"), queryset=None)
    words = forms.CharField(label=_("A word with it"), max_length=300, required=False)

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = people
        self.fields["to"].label_from_instance = lambda person: person.name
