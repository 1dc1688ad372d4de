"""Filters of the directory of people. What is not understood counts as not asked."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from communities.queries import communities, directory
from cop_portal.foundation.accounts.forms import SPOKEN


class PeopleForm(forms.Form):
    """By name, by what one may ask them about, by language, office, community, what they bring and seek."""

    q = forms.CharField(label=_("Name"), required=False, max_length=100)
    about = forms.CharField(label=_("Ask about"), required=False, max_length=100)
    brings = forms.CharField(label=_("Brings"), required=False, max_length=100)
    seeks = forms.CharField(label=_("Seeks"), required=False, max_length=100)
    language = forms.ChoiceField(
        label=_("Language"), required=False, choices=[("", _("Any language")), *SPOKEN]
    )
    office = forms.ChoiceField(label=_("Office"), required=False)
    community = forms.ModelChoiceField(
        label=_("Community"),
        required=False,
        queryset=None,
        to_field_name="slug",
        empty_label=_("Any community"),
    )

    def __init__(self, *args: Any, viewer: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = directory.offices_of_today()
        self.fields["office"].choices = [("", _("Any office")), *((name, name) for name in names)]
        self.fields["community"].queryset = communities.of_member(viewer)

    def asked(self) -> dict[str, Any]:
        """What the query takes; fields that were not understood are left out."""
        self.is_valid()
        data = {name: value for name, value in self.cleaned_data.items() if value}
        data["words"] = data.pop("q", "")
        return data
