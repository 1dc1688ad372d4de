"""Forms of the library's own pages."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from knowledge_base.enums import Kind


class FindForm(forms.Form):
    """Narrowing the list."""

    q = forms.CharField(
        label=_("Words"), max_length=200, required=False, widget=forms.TextInput(attrs={"type": "search"})
    )
    kind = forms.ChoiceField(label=_("Type"), choices=[("", _("All types")), *Kind.choices], required=False)
