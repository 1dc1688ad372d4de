"""Forms of sharing outside: the rule, a step outward, the way back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from knowledge_base.enums import OUTSIDE, Answer, Approver, Check, Licence, Sharing
from knowledge_base.models import PartnerOrganisation, ResourcePage, SharingRule


def _partners(label: Any, **more: Any) -> forms.ModelMultipleChoiceField:
    return forms.ModelMultipleChoiceField(
        label=label,
        queryset=PartnerOrganisation.objects.order_by("folded_name"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        **more,
    )


class RuleForm(forms.Form):
    """The community's own rule."""

    approvers = forms.MultipleChoiceField(
        label=_("Who may say yes"),
        choices=Approver.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Name at least one who says yes.")},
    )
    people_needed = forms.TypedChoiceField(
        label=_("How many of them"),
        choices=[
            ("1", _("One; it may be who asks")),
            ("2", _("Two; nobody says yes to what they asked for themselves")),
        ],
        coerce=int,
        widget=forms.RadioSelect,
    )
    checks = forms.MultipleChoiceField(
        label=_("What is asked before"),
        choices=Check.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    licences = forms.MultipleChoiceField(
        label=_("Which licences may be chosen"),
        choices=Licence.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Leave at least one licence to choose.")},
    )
    words = forms.CharField(
        label=_("In our own words"),
        max_length=2000,
        required=False,
        help_text=_("What members should know before they ask."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, rule: SharingRule, **kwargs: Any) -> None:
        initial = {name: getattr(rule, name) for name in ("approvers", "checks", "licences", "words")}
        super().__init__(*args, initial={**initial, "people_needed": str(rule.people_needed)}, **kwargs)


class AskForm(forms.Form):
    """A step outward, with the checks of the rule."""

    def __init__(self, *args: Any, resource: ResourcePage, rule: SharingRule, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        here = Sharing(resource.sharing)
        levels = [level for level in Sharing if level.reach > here.reach or level == here == Sharing.PARTNERS]
        self.checks = list(rule.checks)
        self.fields["to"] = forms.ChoiceField(
            label=_("Share it with"),
            choices=[(level.value, level.label) for level in levels],
            widget=forms.RadioSelect,
            error_messages={"required": _("Choose how far it is to go.")},
        )
        if Sharing.PARTNERS in levels:
            self.fields["partners"] = _partners(
                _("Which partners"), help_text=_("Only where you share it with partners.")
            )
        if any(level in OUTSIDE for level in levels):
            self.fields["licence"] = forms.ChoiceField(
                label=_("Licence"),
                choices=[("", "…"), *((name, Licence(name).label) for name in rule.licences)],
                required=False,
                initial=resource.licence if resource.licence in rule.licences else "",
                help_text=_("What others may do with it, once it leaves the organisation."),
            )
        for name in self.checks:
            self.fields[name] = forms.ChoiceField(
                label=Check(name).label,
                choices=Answer.choices,
                widget=forms.RadioSelect,
                error_messages={"required": _("Answer this first.")},
            )
        self.fields["note"] = forms.CharField(
            label=_("How it was settled, and why it should go out"),
            max_length=1000,
            required=False,
            widget=forms.Textarea(attrs={"rows": 3}),
        )

    def values(self) -> dict[str, Any]:
        """What was filled in, for the action."""
        data = self.cleaned_data
        return {
            "to": data["to"],
            "licence": data.get("licence", ""),
            "partners": list(data.get("partners") or []),
            "checks": {name: data[name] for name in self.checks},
            "note": data["note"],
        }


class NarrowForm(forms.Form):
    """Back inside."""

    prefix = "back"

    def __init__(self, *args: Any, resource: ResourcePage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        here = Sharing(resource.sharing)
        levels = [level for level in Sharing if level.reach < here.reach or level == here == Sharing.PARTNERS]
        self.fields["to"] = forms.ChoiceField(
            label=_("From now on only for"),
            choices=[(level.value, level.label) for level in levels],
            widget=forms.RadioSelect,
            error_messages={"required": _("Choose how far inside it goes.")},
        )
        if Sharing.PARTNERS in levels:
            self.fields["partners"] = _partners(_("Partners who keep it"))
            if here == Sharing.PARTNERS:
                self.fields["partners"].queryset = PartnerOrganisation.objects.filter(
                    shared__resource=resource
                ).order_by("folded_name")
        self.fields["reason"] = forms.CharField(
            label=_("Why"), max_length=300, required=False, help_text=_("It stands in the log.")
        )


class CommentForm(forms.Form):
    """An answer to who asked."""

    comment = forms.CharField(
        label=_("What is missing"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
