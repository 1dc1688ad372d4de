"""Forms about a community itself."""

from __future__ import annotations

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from communities.actions.communities import IDENTITY_FIELDS
from communities.enums import Level, Module, Stage
from communities.models import Community


class IdentityForm(forms.ModelForm):
    """What a community shows of itself."""

    class Meta:
        model = Community
        fields = IDENTITY_FIELDS
        widgets = {
            "purpose": forms.Textarea(attrs={"rows": 6}),
            "objectives": forms.Textarea(attrs={"rows": 4}),
        }
        help_texts = {"rhythm": _("For instance: one discussion and one event a month, a letter every week.")}


class ColourForm(forms.Form):
    """A colour somebody has in mind, to be measured; it is not kept."""

    own = forms.RegexField(
        r"^#[0-9a-fA-F]{6}$",
        label=_("A colour of your own"),
        required=False,
        help_text=_(
            "For instance that of your organisation, as #1cabe2. It is measured, and the nearest is named."
        ),
        error_messages={"invalid": _("Write a colour as # and six signs, for instance #1cabe2.")},
        widget=forms.TextInput(attrs={"dir": "ltr", "size": 9}),
    )


class DirectoryForm(forms.Form):
    """The filters of the list of communities. What is not understood counts as not asked."""

    q = forms.CharField(label=_("Search in communities"), required=False, max_length=100)
    stage = forms.ChoiceField(
        label=_("Stage"), required=False, choices=[("", _("Any stage")), *Stage.choices]
    )
    level = forms.ChoiceField(
        label=_("Level"), required=False, choices=[("", _("Any level")), *Level.choices]
    )


class StageForm(forms.Form):
    """Move to another stage, with a reason that members read."""

    to_stage = forms.ChoiceField(label=_("Move to"), choices=Stage.choices)
    reason = forms.CharField(
        label=_("Why"),
        help_text=_("Members read this in the community's history."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Say why the community moves; members read it.")},
    )


class JoiningForm(forms.ModelForm):
    """How one comes in."""

    class Meta:
        model = Community
        fields = ("join_policy",)
        widgets = {"join_policy": forms.RadioSelect}
        error_messages = {
            "join_policy": {
                "required": _("Choose one of the answers."),
                "invalid_choice": _("Choose one of the answers."),
            }
        }


class ModulesForm(forms.Form):
    """Which modules this community uses."""

    modules = forms.MultipleChoiceField(
        label=_("In use"),
        help_text=format_lazy(
            "{} {}",
            _("What is off leaves no menu behind; what is in it stays and comes back."),
            _("Questions that were asked go on as conversations; stories stay readable at their address."),
        ),
        choices=Module.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def off(self) -> list[str]:
        return [module for module in Module.values if module not in self.cleaned_data["modules"]]
