"""Forms about thanks and badges."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from communities.gatherings import AwardKind


class AwardForm(forms.Form):
    """What is given, and what for."""

    kind = forms.ChoiceField(
        label=_("What it is"),
        choices=AwardKind.choices,
        initial=AwardKind.THANKS,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the two.")},
    )
    name = forms.CharField(
        label=_("Name of the badge"),
        help_text=_("For a badge. A few words that stay true: “Facilitated ten discussions”."),
        max_length=80,
        required=False,
    )
    what_for = forms.CharField(
        label=_("What for"),
        help_text=_("One or two sentences. The person keeps them; the certificate says them."),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say what for; that is what the person keeps.")},
    )
    evidence_url = forms.CharField(
        label=_("Where it can be seen"),
        help_text=_("The address of a discussion, a resource, anything that shows it."),
        max_length=500,
        required=False,
    )


class RevokeForm(forms.Form):
    reason = forms.CharField(
        label=_("Why"),
        help_text=_("The holder reads it. Whoever checks the certificate sees that it is revoked."),
        max_length=300,
        error_messages={"required": _("Say why; the holder reads it.")},
    )
