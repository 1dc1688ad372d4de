"""Forms to put a question to somebody, and to say who else should answer."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from communities.forms.cases import PersonField
from cop_portal.foundation.ui.commas import listed
from discussions.queries.routings import Candidate


class _WhoForm(forms.Form):
    """One of the experts, or anybody else by name: no list of thousands."""

    def __init__(self, *args: Any, candidates: list[Candidate], viewer: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_id = {str(row.expert.user.pk): row.expert.user for row in candidates}
        choices = [(str(row.expert.user.pk), _label(row)) for row in candidates]
        experts = forms.ChoiceField(
            label=_("An expert here"),
            choices=[*choices, ("", _("Somebody else"))],
            required=False,
            widget=forms.RadioSelect,
        )
        other = PersonField(
            label=_("Somebody else, by name or e-mail address"),
            viewer=viewer,
            help_text=_("A member of this community who knows."),
        )
        self.fields = {**({"expert": experts} if choices else {}), "other": other, **self.fields}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        other = data.get("other")
        data["to"] = other if other is not None else self.by_id.get(data.get("expert") or "")
        return data


def _label(row: Candidate) -> str:
    about = listed(row.matching or row.expert.subjects)
    return f"{row.expert.user.name}: {about}" if about else row.expert.user.name


class AskExpertForm(_WhoForm):
    words = forms.CharField(
        label=_("Why them?"),
        required=False,
        max_length=300,
        help_text=_("One sentence, which they read with the question."),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("to") is None and not self.errors:
            raise ValidationError(_("Choose an expert, or write a name."))
        return data


class NotMeForm(_WhoForm):
    """Nobody named is an answer too: those who facilitate look further."""

    words = forms.CharField(
        label=_("A word with it"),
        required=False,
        max_length=300,
        help_text=_("For instance: she built the plant in Turkana."),
    )


class AskBackForm(forms.Form):
    body = forms.CharField(
        label=_("What do you need to know first?"),
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Write what you need to know")},
    )
    key = forms.CharField(max_length=64, widget=forms.HiddenInput, required=False)
