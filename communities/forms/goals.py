"""Forms about goals, steps, indicators and readings."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from communities.evidence import figures
from communities.forms.cases import PersonField
from communities.models import Community, Goal, GoalIndicator, GoalStep


def _day(label: Any, *, required: bool = False, **kwargs: Any) -> forms.DateField:
    return forms.DateField(
        label=label, required=required, widget=forms.DateInput(attrs={"type": "date"}), **kwargs
    )


class GoalForm(forms.ModelForm):
    due_date = _day(_("By"))

    class Meta:
        model = Goal
        fields = ("title", "why", "due_date")


class StepForm(forms.ModelForm):
    """A step and who takes it, by name."""

    due_date = _day(_("By"))

    class Meta:
        model = GoalStep
        fields = ("what", "due_date")

    def __init__(self, *args: Any, viewer: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"] = PersonField(label=_("Who takes it"), viewer=viewer)


class IndicatorForm(forms.ModelForm):
    """An indicator: its definition, baseline and target; the portal may measure it."""

    baseline_date = _day(_("Baseline measured on"))
    target_date = _day(_("Target by"))
    figure = forms.ChoiceField(
        label=_("Measured by the portal"),
        required=False,
        help_text=_("Then its readings come by themselves, month by month."),
    )

    class Meta:
        model = GoalIndicator
        fields = (
            "name", "definition", "unit", "goal", "figure", "baseline", "baseline_date", "target", "target_date",
        )  # fmt: skip

    def __init__(self, *args: Any, community: Community, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["goal"].queryset = community.goals.all()
        known = [(figure.key, figure.label) for figure in figures().values()]
        self.fields["figure"].choices = [("", _("No, we enter readings")), *known]

    def validate_unique(self) -> None:
        """The verb says it, with the form's other words kept."""

    def _post_clean(self) -> None:
        self.instance.validate_constraints = lambda **_: None  # for the same reason
        super()._post_clean()


class ReadingForm(forms.Form):
    day = _day(_("Day"), required=True, initial=timezone.localdate)
    value = forms.DecimalField(label=_("Value"), max_digits=14, decimal_places=2)
    source = forms.CharField(
        label=_("Source"), max_length=200, help_text=_("For instance: survey of May, 42 answers.")
    )
