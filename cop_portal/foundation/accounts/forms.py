"""Forms about oneself."""

from __future__ import annotations

import zoneinfo
from typing import Any

from allauth.account.adapter import get_adapter
from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from taggit.forms import TagField

from cop_portal.foundation.accounts.models import User

SPOKEN = [
    ("ar", _("Arabic")),
    ("zh", _("Chinese")),
    ("en", _("English")),
    ("fr", _("French")),
    ("pt", _("Portuguese")),
    ("ru", _("Russian")),
    ("es", _("Spanish")),
]


def zone_choices() -> list[tuple[str, str]]:
    """IANA zones with a place in their name, in the order of the alphabet."""
    return [("UTC", "UTC")] + [
        (name, name.replace("_", " "))
        for name in sorted(zoneinfo.available_timezones())
        if "/" in name and not name.startswith(("Etc/", "posix/", "right/", "SystemV/"))
    ]


class ProfileForm(forms.ModelForm):
    """What colleagues read about a person, and how the portal speaks to them."""

    languages = forms.MultipleChoiceField(
        label=_("Languages you can answer in"),
        choices=SPOKEN,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    expertise = TagField(
        label=_("Ask me about"),
        required=False,
        help_text=_("Topics, parted by commas. Questions reach you by them."),
    )
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=zone_choices)
    picture = forms.FileField(
        label=_("Photograph"),
        required=False,
        help_text=_(
            "It is cut to a square and made small. Without one your initials stand beside your name."
        ),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )
    no_picture = forms.BooleanField(label=_("Take the photograph away"), required=False)

    class Meta:
        model = User
        fields = ("name", "organisation", "languages", "language", "time_zone", "about")
        labels = {"about": _("In a few sentences"), "language": _("Language of letters and pages")}
        widgets = {"about": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = dict(settings.LANGUAGES)
        self.fields["language"].choices = [("", _("As my browser says"))] + [
            (code, offered[code]) for code in settings.OFFERED_LANGUAGES
        ]
        if not self.instance.is_guest:
            del self.fields["organisation"]
        if not self.instance.photo:
            del self.fields["no_picture"]
        if self.instance.pk and "expertise" not in self.initial:
            self.initial["expertise"] = ", ".join(sorted(self.instance.expertise.names()))


class SignupDetails(forms.Form):
    """What allauth's sign-up form asks for besides address and password."""

    name = forms.CharField(label=_("Your name"), max_length=120, help_text=_("As colleagues know you."))

    field_order = ["name", "email", "password1"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field, value in get_adapter().expected().items():
            self.initial.setdefault(field, value)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        address = str(self.data.get("email", "")).strip().lower()
        if address and not get_adapter().takes(address):
            self.add_error(
                None,
                _("Accounts are for addresses of %(domains)s. Guests are invited by a colleague.")
                % {"domains": ", ".join(settings.SIGNUP_DOMAINS)},
            )
        return data

    def signup(self, request: Any, user: User) -> None:
        user.name = self.cleaned_data["name"]
        user.save(update_fields=["name"])
