"""Forms of the administration that ask before something is done with many rows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from communities.enums import Role
from communities.forms.invitations import AskForm, ListForm
from communities.models import Community


class NothingForm(forms.Form):
    """Only whether."""


class RoleForm(forms.Form):
    """Which of the four roles is given or ended, of those that one may give."""

    change = forms.ChoiceField(
        label=_("What to do"), choices=[("give", _("Give the role")), ("end", _("End the role"))]
    )
    role = forms.ChoiceField(label=_("Role"))
    until_date = forms.DateField(
        label=_("Planned until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("For a role that is given. The person is reminded a month before."),
    )
    handover_note = forms.CharField(
        label=_("Hand-over note"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("For a role that ends: what whoever comes next should know."),
    )

    def __init__(self, *args: Any, roles: Iterable[Role], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(role.value, role.label) for role in roles]


class HandoverForm(forms.Form):
    """What whoever comes next should know."""

    handover_note = forms.CharField(
        label=_("Hand-over note"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )


class CommunityField(forms.ModelChoiceField):
    """One of the communities that the person looks after."""

    def __init__(self, own: list[Community], **kwargs: Any) -> None:
        living = [row.pk for row in own if not row.is_archived]
        if len(living) == 1:  # nothing to choose
            kwargs["empty_label"] = None
        super().__init__(
            Community.objects.filter(pk__in=living).order_by("name"), label=_("Community"), **kwargs
        )


class AskWhereForm(AskForm):
    """One person, by address, into one of one's communities."""

    own: list[Community] = []
    try_it: Any = None

    class Meta(AskForm.Meta):
        fields = ("community", *AskForm.Meta.fields)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "community" in self.fields:
            self.fields["community"] = CommunityField(self.own)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.try_it is not None and not self.errors:
            for sentence in self.try_it(data):
                self.add_error(None, ValidationError(sentence))
        return data


class ListWhereForm(ListForm):
    """Many people into one of one's communities."""

    def __init__(self, *args: Any, own: list[Community], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields = {"community": CommunityField(own), **self.fields}
