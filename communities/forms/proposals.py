"""Forms about proposals."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from communities.models import Proposal


class ProposalForm(forms.ModelForm):
    """What is proposed, how it is decided, until when."""

    days = forms.TypedChoiceField(
        label=_("It runs for"),
        coerce=int,
        choices=[(3, _("three days")), (7, _("a week")), (14, _("two weeks")), (30, _("thirty days"))],
        initial=7,
    )
    key = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    class Meta:
        model = Proposal
        fields = ("title", "text", "about", "method", "quorum")
        labels = {"quorum": _("At least so many take part")}
        help_texts = {"text": _("What would change, and why it is worth it.")}
        widgets = {"text": forms.Textarea(attrs={"rows": 6})}

    field_order = ("title", "text", "about", "method", "days", "quorum")


class BallotForm(forms.Form):
    choice = forms.ChoiceField(
        label=_("Your answer"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the answers.")},
    )
    reason = forms.CharField(
        label=_("Why"),
        help_text=_("Needed for an objection; members read objections with your name."),
        required=False,
        max_length=500,
    )

    def __init__(self, *args, proposal: Proposal, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["choice"].choices = [(choice.value, choice.label) for choice in proposal.choices]


class ConcludeForm(forms.Form):
    result = forms.CharField(
        label=_("What follows from it"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )
    review_on = forms.DateField(
        label=_("Looked at again on"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
