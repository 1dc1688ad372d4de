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


class SubmitForm(forms.Form):
    """Handing a resource in, from the portal. The editors complete it in the library."""

    title = forms.CharField(label=_("Title"), max_length=200)
    kind = forms.ChoiceField(
        label=_("What sort of resource is it?"),
        choices=[choice for choice in Kind.choices if choice[0] not in (Kind.SYNTHESIS, Kind.PUBLICATION)],
        widget=forms.RadioSelect,
        initial=Kind.GOOD_PRACTICE,
    )
    summary = forms.CharField(
        label=_("In a sentence or two"),
        max_length=300,
        help_text=_("What a colleague finds in it."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    place = forms.CharField(label=_("Where"), max_length=120, required=False)
    text = forms.CharField(
        label=_("Text"),
        max_length=60_000,
        help_text=_("What you did, what came of it, what you would tell a colleague."),
        widget=forms.Textarea(attrs={"rows": 12}),
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES, initial="en")


class FindForm(forms.Form):
    """Narrowing the list."""

    q = forms.CharField(
        label=_("Words"), max_length=200, required=False, widget=forms.TextInput(attrs={"type": "search"})
    )
    kind = forms.ChoiceField(label=_("Type"), choices=[("", _("All types")), *Kind.choices], required=False)
