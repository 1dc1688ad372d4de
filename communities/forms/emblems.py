"""A picture as a community's sign: chosen, looked at, then used."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cop_portal.foundation import uploads

MOST_KEPT = 200_000


class EmblemForm(forms.Form):
    """The picture somebody chose, or the one they looked at and now want (`kept`, small and square)."""

    picture = forms.FileField(
        label=_("A picture of your own"),
        error_messages={"required": _("Choose a picture first.")},
        help_text=_(
            "JPEG, PNG or WebP. It is made square and small, on white, and nothing but the picture is kept."
        ),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )
    kept = forms.CharField(required=False, max_length=MOST_KEPT, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["picture"].required = not self.data.get("kept")

    def clean(self) -> dict[str, object]:
        data = super().clean() or {}
        chosen = data.get("picture")
        try:
            if chosen:
                data["square"] = uploads.emblem(chosen.name, chosen.read(settings.UPLOAD_MAX_BYTES + 1))
            elif data.get("kept"):
                data["square"] = uploads.emblem("kept.png", base64.b64decode(data["kept"], validate=True))
            elif "picture" not in self.errors:
                self.add_error("picture", _("Choose a picture first."))
        except (ValidationError, binascii.Error) as refusal:
            words = (
                refusal.messages[0] if isinstance(refusal, ValidationError) else _("Choose a picture first.")
            )
            self.add_error("picture", words)
        return data

    def as_kept(self) -> str:
        return base64.b64encode(self.cleaned_data["square"]).decode()
