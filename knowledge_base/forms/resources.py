"""Forms of the library's own pages."""

from __future__ import annotations

from collections.abc import Container
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from knowledge_base.enums import Kind


class FindForm(forms.Form):
    """Narrowing the list; kinds: those in use in its community."""

    q = forms.CharField(
        label=_("Words"), max_length=200, required=False, widget=forms.TextInput(attrs={"type": "search"})
    )
    kind = forms.ChoiceField(label=_("Type"), choices=[("", _("All types")), *Kind.choices], required=False)

    def __init__(self, *args: Any, kinds: Container[str] = tuple(Kind.values), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["kind"]
        choice.choices = [row for row in choice.choices if not row[0] or row[0] in kinds]
