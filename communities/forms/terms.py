"""The five questions of the terms of reference, as the founding paper asks them."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from communities.models import TermsDraft


class TermsForm(forms.ModelForm):
    """The draft. `revision` is the one that was opened: a save on top of another's save is noticed."""

    revision = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = TermsDraft
        fields = TermsDraft.SECTIONS
        labels = {
            "needs": _("What are the key needs or issues of focus, and the activities?"),
            "results": _("What results does the community want to achieve?"),
            "documenting": _("How do we document the learning fruits of the community?"),
            "measuring": _("How do we measure the returns from investing in the community?"),
            "structure": _("How will the community be structured, organised and resourced?"),
        }
        help_texts = {
            "measuring": _("Name indicators; their baselines and targets stand on the page of goals."),
            "structure": _("Roles, hours, rhythm, budget, sponsor."),
        }
        widgets = {name: forms.Textarea(attrs={"rows": 6}) for name in TermsDraft.SECTIONS}


class PublishTermsForm(forms.Form):
    changes = forms.CharField(
        label=_("What changed, and why"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    revision = forms.IntegerField(widget=forms.HiddenInput)
    number = forms.IntegerField(required=False, widget=forms.HiddenInput)
