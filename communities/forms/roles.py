"""Forms about roles, calls and connections."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from communities.enums import Role
from communities.models import Community, Connection, OwnRole, RoleCall, Volunteer


def _in_two_weeks() -> datetime.date:
    return timezone.localdate() + datetime.timedelta(days=14)


class OwnRoleForm(forms.ModelForm):
    """A role beside the four."""

    class Meta:
        model = OwnRole
        fields = ("name", "duties", "hours_per_month", "term_months")
        help_texts = {
            "name": _("For instance: gardener, synthesizer, host of newcomers."),
            "duties": _("What the person does, so that somebody can say yes."),
        }
        widgets = {"duties": forms.Textarea(attrs={"rows": 4})}


class CallForm(forms.Form):
    """Ask members who would take a role."""

    which = forms.ChoiceField(label=_("Role"))
    text = forms.CharField(
        label=_("What the community looks for"),
        help_text=_("What there is to do, how many hours, until when."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    closes_on = forms.DateField(
        label=_("Open until"), initial=_in_two_weeks, widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, *args: Any, community: Community, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.own = {f"own-{row.pk}": row for row in community.extra_roles.filter(retired_at=None)}
        self.fields["which"].choices = [*Role.choices, *((key, row.name) for key, row in self.own.items())]

    def asked(self) -> dict[str, Any]:
        """What the verb takes."""
        data = dict(self.cleaned_data)
        which = data.pop("which")
        own = self.own.get(which)
        return {**data, "own_role": own} if own else {**data, "role": which}


class ChooseForm(forms.Form):
    """Who takes the role, and what is announced."""

    volunteers = forms.ModelMultipleChoiceField(
        label=_("Who takes the role"),
        queryset=Volunteer.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one person, or withdraw the call.")},
    )
    until_date = forms.DateField(
        label=_("Until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Leave it empty for a term without a planned end."),
    )
    words = forms.CharField(
        label=_("Announcement"),
        help_text=_("All members read it. Thank those who offered and were not chosen."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, call: RoleCall, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["volunteers"]
        field.queryset = call.volunteers.select_related("user")
        field.label_from_instance = lambda row: (
            f"{row.user.name}: {row.words}" if row.words else row.user.name
        )


class ExtendForm(forms.Form):
    until_date = forms.DateField(
        label=_("New planned end"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )


class CoreForm(forms.Form):
    """Core group and connectors."""

    core = forms.BooleanField(
        label=_("In the core group"),
        required=False,
        help_text=_("The people who carry the community beside the four roles. Everybody sees who they are."),
    )
    connector = forms.BooleanField(
        label=_("Connector"),
        required=False,
        help_text=_("Brings people in and links them; keeps a list of whom to link next."),
    )


class ConnectionForm(forms.ModelForm):
    class Meta:
        model = Connection
        fields = ("who", "why")
        labels = {"who": _("Whom"), "why": _("With whom or what, and why")}
