"""The form that puts indicators to the members."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from communities.forms.proposals import ProposalForm
from communities.models import Community, GoalIndicator, Proposal
from communities.queries import agreements
from cop_portal.foundation.ui.commas import listed


class _IndicatorsField(forms.ModelMultipleChoiceField):
    """Each with all that members would agree to."""

    def label_from_instance(self, indicator: Any) -> str:
        return " – ".join(agreements.in_words(indicator))


class AgreementForm(ProposalForm):
    """A proposal whose text states the indicators that are chosen, filled in for one click."""

    indicators = _IndicatorsField(
        label=_("Indicators"),
        queryset=GoalIndicator.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "invalid_choice": _("The members have it before them already, or agreed to it as it stands.")
        },
    )

    class Meta:
        model = Proposal
        fields = ("title", "text", "method", "quorum")
        labels = {**ProposalForm.Meta.labels, "text": _("Why")}
        widgets = {"text": forms.Textarea(attrs={"rows": 3})}

    field_order = ("indicators", "title", "text", "method", "days", "quorum")

    def __init__(self, *args: Any, community: Community, rows: list[Any], **kwargs: Any) -> None:
        with translation.override(community.language or None):
            title = f"{gettext('Indicators')} – {listed(row.name for row in rows)}"
        initial = {"key": uuid.uuid4().hex, "title": title[:150], "indicators": [row.pk for row in rows]}
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["text"].required = False
        self.fields["indicators"].queryset = community.goal_indicators.filter(pk__in=[row.pk for row in rows])
