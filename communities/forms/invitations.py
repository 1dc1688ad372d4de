"""Forms about asking people to come."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from communities import invitation_lists
from communities.models import Invitation, InvitationLink, Membership

LARGEST = 200_000


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"})


class AskForm(forms.ModelForm):
    """One person, by address."""

    language = forms.ChoiceField(label=_("Language of the letter"), required=False)

    class Meta:
        model = Invitation
        fields = ("address", "name", "organisation", "reason", "access_until", "language")
        labels = {"address": _("E-mail address")}
        help_texts = {
            "name": _("As it stands in the greeting."),
            "organisation": _("For guests: where they work."),
            "reason": _("For guests: what they would add. They read it in the letter."),
            "access_until": _("For guests: the last day on which they can come in."),
        }
        widgets = {"access_until": _day()}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "language" not in self.fields:  # where an invitation is only looked at
            return
        offered = dict(settings.LANGUAGES)
        self.fields["language"].choices = [("", _("The community’s language"))] + [
            (code, offered[code]) for code in settings.OFFERED_LANGUAGES
        ]

    def validate_unique(self) -> None:
        """Asking somebody again is no error: the verb deals with it."""

    def _post_clean(self) -> None:
        self.instance.validate_constraints = lambda **_: None  # for the same reason
        super()._post_clean()


class ListForm(forms.Form):
    """Many people: a file, or lines pasted from a spreadsheet."""

    file = forms.FileField(
        label=_("File"),
        required=False,
        help_text=_("CSV or XLSX, as every spreadsheet saves it. 500 people at most."),
    )
    text = forms.CharField(
        label=_("Or paste the list"),
        required=False,
        max_length=LARGEST,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false", "dir": "ltr"}),
        help_text=_(
            "One person a line: address, name, organisation, reason, last day. "
            "Colleagues need the address alone."
        ),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        file = data.get("file")
        if file is not None:
            if file.size > LARGEST:
                raise ValidationError(_("This file is too large for a list of 500 people."))
            data["text"] = invitation_lists.decode(file.read())
        if not str(data.get("text", "")).strip():
            raise ValidationError(_("Choose a file or paste the list."))
        return data


class LinkForm(forms.ModelForm):
    """A link with a limit."""

    key = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    class Meta:
        model = InvitationLink
        fields = ("label", "max_uses", "expires_on")
        labels = {"label": _("Where it is used")}
        help_texts = {
            "label": _(
                "For instance: workshop in Nairobi, intranet page. It tells you later what brought people in."
            ),
            "max_uses": _("Leave one of the two empty, not both."),
        }
        widgets = {"expires_on": _day()}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["label"].required = True
        self.fields["max_uses"].min_value = 1
        self.fields["max_uses"].widget.attrs["min"] = 1


class AccessForm(forms.Form):
    """A guest's last day."""

    until = forms.DateField(label=_("Last day of access"), widget=_day())


class OwnMembershipForm(forms.ModelForm):
    """What one brings and seeks, changed at any time."""

    class Meta:
        model = Membership
        fields = ("brings", "seeks")
        labels = {"brings": _("What do you bring?"), "seeks": _("What do you seek?")}
        help_texts = {
            "brings": _("For instance: ten years of budget analysis in two countries."),
            "seeks": _("For instance: somebody who tried cash transfers in a city."),
        }


class DeclineForm(forms.Form):
    """A few words with a no."""

    answer = forms.CharField(
        label=_("A few words with the answer"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The person reads them in the letter: why not, and what fits better."),
    )
