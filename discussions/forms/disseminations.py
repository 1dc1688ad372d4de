"""Forms to send a synthesis on."""

from __future__ import annotations

from email.utils import parseaddr
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


def _words(help_text: Any) -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("Words of your own"), required=False, max_length=500, help_text=help_text
    )


class DisseminationForm(forms.Form):
    """Note by hand where it was sent."""

    where = forms.CharField(
        label=gettext_lazy("To whom, or where"),
        max_length=200,
        error_messages={"required": gettext_lazy("Say to whom, or where, it was sent.")},
    )
    url = forms.URLField(label=gettext_lazy("Link"), required=False, assume_scheme="https")
    key = forms.CharField(max_length=64, widget=forms.HiddenInput, required=False)


class TellCommunityForm(forms.Form):
    """Start a conversation with it in another community."""

    prefix = "tell"
    to = forms.TypedChoiceField(
        label=gettext_lazy("To which community?"),
        coerce=int,
        error_messages={"required": gettext_lazy("Choose a community")},
    )
    words = _words(gettext_lazy("Why it concerns them, in a sentence or two."))

    def __init__(self, *args: Any, communities: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = [(one.pk, one.name) for one in communities]  # type: ignore[attr-defined]


class PartnersForm(forms.Form):
    """Mail it to people outside."""

    prefix = "mail"
    addresses = forms.CharField(
        label=gettext_lazy("Addresses of partners"),
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        help_text=gettext_lazy("One on each line, as Ministry of water <water@ministry.example>."),
        error_messages={"required": gettext_lazy("Give at least one address.")},
    )
    words = _words(gettext_lazy("They stand at the top of the letter."))

    def clean_addresses(self) -> list[tuple[str, str]]:
        found = []
        for line in self.cleaned_data["addresses"].splitlines():
            if not line.strip():
                continue
            name, address = parseaddr(line.strip())
            try:
                validate_email(address)
            except ValidationError:
                raise ValidationError(
                    _("This is no e-mail address: %(line)s") % {"line": line.strip()}
                ) from None
            found.append((name, address))
        return found
