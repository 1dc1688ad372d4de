"""Forms of the library's own pages."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from knowledge_base.enums import Kind


class ReuseForm(forms.Form):
    """'We use this too'."""

    where = forms.CharField(
        label=_("Where"), max_length=120, help_text=_("An office, a district, a ministry.")
    )
    changed = forms.CharField(
        label=_("What did you change?"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    result = forms.CharField(
        label=_("What came of it?"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class FindForm(forms.Form):
    """Narrowing the list."""

    q = forms.CharField(
        label=_("Words"), max_length=200, required=False, widget=forms.TextInput(attrs={"type": "search"})
    )
    kind = forms.ChoiceField(label=_("Type"), choices=[("", _("All types")), *Kind.choices], required=False)
