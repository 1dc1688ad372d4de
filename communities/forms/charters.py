"""Forms about the charter."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from communities.models import CharterDraft


class CharterForm(forms.ModelForm):
    """The draft. `revision` is the one that was opened: a save on top of another's save is noticed."""

    revision = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = CharterDraft
        fields = CharterDraft.SECTIONS
        labels = {
            "mission": _("Mission"),
            "vision": _("Vision"),
            "goals": _("Goals"),
            "rules": _("Rules and agreements"),
        }
        help_texts = {
            "mission": _("Why are we here? One or two sentences."),
            "vision": _("What will be different when we succeed?"),
            "goals": _("One on each line, each with a date where you can."),
            "rules": _("How do we treat one another? One on each line."),
        }
        widgets = {name: forms.Textarea(attrs={"rows": 6}) for name in CharterDraft.SECTIONS}


class PublishCharterForm(forms.Form):
    """Put the draft to the members."""

    changes = forms.CharField(
        label=_("What changed, and why"),
        help_text=_("Members read this before they agree."),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    revision = forms.IntegerField(widget=forms.HiddenInput)
